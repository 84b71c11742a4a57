/** What the cluster has, uses and has left, in sums. Memory and disk in MiB. */
import type { ClusterModel } from '../model/cluster-model';
import { R } from '../model/resources';
import { clusterScore } from '../score/report';

export interface ClusterResources {
  readonly score: number;
  readonly nodes: number;
  readonly instances: number;
  readonly memTotal: number;
  readonly memFree: number;
  /** Free, and not kept for N+1. */
  readonly memAvailable: number;
  readonly memReserved: number;
  readonly memInstances: number;
  /** Of the nodes themselves, or unaccounted. */
  readonly memOverhead: number;
  readonly diskTotal: number;
  readonly diskFree: number;
  readonly diskAvailable: number;
  readonly spindlesTotal: number;
  readonly spindlesFree: number;
  readonly cpus: number;
  /** Virtual CPUs that the policies allow. */
  readonly vcpus: number;
  readonly vcpusUsed: number;
  /** The most that a single node has. */
  readonly mostMemAvailable: number;
  readonly mostDiskAvailable: number;
}

export function resourcesOf(model: ClusterModel): ClusterResources {
  const online = model.nodes.map((_, node) => node).filter((node) => model.online[node] === 1);
  const sum = (value: (node: number) => number): number => online.reduce((total, node) => total + value(node), 0);
  const most = (value: (node: number) => number): number => online.reduce((top, node) => Math.max(top, value(node)), 0);
  const available = (node: number): number => Math.max(0, model.memFree(node) - (model.reserved[node] ?? 0));
  const disk = (node: number): number => Math.max(0, model.row(node, R.diskFree) - (model.diskFloor[node] ?? 0));
  const memTotal = sum((node) => model.nodes[node]?.memTotal ?? 0);
  const memFree = sum((node) => model.memFree(node));
  const memAvailable = sum(available);
  const memInstances = sum((node) => {
    let used = 0;
    for (const instance of model.primariesOf[node] ?? []) used -= model.asPrimary[instance * R.count + R.memFree] ?? 0;
    return used;
  });
  return {
    score: clusterScore(model),
    nodes: online.length,
    instances: online.reduce((count, node) => count + (model.primaries[node] ?? 0), 0),
    memTotal,
    memFree,
    memAvailable,
    memReserved: memFree - memAvailable,
    memInstances,
    memOverhead: memTotal - memFree - memInstances,
    diskTotal: sum((node) => model.nodes[node]?.diskTotal ?? 0),
    diskFree: sum((node) => model.row(node, R.diskFree)),
    diskAvailable: sum(disk),
    spindlesTotal: sum((node) => model.nodes[node]?.spindles ?? 0),
    spindlesFree: sum((node) => model.spindlesFree[node] ?? 0),
    cpus: sum((node) => model.nodes[node]?.cpus ?? 0),
    vcpus: Math.floor(sum((node) => model.cpuLimit[node] ?? 0)),
    vcpusUsed: sum((node) => model.row(node, R.cpu)),
    mostMemAvailable: most(available),
    mostDiskAvailable: most(disk),
  };
}
