/** Whether a node can take an instance, and how much room it has for it. */
import type { AllocationCluster, AllocationNode, AllocationSpec } from './types';

/** Why a node cannot hold the instance at all; null: nothing speaks against it. Memory is another question. */
export function refusal(node: AllocationNode, spec: AllocationSpec, { groups }: AllocationCluster): string | null {
  if (spec.group !== null && node.group !== spec.group) return 'in another group';
  const group = groups.get(node.group);
  if (group === undefined) return 'in no known group';
  if (spec.group === null && group.alloc_policy === 'unallocable') return `group ${group.name} takes no new instances`;
  if (!group.disk_templates.includes(spec.disk_template)) return `group ${group.name} does not allow disk template ${spec.disk_template}`;
  if (node.offline) return 'offline';
  if (node.drained) return 'drained';
  if (!node.vm_capable) return 'not vm_capable';
  if (!node.reachable) return 'not heard of';
  for (const { type, name, size } of spec.space) {
    const free = freeOf(node, type, name);
    if (free === null) return `no ${name === null ? type : `${type} ${name}`}`;
    if (free < size) return `not enough space in ${name ?? type}`;
  }
  return null;
}

/** Free space of a storage unit; null: there is none. */
export function freeOf(node: AllocationNode, type: string, name: string | null): number | null {
  const unit = node.storage.find((storage) => storage.type === type && (name === null || storage.name === name));
  return unit?.free ?? null;
}

/** What would be left of the scarcest storage unit; 0 when no space is needed. */
export function spaceLeft(node: AllocationNode, spec: AllocationSpec): number {
  let least = Infinity;
  for (const { type, name, size } of spec.space) least = Math.min(least, (freeOf(node, type, name) ?? 0) - size);
  return least === Infinity ? 0 : least;
}
