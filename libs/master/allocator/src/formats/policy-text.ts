/** Instance policies as the text format writes them: `std|min;max;min;max…|templates|vcpu ratio|spindle ratio`. */
import type { FullIPolicy, ISpec } from '@ganeti/objects';
import { DataError } from '../model/data';

const KEYS = ['memory-size', 'cpu-count', 'disk-size', 'disk-count', 'nic-count', 'spindle-use'] as const;

export const DEFAULT_POLICY: FullIPolicy = {
  std: spec([128, 1, 1024, 1, 1, 1]),
  minmax: [{ min: spec([128, 1, 1024, 1, 1, 1]), max: spec([32768, 8, 1048576, 16, 8, 12]) }],
  'disk-templates': ['diskless', 'file', 'sharedfile', 'plain', 'blockdev', 'drbd', 'rbd', 'ext', 'gluster'],
  'vcpu-ratio': 4,
  'spindle-ratio': 32,
};

export function parsePolicy(columns: readonly string[], owner: string): FullIPolicy {
  const [std, minmax, templates, vcpuRatio, spindleRatio] = columns;
  if (std === undefined || minmax === undefined || templates === undefined) {
    throw new DataError(`instance policy of ${owner || 'the cluster'}: standard size, limits and disk templates are needed`);
  }
  const limits = minmax.split(';').map((text) => parseSpec(text, owner));
  if (limits.length % 2 !== 0) throw new DataError(`instance policy of ${owner || 'the cluster'}: a lower limit has no upper one`);
  const pairs: { min: ISpec; max: ISpec }[] = [];
  for (let i = 0; i < limits.length; i += 2) pairs.push({ min: limits[i] ?? {}, max: limits[i + 1] ?? {} });
  return {
    std: parseSpec(std, owner),
    minmax: pairs,
    'disk-templates': templates.split(',').filter(Boolean),
    'vcpu-ratio': ratio(vcpuRatio, 4, owner),
    'spindle-ratio': ratio(spindleRatio, 32, owner),
  };
}

export function formatPolicy(policy: FullIPolicy): string {
  const one = (values: ISpec): string => KEYS.map((key) => values[key] ?? 0).join(',');
  const limits = policy.minmax.map(({ min, max }) => `${one(min)};${one(max)}`).join(';');
  return [one(policy.std), limits, policy['disk-templates'].join(','), decimal(policy['vcpu-ratio']), decimal(policy['spindle-ratio'])].join('|');
}

export const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

function parseSpec(text: string, owner: string): ISpec {
  const values = text.split(',').map(Number);
  if (values.length !== KEYS.length || values.some((value) => !Number.isInteger(value) || value < 0)) {
    throw new DataError(`instance policy of ${owner || 'the cluster'}: "${text}" is not a size; it has ${KEYS.join(', ')}`);
  }
  return spec(values);
}

function spec(values: readonly number[]): ISpec {
  return Object.fromEntries(KEYS.map((key, index) => [key, values[index] ?? 0]));
}

function ratio(text: string | undefined, otherwise: number, owner: string): number {
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!(value > 0)) throw new DataError(`instance policy of ${owner || 'the cluster'}: "${text}" is not a ratio`);
  return value;
}
