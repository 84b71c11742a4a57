/** Checks of instance policies that came from outside. */
import { OpPrereqError } from '@ganeti/errors';
import { STORAGE_TYPES } from '../device';
import type { IPolicy, ISpec, Json, ParamDict } from '../objects';
import { RESET, type CheckOptions } from './check';

const ALL_TEMPLATES: readonly string[] = Object.keys(STORAGE_TYPES).sort();

/** What the ranges of a policy are about; sizes and memory in MiB. */
export const ISPEC_KEYS = ['cpu-count', 'disk-count', 'disk-size', 'memory-size', 'nic-count', 'spindle-use'] as const;

/**
 * The policy with its right types. `allowReset`: a key may have the value `default`; `standard`: the sizes of a usual instance
 * (`std`) may be given, which only the cluster has. Throws OpPrereqError (wrong_input).
 */
export function checkIPolicy(policy: ParamDict, options: CheckOptions & { readonly standard?: boolean } = {}): IPolicy {
  const checked: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(policy)) {
    checked[key] = options.allowReset === true && value === RESET ? RESET : checkKey(key, value, options.standard ?? false);
  }
  return checked;
}

function checkKey(key: string, value: Json, standard: boolean): unknown {
  switch (key) {
    case 'minmax':
      return ranges(value);
    case 'std':
      if (!standard) throw wrong('std (the sizes of a usual instance) is set for the whole cluster only');
      return spec(value, 'std', false);
    case 'disk-templates':
      return templates(value);
    case 'vcpu-ratio':
    case 'spindle-ratio': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isFinite(number) || number < 1) throw wrong(`${key} has to be a number of at least 1, not ${JSON.stringify(value)}`);
      return number;
    }
    default:
      throw wrong(`there is no '${key}'; there are minmax, std, disk-templates, vcpu-ratio and spindle-ratio`);
  }
}

function ranges(value: Json): { min: ISpec; max: ISpec }[] {
  if (!Array.isArray(value) || value.length === 0) throw wrong('minmax has to be a list of ranges, one or more');
  return (value as Json[]).map((range) => {
    if (!isDict(range) || Object.keys(range).sort().join() !== 'max,min') throw wrong('each range of minmax has two parts, min and max');
    const [min, max] = [spec(range['min'] ?? null, 'min', true), spec(range['max'] ?? null, 'max', true)];
    const reversed = ISPEC_KEYS.find((key) => (min[key] ?? 0) > (max[key] ?? 0));
    if (reversed !== undefined) throw wrong(`the smallest ${reversed} (${min[reversed]}) is more than the largest (${max[reversed]})`);
    return { min, max };
  });
}

function spec(value: Json, where: string, complete: boolean): ISpec {
  if (!isDict(value)) throw wrong(`${where} has to name sizes: ${ISPEC_KEYS.join(', ')}`);
  const unknown = Object.keys(value).find((key) => !(ISPEC_KEYS as readonly string[]).includes(key));
  if (unknown !== undefined) throw wrong(`${where} has no '${unknown}'; there are ${ISPEC_KEYS.join(', ')}`);
  const missing = ISPEC_KEYS.find((key) => value[key] === undefined);
  if (complete && missing !== undefined) throw wrong(`${where} does not say ${missing}`);
  return Object.fromEntries(
    Object.entries(value).map(([key, size]) => {
      const number = typeof size === 'string' && /^\d+$/.test(size) ? Number(size) : size;
      if (typeof number !== 'number' || !Number.isInteger(number) || number < 0) throw wrong(`${key} of ${where} has to be a whole number, not ${JSON.stringify(size)}`);
      return [key, number];
    }),
  );
}

function templates(value: Json): string[] {
  if (!Array.isArray(value) || value.length === 0) throw wrong('disk-templates has to be a list of templates, one or more');
  const unknown = (value as Json[]).find((each) => typeof each !== 'string' || !ALL_TEMPLATES.includes(each));
  if (unknown !== undefined) throw wrong(`${JSON.stringify(unknown)} is no disk template; there are ${ALL_TEMPLATES.join(', ')}`);
  return value as string[];
}

const isDict = (value: Json): value is { readonly [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value);

function wrong(what: string): OpPrereqError {
  return new OpPrereqError(`The instance policy cannot be used: ${what}`, 'wrong_input');
}
