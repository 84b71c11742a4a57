/** How many more instances fit: all of one size, or of a size that shrinks when nothing of it fits any more (hspace(1)). */
import type { DiskTemplate } from '@ganeti/objects';
import type { ClusterModel } from '../model/cluster-model';
import type { Refusal } from '../model/constraints';
import type { InstanceData } from '../model/data';
import { ScoreSums } from '../score/sums';
import { allocate, type AllocateOptions } from '../search/allocate';
import { resourcesOf, type ClusterResources } from './resources';

/** MiB */
export interface Spec {
  readonly memory: number;
  readonly disk: number;
  readonly cpus: number;
  readonly spindles: number;
}

export interface CapacityOptions extends AllocateOptions {
  readonly template: DiskTemplate;
  /** Most instances; without: until the cluster is full. */
  readonly limit?: number;
  /** Tiered: sizes do not shrink below this. */
  readonly least?: Spec;
}

export interface Placed {
  readonly name: string;
  readonly nodes: readonly string[];
  readonly spec: Spec;
}

export interface Capacity {
  readonly initial: ClusterResources;
  readonly final: ClusterResources;
  /** In the order in which they were placed. */
  readonly placed: readonly Placed[];
  /** Sizes and how many of each fit. */
  readonly tiers: readonly { readonly spec: Spec; readonly count: number }[];
  /** Why no more fit: nodes by reason, most frequent first. */
  readonly refused: readonly (readonly [Refusal, number])[];
}

/** What sizes shrink by. */
const UNITS = { memory: 64, disk: 256, cpus: 1, spindles: 1 } as const;
const SHRINKS: Readonly<Partial<Record<Refusal, keyof Spec>>> = { FailMem: 'memory', FailN1: 'memory', FailDisk: 'disk', FailCPU: 'cpus', FailSpindles: 'spindles' };

/** Fills the model. `tiered`: shrink and go on when nothing fits. */
export function capacity(model: ClusterModel, start: Spec, tiered: boolean, options: CapacityOptions): Capacity {
  const initial = resourcesOf(model);
  const placed: Placed[] = [];
  const tiers: { spec: Spec; count: number }[] = [];
  let spec: Spec | null = start;
  let refused: (readonly [Refusal, number])[] = [];
  while (spec !== null && placed.length < (options.limit ?? Infinity)) {
    const tier: { spec: Spec; count: number } = { spec, count: 0 };
    refused = fill(model, tier, placed, options);
    if (tier.count > 0) tiers.push(tier);
    spec = tiered ? shrink(spec, refused, options.least) : null;
  }
  return { initial, final: resourcesOf(model), placed, tiers, refused };
}

/** Places instances of one size until none fits; answers why. */
function fill(model: ClusterModel, tier: { spec: Spec; count: number }, placed: Placed[], options: CapacityOptions): (readonly [Refusal, number])[] {
  let sums: ScoreSums | null = null;
  let index = -1;
  while (placed.length < (options.limit ?? Infinity)) {
    const name = `new-${placed.length}`;
    if (index < 0 || (model.primaryOf[index] ?? -1) >= 0) index = model.add(newInstance(freeName(model, name), tier.spec, options.template));
    sums ??= new ScoreSums(model);
    const { place, refused } = allocate(sums, index, options);
    if (place === null) {
      model.dropLast();
      return [...refused].sort((a, b) => b[1] - a[1]);
    }
    model.place(index, place.primary, place.secondary);
    tier.count += 1;
    placed.push({ name, spec: tier.spec, nodes: [place.primary, place.secondary].flatMap((node) => model.nodes[node]?.name ?? []) });
  }
  return [];
}

/** The most frequent reason that a smaller size can do something about decides what shrinks. */
function shrink(spec: Spec, refused: readonly (readonly [Refusal, number])[], least: Spec = { memory: 1, disk: 1, cpus: 1, spindles: 0 }): Spec | null {
  for (const [reason] of refused) {
    const key = SHRINKS[reason];
    if (key !== undefined && spec[key] - UNITS[key] >= least[key]) return { ...spec, [key]: spec[key] - UNITS[key] };
  }
  return null;
}

function freeName(model: ClusterModel, name: string): string {
  return model.instanceIds.find(name) === undefined ? name : `${name}.capacity`;
}

function newInstance(name: string, spec: Spec, template: DiskTemplate): InstanceData {
  return {
    name,
    memory: spec.memory,
    disk: spec.disk,
    vcpus: spec.cpus,
    status: 'running',
    autoBalance: true,
    primary: null,
    secondary: null,
    template,
    tags: [],
    spindleUse: spec.spindles,
    spindles: null,
    forthcoming: false,
  };
}
