import type { NodeData } from './data';
import { selected, type TagRules } from './tags';

/** Whether instances of the first node can be migrated to the second: it has, or may stand in for, all its migration tags. */
export function migrationAllowed(nodes: readonly NodeData[], rules: TagRules): (from: number, to: number) => boolean {
  if (rules.migration.length === 0) return () => true;
  const has = nodes.map(({ tags }) => selected(tags, rules.migration));
  const takes = has.map((tags) => new Set([...tags, ...rules.allowMigration.filter(([, y]) => tags.includes(y)).map(([x]) => x)]));
  return (from, to) => (has[from] ?? []).every((tag) => takes[to]?.has(tag) === true);
}
