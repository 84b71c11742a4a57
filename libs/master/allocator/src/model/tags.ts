/**
 * Tags of the cluster that steer placement. Ganeti's begin with `htools:`; those of affinity are ours:
 * `affinity:(together|apart):(hard|soft):PREFIX` makes instances that share a tag beginning with PREFIX a set whose primaries
 * stay on one node, or each on its own.
 */
export interface TagRules {
  /** Instances sharing a tag that begins so never have the same primary node. */
  readonly exclusion: readonly string[];
  /** Nodes sharing such a tag may fail together. */
  readonly location: readonly string[];
  /** Instance tags that wish for a node with the same location tag. */
  readonly desired: readonly string[];
  /** Migration needs the source's tags of this kind on the target. */
  readonly migration: readonly string[];
  /** [x, y]: a node tagged y takes migrations as if it had tag x. */
  readonly allowMigration: readonly (readonly [string, string])[];
  readonly affinity: readonly AffinityRule[];
}

export interface AffinityRule {
  readonly kind: 'together' | 'apart';
  readonly hard: boolean;
  readonly prefix: string;
}

const AFFINITY = /^affinity:(together|apart):(hard|soft):(.+)$/;

export function tagRules(clusterTags: readonly string[], moreExclusion: readonly string[] = []): TagRules {
  const after = (start: string): string[] =>
    clusterTags.filter((tag) => tag.startsWith(start) && tag.length > start.length).map((tag) => tag.slice(start.length));
  return {
    exclusion: [...after('htools:iextags:'), ...moreExclusion],
    location: after('htools:nlocation:'),
    desired: after('htools:desiredlocation:'),
    migration: after('htools:migration:'),
    allowMigration: after('htools:allowmigration:').flatMap((rule) => {
      const [x, y] = rule.split('::');
      return x !== undefined && y !== undefined ? [[x, y] as const] : [];
    }),
    affinity: clusterTags.flatMap((tag): AffinityRule[] => {
      const match = AFFINITY.exec(tag);
      if (match === null) return [];
      return [{ kind: match[1] === 'together' ? 'together' : 'apart', hard: match[2] === 'hard', prefix: match[3] ?? '' }];
    }),
  };
}

/** Tags of this object that one of the prefixes selects: the prefix itself is followed by `:`. */
export function selected(tags: readonly string[], prefixes: readonly string[]): string[] {
  return tags.filter((tag) => prefixes.some((prefix) => tag.startsWith(`${prefix}:`)));
}

/** Tags that begin with one of the prefixes. */
export function beginning(tags: readonly string[], prefixes: readonly string[]): string[] {
  return tags.filter((tag) => prefixes.some((prefix) => tag.startsWith(prefix)));
}
