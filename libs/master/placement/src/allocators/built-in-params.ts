/** Parameters of the cluster's default allocator, as the built-in one takes them: options of the program `hail`. */
import { OpExecError } from '@ganeti/errors';
import type { Json, ParamDict } from '@ganeti/objects';
import type { EngineOptions } from '../engine/engine';

const KNOWN: Readonly<Record<string, (value: Json) => EngineOptions>> = {
  'ignore-soft-errors': (value) => ({ ignoreSoft: isSet(value) }),
  'no-capacity-checks': (value) => ({ noCapacityChecks: isSet(value) }),
  'restrict-allocation-to': (value) => ({ restrictTo: namesIn(value) }),
};

/** Throws OpExecError for what it does not know. */
export function builtInOptions(params: ParamDict): EngineOptions {
  let options: EngineOptions = {};
  for (const [key, value] of Object.entries(params)) {
    const read = KNOWN[key.replaceAll('_', '-')];
    if (read === undefined) {
      throw new OpExecError(`The built-in allocator has no parameter '${key}'; it has ${Object.keys(KNOWN).join(', ')}. Change the cluster's 'default_iallocator_params'`);
    }
    options = { ...options, ...read(value) };
  }
  return options;
}

export function builtInProblem(params: ParamDict): string | null {
  try {
    builtInOptions(params);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

const isSet = (value: Json): boolean => value === null || value === true || value === '' || value === 'yes' || value === 'true';
/** A list, or names with commas between them. */
const namesIn = (value: Json): string[] => (typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []);
