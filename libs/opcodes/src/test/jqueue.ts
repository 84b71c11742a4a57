import { z } from 'zod';
import { defineOpcode, optional } from '../define';
import { flag } from '../types';

export const testJqueue = defineOpcode({
  id: 'OP_TEST_JQUEUE',
  path: 'test/jqueue',
  title: 'Try the job queue',
  doc: 'Writes messages into the job log, and succeeds or fails as asked. For tests of programs that follow jobs.',
  params: {
    notify_waitlock: flag('Tell the test program, over a socket named in the log, when the locks are waited for.'),
    notify_exec: flag('Tell the test program, over a socket named in the log, when the work begins.'),
    log_messages: optional(z.array(z.string()), [], 'Messages for the job log.'),
    fail: flag('Fail at the end.'),
  },
  result: z.boolean(),
  permission: 'test.jqueue',
  cli: [{ command: 'debug test-jobqueue', args: [], doc: 'Try the job queue.' }],
});
