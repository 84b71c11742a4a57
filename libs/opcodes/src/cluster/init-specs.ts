/** The older way to give limits of instances at the beginning: an option for each size, as `min=128,max=4096,std=512`. */
import { IPOLICY_DEFAULTS } from '@ganeti/objects';
import { intFromText, keyValuesFromText, sizeFromText, wrongInput } from '../cli-values';
import type { CliOption } from '../define';

const specs = {
  'cpu-count': 'Virtual CPUs',
  'disk-count': 'Disks',
  'disk-size': 'Size of a disk',
  'mem-size': 'Memory',
  'nic-count': 'Network cards',
} as const;
const limits = ['min', 'max', 'std'];

type Sizes = Record<string, number>;

/** Kept below this key until `withSpecs`. */
const KEY = 'specs';

export const specOptions: readonly CliOption[] = Object.entries(specs).map(([name, what]) => ({
  flags: `--specs-${name} <min=,max=,std=>`,
  param: 'ipolicy',
  type: 'custom',
  parse: (text) => ({ ipolicy: { [KEY]: { [name === 'mem-size' ? 'memory-size' : name]: sizesOf(text, name.endsWith('-size')) } } }),
  doc: `${what} of instances: the smallest, the largest, and a usual one.`,
}));

function sizesOf(text: string, isSize: boolean): Sizes {
  return Object.fromEntries(
    Object.entries(keyValuesFromText(text)).map(([limit, value]) => {
      if (!limits.includes(limit) || typeof value !== 'string') throw wrongInput(`"${text}": write min=…,max=…,std=…`);
      return [limit, isSize ? sizeFromText(value) : intFromText(value)];
    }),
  );
}

/** Specs become one range, and the usual sizes, of the policy; what they leave out is as it is by default. */
export function withSpecs(params: Record<string, unknown>): Record<string, unknown> {
  const { [KEY]: given, ...ipolicy } = (params['ipolicy'] ?? {}) as Record<string, unknown>;
  if (given === undefined) return params;
  if (ipolicy['minmax'] !== undefined || ipolicy['std'] !== undefined) throw wrongInput('--specs-… and --ipolicy-…-specs say the same in two ways; use one of them');
  const [range] = IPOLICY_DEFAULTS.minmax as readonly { readonly min: Sizes; readonly max: Sizes }[];
  const of = (limit: string): Sizes => Object.fromEntries(Object.entries(given as Record<string, Sizes>).flatMap(([name, sizes]) => (sizes[limit] === undefined ? [] : [[name, sizes[limit]]])));
  return { ...params, ipolicy: { ...ipolicy, minmax: [{ min: { ...range?.min, ...of('min') }, max: { ...range?.max, ...of('max') } }], std: of('std') } };
}
