/**
 * What instances take of their nodes, as numbers in a table: one row per node, one column per resource. What an instance takes
 * (or gives, for counts that grow) as primary and as secondary is a row of the same columns, so that placing it is adding rows.
 */
import { isRunning, type InstanceData, type NodeData } from './data';
import { usesVolumes } from './templates';

/** Columns. Those with F count instances that are stopped or forthcoming too. */
export const enum R {
  memFree = 0,
  memFreeF = 1,
  diskFree = 2,
  diskFreeF = 3,
  cpu = 4,
  cpuF = 5,
  cpuLoad = 6,
  memLoad = 7,
  diskLoad = 8,
  netLoad = 9,
  spindles = 10,
  spindlesF = 11,
  count = 12,
}

const NO_LOAD = [0, 0, 0, 0] as const;
const UNIT_LOAD = [1, 1, 1, 1] as const;

/** Writes what the instance changes on its primary and its secondary node. */
export function writeInstanceRows(instance: InstanceData, asPrimary: Float64Array, asSecondary: Float64Array, at: number, useLoad: boolean): void {
  const volumes = usesVolumes(instance.template);
  const disk = volumes ? instance.disk : 0;
  const spindles = volumes ? instance.spindleUse : 0;
  const here = instance.forthcoming ? 0 : 1;
  const load = !useLoad || instance.forthcoming ? NO_LOAD : (instance.load ?? UNIT_LOAD);
  asPrimary[at + R.memFree] = isRunning(instance) ? -instance.memory * here : 0;
  asPrimary[at + R.memFreeF] = -instance.memory;
  asPrimary[at + R.diskFree] = -disk * here;
  asPrimary[at + R.diskFreeF] = -disk;
  asPrimary[at + R.cpu] = instance.vcpus * here;
  asPrimary[at + R.cpuF] = instance.vcpus;
  for (let kind = 0; kind < 4; kind++) asPrimary[at + R.cpuLoad + kind] = load[kind] ?? 0;
  asPrimary[at + R.spindles] = spindles * here;
  asPrimary[at + R.spindlesF] = spindles;

  asSecondary[at + R.diskFree] = -disk * here;
  asSecondary[at + R.diskFreeF] = -disk;
  asSecondary[at + R.diskLoad] = load[2];
  asSecondary[at + R.spindles] = spindles * here;
  asSecondary[at + R.spindlesF] = spindles;
}

/** What one unit of each resource weighs on this node, so that nodes of different sizes can be compared. */
export function writeNodeScale(node: NodeData, spindleLimit: number, scale: Float64Array, at: number): void {
  const per = (amount: number): number => (amount > 0 ? 1 / amount : 0);
  scale[at + R.memFree] = scale[at + R.memFreeF] = per(node.memTotal);
  scale[at + R.diskFree] = scale[at + R.diskFreeF] = per(node.diskTotal);
  scale[at + R.cpu] = scale[at + R.cpuF] = per(node.cpus * node.cpuSpeed);
  for (let kind = R.cpuLoad; kind <= R.netLoad; kind++) scale[at + kind] = 1;
  scale[at + R.spindles] = scale[at + R.spindlesF] = per(spindleLimit);
}
