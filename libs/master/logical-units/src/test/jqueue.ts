import { OpExecError, OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { testJqueue } from '@ganeti/opcodes';

export const testJqueueUnit = defineLogicalUnit({
  definition: testJqueue,
  locks: () => ({}),

  async check(params) {
    const asked = (['notify_waitlock', 'notify_exec'] as const).find((name) => params[name]);
    if (asked !== undefined) {
      throw new OpPrereqError(`This release opens no socket to tell a test program over ('${asked}'); follow the job's status instead`, 'wrong_input');
    }
    return null;
  },

  async run(params, _plan, cx) {
    for (const message of params.log_messages) cx.log(message);
    if (params.fail) throw new OpExecError("The job fails, as its parameter 'fail' asks");
    return true;
  },
});
