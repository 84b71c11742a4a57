/** A node as the allocator sees it: what it reports, less what is promised. */
import type { NodeData, StorageUnit } from '@ganeti/master-allocator';
import type { ConfigView } from '@ganeti/master-config';
import type { LiveView, NodeResourcesLive } from '@ganeti/master-live';
import { fillNd, type Cluster, type Node } from '@ganeti/objects';
import { memoryOn, spaceOn, type Claim } from '../claims';

/** MiB */
export interface Promised {
  /** Of jobs under way. */
  readonly claims: Iterable<Claim>;
  /** Memory of instances that should run there and do not, or have given some back for a while. */
  readonly owed: number;
}

/** A node that was not heard of takes nothing in. */
export function nodeData(view: ConfigView, live: LiveView, node: Node, { claims, owed }: Promised): NodeData {
  const cluster = view.cluster();
  const { resources, reachable } = live.node(node.uuid);
  const group = view.get('nodegroup', node.group);
  const nd = group === undefined ? undefined : fillNd(cluster, group, node);
  const taken = [...claims];
  const storage = freeUnits(resources, taken);
  const main = mainUnit(cluster, storage);
  const memory = taken.reduce((sum, claim) => sum + (countsAlready(view, live, claim, node.uuid) ? 0 : memoryOn(claim, node.uuid)), owed);
  return {
    name: node.name,
    group: node.group,
    memTotal: resources?.memory_total ?? 0,
    memNode: resources?.memory_dom0 ?? 0,
    memFree: (resources?.memory_free ?? 0) - memory,
    diskTotal: main?.total ?? 0,
    diskFree: main?.free ?? 0,
    cpus: resources?.cpu_total ?? 0,
    cpusReserved: resources?.cpu_dom0 ?? 0,
    cpuSpeed: nd?.cpu_speed ?? 1,
    spindles: nd?.spindle_count ?? 1,
    spindlesFree: nd?.spindle_count ?? 1,
    exclusiveStorage: nd?.exclusive_storage ?? false,
    offline: node.offline || node.drained || !node.vm_capable || !reachable || resources === null,
    drained: node.drained && reachable,
    master: node.uuid === cluster.master_node,
    tags: node.tags,
    storage,
  };
}

/** Units with what is free when the claims are used. Reported space may lag behind what a job has made already; counting it twice for a while is on the safe side. */
export function freeUnits(resources: NodeResourcesLive | null, claims: readonly Claim[]): StorageUnit[] {
  const needs = claims.flatMap(spaceOn);
  return (resources?.storage ?? []).map(({ type, name, total, free }) => {
    const promised = needs.filter((need) => need.type === type && (need.name === null || need.name === name));
    return { type, name, total, free: promised.reduce((left, { size }) => left - size, free) };
  });
}

/** The unit whose space is scored. */
export function mainUnit<T extends { readonly type: string; readonly name: string }>({ volume_group_name: group }: Cluster, units: readonly T[]): T | undefined {
  return units.find(({ type, name }) => type === 'lvm-vg' && name === group) ?? units[0];
}

/** The instance is there by now, and what should run is counted as if it did. */
function countsAlready(view: ConfigView, live: LiveView, { needs }: Claim, node: string): boolean {
  if (runsOn(live, needs.name, node)) return true;
  const instance = view.instance(needs.name);
  return instance?.name === needs.name && instance.primary_node === node && instance.admin_state === 'up';
}

export const runsOn = (live: LiveView, name: string, node: string): boolean => live.instance(name).some((entry) => entry.node === node);
