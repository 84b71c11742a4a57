import { defineLogicalUnit } from '@ganeti/master-jobs';
import { withoutTags } from '@ganeti/objects';
import { tagsDel } from '@ganeti/opcodes';
import { setTags, tagLocks, tagsOf, tagTarget } from './target';

export const tagsDelUnit = defineLogicalUnit({
  definition: tagsDel,
  locks: (params, cx) => tagLocks(cx.config, params, 'exclusive'),
  async check(params, cx) {
    const target = tagTarget(cx.config, params);
    withoutTags(tagsOf(cx.config, target), params.tags);
    return target;
  },
  async run(params, target, cx) {
    await cx.update('tags', (tx) => setTags(tx, target, withoutTags(tagsOf(tx, target), params.tags)));
    return null;
  },
});
