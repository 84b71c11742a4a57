/**
 * Rules that a placement must keep. Memory, disk, N+1, exclusion and affinity are hard; ratios of CPUs and spindles and the floor
 * of free disk are soft: they can be switched off, since whole clusters may be beyond them.
 */
import type { AffinitySet } from './affinity';
import type { ClusterModel } from './cluster-model';
import { R } from './resources';
import { Mirror } from './templates';

export type Refusal = 'FailMem' | 'FailDisk' | 'FailCPU' | 'FailN1' | 'FailTags' | 'FailMig' | 'FailDiskCount' | 'FailSpindles' | 'FailOffline';

export interface Rules {
  /** Do not look at soft limits. */
  readonly ignoreSoft?: boolean;
  /** N+1 may get worse: an instance is brought off a node that is down. */
  readonly force?: boolean;
  /** Nodes that everything is to leave: who is still there does not hold the others of its set back. */
  readonly leaving?: ReadonlySet<number>;
}

const STRICT: Rules = {};

/** Why the node cannot be primary of the instance, which it is not now; null: it can. `lessOf`: it stops being secondary of it. */
export function primaryRefusal(model: ClusterModel, instance: number, node: number, rules: Rules = STRICT): Refusal | null {
  if (model.online[node] !== 1) return 'FailOffline';
  const at = node * R.count;
  const row = instance * R.count;
  const isSecondary = model.secondaryOf[instance] === node;
  const free = (model.rows[at + R.memFree] ?? 0) + (model.asPrimary[row + R.memFree] ?? 0);
  if (free <= 0 && (model.asPrimary[row + R.memFree] ?? 0) < 0) return 'FailMem';
  if (!isSecondary) {
    const disk = diskRefusal(model, model.asPrimary, instance, node, rules);
    if (disk !== null) return disk;
  }
  const cpus = (model.rows[at + R.cpuF] ?? 0) + (model.asPrimary[row + R.cpuF] ?? 0);
  if (rules.ignoreSoft !== true && cpus > (model.cpuLimit[node] ?? 0)) return 'FailCPU';
  if (rules.force !== true && free < (model.reserved[node] ?? 0) && !model.failsN1(node)) {
    // As its secondary it has kept memory free for it, and need not any more.
    if (!isSecondary || free < reservedWithout(model, instance, node)) return 'FailN1';
  }
  return tagRefusal(model, instance, node, rules);
}

/** Why the node cannot be secondary with that primary. It is not secondary now, but may be primary. */
export function secondaryRefusal(model: ClusterModel, instance: number, node: number, primary: number, rules: Rules = STRICT): Refusal | null {
  if (model.online[node] !== 1) return 'FailOffline';
  const isPrimary = model.primaryOf[instance] === node;
  if (!isPrimary) {
    const disk = diskRefusal(model, model.asSecondary, instance, node, rules);
    if (disk !== null) return disk;
  }
  const memory = model.standby[instance] ?? 0;
  if (memory === 0 || rules.force === true) return null;
  const free = (model.rows[node * R.count + R.memFree] ?? 0) - (isPrimary ? (model.asPrimary[instance * R.count + R.memFree] ?? 0) : 0);
  // It could not even start this one; that it fails N+1 already is no excuse.
  if (memory >= free) return 'FailMem';
  if (model.failsN1(node)) return null;
  const reserved = Math.max(model.reserved[node] ?? 0, (model.peers[node]?.of(primary) ?? 0) + memory);
  return free < reserved ? 'FailN1' : null;
}

/** What the node would keep free for others if it were not secondary of this instance. */
export function reservedWithout(model: ClusterModel, instance: number, node: number): number {
  return model.peers[node]?.reservedWith(model.primaryOf[instance] ?? -1, model.standby[instance] ?? 0, -1, 0) ?? 0;
}

function diskRefusal(model: ClusterModel, from: Float64Array, instance: number, node: number, rules: Rules): Refusal | null {
  const at = node * R.count;
  const row = instance * R.count;
  const disk = from[row + R.diskFreeF] ?? 0;
  if (disk < 0) {
    const free = (model.rows[at + R.diskFreeF] ?? 0) + disk;
    if (free <= 0 || (rules.ignoreSoft !== true && free < (model.diskFloor[node] ?? 0))) return 'FailDisk';
    const exclusive = model.nodes[node]?.exclusiveStorage === true;
    // Data and metadata of a mirror would need physical volumes of their own; there are no mirrors on such nodes.
    if (exclusive && model.mirrorOf(instance) === Mirror.internal) return 'FailDisk';
    if (exclusive && (model.spindlesFree[node] ?? 0) < (model.instances[instance]?.spindles ?? 1)) return 'FailSpindles';
    if (rules.ignoreSoft !== true && !exclusive) {
      const spindles = from[row + R.spindlesF] ?? 0;
      if (spindles > 0 && (model.rows[at + R.spindlesF] ?? 0) + spindles > (model.spindleLimit[node] ?? 0)) return 'FailSpindles';
    }
  }
  return model.storage.fits(node, model.instances[instance]?.space) ? null : 'FailDisk';
}

function tagRefusal(model: ClusterModel, instance: number, node: number, rules: Rules): Refusal | null {
  const sets = model.sets[instance];
  if (sets === undefined || sets.length === 0) return null;
  const from = model.primaryOf[instance] ?? -1;
  for (const id of sets) {
    const set = model.affinity.all[id];
    if (set === undefined || !set.hard) continue;
    const there = (set.nodes.get(node) ?? 0) > 0;
    if (set.kind === 'apart' ? there : !there && othersStay(model, set, from, rules)) return 'FailTags';
  }
  return null;
}

/** Whether other primaries of the set are on nodes that they do not leave. */
function othersStay(model: ClusterModel, set: AffinitySet, from: number, rules: Rules): boolean {
  for (const [node, count] of set.nodes) {
    if (model.online[node] !== 1 || rules.leaving?.has(node) === true) continue;
    if (node !== from || count > 1) return true;
  }
  return false;
}
