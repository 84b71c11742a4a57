import type { ConfigView } from '@ganeti/master-config';
import type { Node } from '@ganeti/objects';
import { nodeOf } from './lookup';

/** The named nodes in the order given; none named: all, by name. Throws OpPrereqError (unknown_entity). */
export function nodesNamed(view: ConfigView, names: readonly string[], uuids: readonly string[] | null = null): Node[] {
  if (uuids !== null && uuids.length > 0) return uuids.map((uuid, index) => nodeOf(view, names[index] ?? uuid, uuid));
  if (names.length > 0) return names.map((name) => nodeOf(view, name));
  return [...view.all('node')].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** For locks: names that are not known are reported by `check`. */
export function knownNodes(view: ConfigView, names: readonly string[], uuids: readonly string[] | null = null): string[] {
  const asked = uuids !== null && uuids.length > 0 ? uuids : names;
  return asked.length === 0 ? nodesNamed(view, []).map(({ uuid }) => uuid) : [...new Set(asked.flatMap((name) => view.node(name)?.uuid ?? []))];
}
