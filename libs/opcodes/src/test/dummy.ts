import { z } from 'zod';
import { defineOpcode, required } from '../define';
import { anyJson } from '../types';

export const testDummy = defineOpcode({
  id: 'OP_TEST_DUMMY',
  path: 'test/dummy',
  title: 'Do what a test says',
  doc: "Placeholder for tests of the job queue itself. No cluster carries it out: its job fails.",
  params: {
    result: required(anyJson, 'What to answer.'),
    messages: required(anyJson, 'Messages for the job log.'),
    fail: required(anyJson, 'Whether to fail.'),
    submit_jobs: required(anyJson, 'Jobs to submit.'),
  },
  result: z.null(),
  permission: 'test.dummy',
});
