import { defineLogicalUnit } from '@ganeti/master-jobs';
import { tagsGet } from '@ganeti/opcodes';
import { tagLocks, tagsOf, tagTarget } from './target';

export const tagsGetUnit = defineLogicalUnit({
  definition: tagsGet,
  locks: (params, cx) => (params.use_locking ? tagLocks(cx.config, params, 'shared') : {}),
  check: async (params, cx) => tagTarget(cx.config, params),
  run: async (_params, target, cx) => [...tagsOf(cx.config, target)],
});
