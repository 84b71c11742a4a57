import { defineLogicalUnit } from '@ganeti/master-jobs';
import { withTags } from '@ganeti/objects';
import { tagsSet } from '@ganeti/opcodes';
import { setTags, tagLocks, tagsOf, tagTarget } from './target';

export const tagsSetUnit = defineLogicalUnit({
  definition: tagsSet,
  locks: (params, cx) => tagLocks(cx.config, params, 'exclusive'),
  async check(params, cx) {
    const target = tagTarget(cx.config, params);
    withTags(tagsOf(cx.config, target), params.tags);
    return target;
  },
  async run(params, target, cx) {
    await cx.update('tags', (tx) => setTags(tx, target, withTags(tagsOf(tx, target), params.tags)));
    return null;
  },
});
