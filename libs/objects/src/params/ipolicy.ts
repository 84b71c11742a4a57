/** Instance policies: what sizes of instances are allowed. */
import type { DiskTemplate, IPolicy, ISpec } from '../objects';

export type FullIPolicy = Required<IPolicy>;

/** Every key of the inner layer replaces the outer one's, except that the standard sizes are joined key by key. */
export function fillIPolicyLayer(outer: FullIPolicy, inner: IPolicy): FullIPolicy {
  return { ...outer, ...inner, std: { ...outer.std, ...inner.std } };
}

/** What of an instance a policy looks at. Sizes and memory in MiB. */
export interface InstanceSpec {
  /** maxmem */
  readonly memory: number;
  readonly vcpus: number;
  readonly nicCount: number;
  readonly diskTemplate: DiskTemplate;
  readonly diskSizes: readonly number[];
  readonly spindleUse: number;
}

/**
 * What of the policy an instance violates, one sentence each; empty: nothing. The policy may have several ranges: the
 * instance has to fit into one, and the violations answered are those of the range that fits best.
 */
export function ipolicyViolations(policy: FullIPolicy, spec: InstanceSpec): string[] {
  const values = measured(spec);
  const perRange = policy.minmax.map(({ min, max }) =>
    values.flatMap(([key, value, name]) => outside(min, max, key, value, name)),
  );
  const best = perRange.reduce<string[] | undefined>(
    (least, found) => (least === undefined || found.length < least.length ? found : least),
    undefined,
  );
  const template = policy['disk-templates'].includes(spec.diskTemplate)
    ? []
    : [`Disk template ${spec.diskTemplate} is not allowed (allowed: ${policy['disk-templates'].join(', ')})`];
  return [...template, ...(best ?? [])];
}

type Measure = readonly [key: string, value: number, name?: string];

function measured(spec: InstanceSpec): Measure[] {
  return [
    ['memory-size', spec.memory],
    ['cpu-count', spec.vcpus],
    ['nic-count', spec.nicCount],
    ['spindle-use', spec.spindleUse],
    // A lower limit for disks would make no sense for an instance that is to have none.
    ...(spec.diskTemplate === 'diskless' ? [] : ([['disk-count', spec.diskSizes.length]] as Measure[])),
    ...spec.diskSizes.map((size, index): Measure => ['disk-size', size, `disk ${index}`]),
  ];
}

function outside(min: ISpec, max: ISpec, key: string, value: number, name?: string): string[] {
  const [low, high] = [min[key] ?? 0, max[key] ?? Infinity];
  if (value >= low && value <= high) return [];
  return [`${key}${name === undefined ? '' : ` of ${name}`} is ${value}, outside of ${low} to ${high}`];
}
