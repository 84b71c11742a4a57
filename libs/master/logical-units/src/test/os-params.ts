import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { testOsParams } from '@ganeti/opcodes';

/** The one place where secrets are shown on purpose. */
export const testOsParamsUnit = defineLogicalUnit({
  definition: testOsParams,
  locks: () => ({}),

  async check(params) {
    if (params.osparams_secret === null) throw new OpPrereqError("There is nothing to show: give 'osparams_secret'", 'wrong_input');
    return null;
  },

  async run(params, _plan, cx) {
    for (const [name, value] of Object.entries(params.osparams_secret ?? {})) cx.log(`Secret OS parameter ${name}: ${JSON.stringify(value)}`);
    return null;
  },
});
