/** The cluster as placement sees it: what nodes report, less what is promised. */
import type { ConfigView } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import { diskUsage, fillBe, fillIPolicy, STORAGE_TYPES, templateHas } from '@ganeti/objects';
import type { DiskTemplate, Node } from '@ganeti/objects';
import type { SpaceNeed } from './model/data';
import type { AllocationCluster, AllocationNode, PendingReservation } from './types';

/**
 * `pending`: what jobs under way have been promised and nodes do not show yet. Instances that should run, but do not, count as
 * if they ran: they may be started any moment.
 */
export function clusterForAllocation(view: ConfigView, live: LiveView, pending: readonly PendingReservation[] = []): AllocationCluster {
  const promised = promises(pending);
  const cluster = view.cluster();
  const groups = new Map(
    [...view.all('nodegroup')].map((group) => [
      group.uuid,
      { name: group.name, alloc_policy: group.alloc_policy, disk_templates: fillIPolicy(cluster, group)['disk-templates'] },
    ]),
  );
  const nodes = [...view.all('node')].map((node) => toAllocationNode(node, view, live, promised.get(node.uuid)));
  return { nodes, groups };
}

/** Space that disks of these sizes need on each of their nodes. `volumeGroup`: where disks on volumes go. */
export function spaceNeeded(template: DiskTemplate, sizes: readonly number[], volumeGroup: string): SpaceNeed[] {
  const size = diskUsage(template, sizes);
  const onVolumes = templateHas(template, 'lvmBased');
  // Other templates take their space from somewhere outside of the nodes.
  if (size === 0 || !(onVolumes || templateHas(template, 'fileBased'))) return [];
  return [{ type: STORAGE_TYPES[template], name: onVolumes ? volumeGroup : null, size }];
}

interface Promised {
  memory: number;
  readonly space: SpaceNeed[];
}

function promises(pending: readonly PendingReservation[]): Map<string, Promised> {
  const byNode = new Map<string, Promised>();
  for (const { nodes, memory, space } of pending) {
    nodes.forEach((uuid, index) => {
      const promised = byNode.get(uuid) ?? { memory: 0, space: [] };
      byNode.set(uuid, promised);
      if (index === 0) promised.memory += memory;
      promised.space.push(...space);
    });
  }
  return byNode;
}

function toAllocationNode(node: Node, view: ConfigView, live: LiveView, promised: Promised | undefined): AllocationNode {
  const { reachable, resources } = live.node(node.uuid);
  const { uuid, name, group, offline, drained, vm_capable } = node;
  return {
    uuid,
    name,
    group,
    offline,
    drained,
    vm_capable,
    reachable: reachable && resources !== null,
    memory_free: (resources?.memory_free ?? 0) - (promised?.memory ?? 0) - memoryOfStopped(node, view, live),
    storage: (resources?.storage ?? []).map((unit) => ({ type: unit.type, name: unit.name, free: unit.free - promisedOf(unit, promised) })),
    primaries: view.primariesOf(uuid).size,
  };
}

function promisedOf(unit: { readonly type: string; readonly name: string }, promised: Promised | undefined): number {
  return (promised?.space ?? [])
    .filter(({ type, name }) => type === unit.type && (name === null || name === unit.name))
    .reduce((sum, { size }) => sum + size, 0);
}

function memoryOfStopped(node: Node, view: ConfigView, live: LiveView): number {
  const cluster = view.cluster();
  let memory = 0;
  for (const uuid of view.primariesOf(node.uuid)) {
    const instance = view.get('instance', uuid);
    if (instance?.admin_state !== 'up' || live.instance(instance.name).length > 0) continue;
    memory += fillBe(cluster, instance.beparams).maxmem;
  }
  return memory;
}
