import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { tagsSearch } from '@ganeti/opcodes';

/** Object kinds with tags, and how they are called in a result: `/instances/web1`. */
const kinds = [
  ['instance', 'instances'],
  ['node', 'nodes'],
  ['nodegroup', 'nodegroup'],
  ['network', 'network'],
] as const;

export const tagsSearchUnit = defineLogicalUnit({
  definition: tagsSearch,
  locks: () => ({}),
  async check(params) {
    expression(params.pattern);
    return null;
  },
  async run(params, _plan, cx) {
    const pattern = expression(params.pattern);
    const objects: (readonly [string, readonly string[]])[] = [['/cluster', cx.config.cluster().tags]];
    for (const [kind, path] of kinds) {
      for (const object of cx.config.all(kind)) objects.push([`/${path}/${object.name}`, object.tags]);
    }
    return objects.flatMap(([path, tags]) => tags.filter((tag) => pattern.test(tag)).map((tag): [string, string] => [path, tag])).sort();
  },
});

function expression(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch (error) {
    throw new OpPrereqError(`The pattern '${pattern}' is no regular expression: ${(error as Error).message}`, 'wrong_input');
  }
}
