/**
 * The default allocator: most free memory for the primary, most free space for the secondary, both in one group.
 * A group that is a last resort is used only when no preferred one can take the instance. The same input gives the same answer.
 */
import { OpPrereqError } from '@ganeti/errors';
import { refusal, spaceLeft } from './fit';
import type { AllocationCluster, AllocationNode, AllocationSpec } from './types';

/** uuids of the chosen nodes, primary first. Throws OpPrereqError (insufficient_resources) that says why each node was refused. */
export function allocate(cluster: AllocationCluster, spec: AllocationSpec): readonly string[] {
  const holders = cluster.nodes.filter((node) => refusal(node, spec, cluster) === null);
  const perGroup = new Map<string, number>();
  for (const { group } of holders) perGroup.set(group, (perGroup.get(group) ?? 0) + 1);

  const isLastResort = (node: AllocationNode): number => Number(cluster.groups.get(node.group)?.alloc_policy === 'last_resort');
  const primary = best(
    holders.filter((node) => node.memory_free >= spec.memory && (perGroup.get(node.group) ?? 0) >= spec.nodes),
    (a, b) =>
      isLastResort(a) - isLastResort(b) ||
      b.memory_free - a.memory_free ||
      spaceLeft(b, spec) - spaceLeft(a, spec) ||
      a.primaries - b.primaries,
  );
  if (primary === undefined) throw nothingFits(cluster, spec, perGroup);
  if (spec.nodes === 1) return [primary.uuid];

  // Whoever can be primary has company in its group, so there always is one.
  const secondary = best(
    holders.filter((node) => node !== primary && node.group === primary.group),
    (a, b) => spaceLeft(b, spec) - spaceLeft(a, spec) || b.memory_free - a.memory_free || a.primaries - b.primaries,
  );
  if (secondary === undefined) throw nothingFits(cluster, spec, perGroup);
  return [primary.uuid, secondary.uuid];
}

/** First by the order, then by name, so that there is always one best. */
function best(nodes: readonly AllocationNode[], order: (a: AllocationNode, b: AllocationNode) => number): AllocationNode | undefined {
  return nodes.reduce<AllocationNode | undefined>((found, node) => {
    if (found === undefined) return node;
    return (order(node, found) || (node.name < found.name ? -1 : 1)) < 0 ? node : found;
  }, undefined);
}

/** Names of so many nodes are told with each reason; in large clusters the rest is counted. */
const namesPerReason = 3;

function nothingFits(cluster: AllocationCluster, spec: AllocationSpec, perGroup: ReadonlyMap<string, number>): OpPrereqError {
  const reasons = new Map<string, string[]>();
  for (const node of cluster.nodes) {
    const reason = refusal(node, spec, cluster) ?? (node.memory_free < spec.memory ? 'not enough memory' : alone(node, spec, perGroup));
    reasons.set(reason, [...(reasons.get(reason) ?? []), node.name]);
  }
  const told = [...reasons].map(([reason, names]) => `${reason}: ${shorten(names.sort())}`);
  const needs = [`${spec.memory} MiB of memory`, ...spec.space.map(({ type, name, size }) => `${size} MiB in ${name ?? type}`)];
  return new OpPrereqError(
    `Allocator hail finds no ${spec.nodes === 2 ? 'pair of nodes' : 'node'} for instance ${spec.name} (${needs.join(', ')}): ${
      told.length === 0 ? 'the cluster has no nodes' : told.join('; ')
    }`,
    'insufficient_resources',
  );
}

function alone(node: AllocationNode, spec: AllocationSpec, perGroup: ReadonlyMap<string, number>): string {
  return (perGroup.get(node.group) ?? 0) < spec.nodes ? 'no second node in its group' : 'no first node in its group has enough memory';
}

function shorten(names: readonly string[]): string {
  const more = names.length - namesPerReason;
  return more <= 0 ? names.join(', ') : `${names.slice(0, namesPerReason).join(', ')} and ${more} more`;
}
