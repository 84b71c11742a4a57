import { z } from 'zod';
import { defineOpcode } from '../define';
import { maybe, paramDict } from '../types';

export const testOsParams = defineOpcode({
  id: 'OP_TEST_OS_PARAMS',
  path: 'test/os-params',
  title: 'Try secret OS parameters',
  doc: 'Writes the values of secret parameters into the job log, to show that they reach the operation although nobody sees them elsewhere. For tests only.',
  params: {
    osparams_secret: maybe(paramDict, 'OS parameters that are neither shown nor kept.', { secret: true }),
  },
  result: z.null(),
  permission: 'test.os-params',
  cli: [
    {
      command: 'debug test-osparams',
      args: [],
      options: [{ flags: '--os-parameters-secret <name=value,...>', param: 'osparams_secret', type: 'keyvalue' }],
      doc: 'Try secret OS parameters.',
    },
  ],
});
