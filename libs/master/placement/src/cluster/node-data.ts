/** A node as the allocator sees it: what it reports, less what is promised. */
import type { NodeData, StorageUnit } from '@ganeti/master-allocator';
import type { ConfigView } from '@ganeti/master-config';
import type { LiveView, NodeResourcesLive } from '@ganeti/master-live';
import { fillNd, type Cluster, type Node } from '@ganeti/objects';
import { memoryOn, spaceOn, spindlesOn, type Claim } from '../claims';

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
  const exclusive = nd?.exclusive_storage ?? false;
  const volumes = exclusive ? (freeVolumes(cluster, resources, taken) ?? { total: 0, free: 0 }) : undefined;
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
    spindles: volumes?.total ?? nd?.spindle_count ?? 1,
    spindlesFree: volumes?.free ?? nd?.spindle_count ?? 1,
    exclusiveStorage: exclusive,
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
  return (resources?.storage ?? []).filter(({ type }) => type !== VOLUMES).map(({ type, name, total, free }) => {
    const promised = needs.filter((need) => need.type === type && (need.name === null || need.name === name));
    return { type, name, total, free: promised.reduce((left, { size }) => left - size, free) };
  });
}

/** Where a node has exclusive storage it also tells how many physical volumes a group has, and how many hold nothing. */
const VOLUMES = 'lvm-pv';

/** Physical volumes of the cluster's group when the claims are used; undefined: the node does not tell of them. */
export function freeVolumes({ volume_group_name: group }: Cluster, resources: NodeResourcesLive | null, claims: readonly Claim[]): { total: number; free: number } | undefined {
  const unit = resources?.storage.find(({ type, name }) => type === VOLUMES && name === group);
  return unit && { total: unit.total, free: claims.reduce((left, claim) => left - spindlesOn(claim), unit.free) };
}

/** The unit whose space is scored: the cluster's volume group, else where files are. Other groups may be the machine's own. */
export function mainUnit<T extends { readonly type: string; readonly name: string }>({ volume_group_name: group }: Cluster, units: readonly T[]): T | undefined {
  return units.find(({ type, name }) => type === 'lvm-vg' && name === group) ?? units.find(({ type }) => type !== 'lvm-vg');
}

/** The instance is there by now, and what should run is counted as if it did. */
function countsAlready(view: ConfigView, live: LiveView, { needs }: Claim, node: string): boolean {
  if (runsOn(live, needs.name, node)) return true;
  const instance = view.instance(needs.name);
  return instance?.name === needs.name && instance.primary_node === node && instance.admin_state === 'up';
}

export const runsOn = (live: LiveView, name: string, node: string): boolean => live.instance(name).some((entry) => entry.node === node);
