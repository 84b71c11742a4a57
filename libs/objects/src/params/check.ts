/** Checks of parameters that came from outside. Unless said otherwise they answer the parameters with their right types. */
import { OpPrereqError, TypeEnforcementError } from '@ganeti/errors';
import type { Json, ParamDict } from '../objects';
import { parseSize } from '../sizes';
import { backendParams, diskTemplateParams, HV_GLOBALS, nicParams, nodeParams } from './defaults';
import { hypervisorParams } from './hypervisors';
import type { ParamTable, ParamType } from './table';

/** Given as a value, it takes a parameter back to what the outer layers say. */
export const RESET = 'default';

export interface CheckOptions {
  /** `default` is allowed as a value (for changes; a new object has nothing to reset). */
  readonly allowReset?: boolean;
  /** Parameters of the cluster are allowed (for the cluster itself). */
  readonly allowGlobal?: boolean;
}

/** Throws TypeEnforcementError for unknown names and values that cannot be of the right type. */
export function enforceTypes(table: ParamTable, params: ParamDict, options: CheckOptions = {}): ParamDict {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]): [string, Json] => {
      const info = Object.hasOwn(table, name) ? table[name] : undefined;
      if (info === undefined) {
        throw new TypeEnforcementError(`Unknown parameter '${name}'; known are ${Object.keys(table).join(', ')}`);
      }
      return [name, options.allowReset === true && value === RESET ? RESET : convert(name, info.type, value)];
    }),
  );
}

function convert(name: string, type: ParamType, value: Json): Json {
  const wrong = (wanted: string) =>
    new TypeEnforcementError(`'${name}' (value ${JSON.stringify(value)}) is not a valid ${wanted}`);
  switch (type) {
    case 'maybe-string':
      if (value === null) return null;
      return convert(name, 'string', value);
    case 'string':
      if (value === false || value === null) return '';
      if (typeof value !== 'string') throw wrong('string');
      return value;
    case 'bool':
      if (typeof value === 'boolean') return value;
      // The command line and old clients send text.
      if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
      throw wrong('boolean');
    case 'int': {
      if (typeof value === 'number' && Number.isInteger(value)) return value;
      if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
      throw wrong('integer');
    }
    case 'float': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isFinite(number)) throw wrong('number');
      return number;
    }
    case 'size':
      if (typeof value !== 'string' && typeof value !== 'number') throw wrong('size');
      try {
        return parseSize(value);
      } catch {
        throw wrong('size (MiB, or with a unit: M, G, T)');
      }
  }
}

/** Backend parameters; the older `memory` becomes minmem and maxmem. */
export function checkBe(beparams: ParamDict, options: CheckOptions = {}): ParamDict {
  const { memory, ...rest } = beparams;
  if (memory === undefined) return enforceTypes(backendParams, rest, options);
  if (rest.minmem !== undefined || rest.maxmem !== undefined) {
    throw new OpPrereqError("'memory' sets minmem and maxmem; give either it or them", 'wrong_input');
  }
  return enforceTypes(backendParams, { ...rest, minmem: memory, maxmem: memory }, options);
}

/** Hypervisor parameters of an instance (or, with allowGlobal, of the cluster). */
export function checkHv(hypervisor: string, hvparams: ParamDict, options: CheckOptions = {}): ParamDict {
  const globals = options.allowGlobal === true ? [] : Object.keys(hvparams).filter((name) => HV_GLOBALS.has(name));
  if (globals.length > 0) {
    throw new OpPrereqError(
      `Hypervisor parameter ${globals.join(', ')} can be set for the whole cluster only`,
      'wrong_input',
    );
  }
  return enforceTypes(tableOf(hypervisorParams, hypervisor, 'hypervisor'), hvparams, options);
}

/** Parameters of a NIC that are kept as such: mode, link, vlan. */
export function checkNic(nicparams: ParamDict, options: CheckOptions = {}): ParamDict {
  return checkValues('NIC', nicParams, enforceTypes(nicParams, nicparams, options));
}

/** Node parameters of a node (or, with allowGlobal, of group or cluster). */
export function checkNd(ndparams: ParamDict, options: CheckOptions = {}): ParamDict {
  const table: ParamTable = nodeParams;
  const globals =
    options.allowGlobal === true ? [] : Object.keys(ndparams).filter((name) => table[name]?.global === true);
  if (globals.length > 0) {
    throw new OpPrereqError(
      `Node parameter ${globals.join(', ')} can be set for the cluster or a node group only`,
      'wrong_input',
    );
  }
  return enforceTypes(table, ndparams, options);
}

/** Parameters of a disk template. */
export function checkDiskParams(template: string, params: ParamDict, options: CheckOptions = {}): ParamDict {
  const table = tableOf(diskTemplateParams, template, 'disk template');
  return checkValues(`Disk template ${template}`, table, enforceTypes(table, params, options));
}

function tableOf(tables: Readonly<Record<string, ParamTable>>, name: string, what: string): ParamTable {
  const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (table === undefined) {
    throw new OpPrereqError(`Unknown ${what} '${name}'; known are ${Object.keys(tables).join(', ')}`, 'wrong_input');
  }
  return table;
}

function checkValues(what: string, table: ParamTable, params: ParamDict): ParamDict {
  for (const [name, value] of Object.entries(params)) {
    const values = table[name]?.values;
    if (values === undefined || value === '' || value === RESET) continue;
    if (typeof value !== 'string' || !values.includes(value)) {
      throw new OpPrereqError(
        `${what}: parameter ${name} cannot be ${JSON.stringify(value)}; it is one of ${values.join(', ')}`,
        'wrong_input',
      );
    }
  }
  return params;
}

/** Whether a filled-in set of backend parameters makes sense. Throws OpPrereqError. */
export function checkFilledBe(be: ParamDict): void {
  const { minmem, maxmem, vcpus } = be;
  if (typeof minmem === 'number' && typeof maxmem === 'number' && minmem > maxmem) {
    throw new OpPrereqError(`minmem (${minmem} MiB) is more than maxmem (${maxmem} MiB)`, 'wrong_input');
  }
  for (const [name, value] of Object.entries({ minmem, maxmem, vcpus })) {
    if (typeof value === 'number' && value < 1)
      throw new OpPrereqError(`${name} has to be at least 1, not ${value}`, 'wrong_input');
  }
}

/** Whether a filled-in set of hypervisor parameters makes sense: nothing missing, only known values. Throws OpPrereqError. */
export function checkFilledHv(hypervisor: string, hvparams: ParamDict): void {
  const table = tableOf(hypervisorParams, hypervisor, 'hypervisor');
  for (const [name, info] of Object.entries(table)) {
    const value = hvparams[name];
    if (info.required === true && (value === undefined || value === null || value === '')) {
      throw new OpPrereqError(`Hypervisor ${hypervisor}: parameter ${name} must have a value`, 'wrong_input');
    }
  }
  checkValues(
    `Hypervisor ${hypervisor}`,
    table,
    Object.fromEntries(Object.entries(hvparams).filter(([name]) => Object.hasOwn(table, name))),
  );
}

/** A layer after a change: `default` takes a parameter away, anything else sets it. With `nullResets`, null does the same. */
export function changedParams(layer: ParamDict, changes: ParamDict, options: { nullResets?: boolean } = {}): ParamDict {
  const isReset = (value: Json): boolean => value === RESET || (options.nullResets === true && value === null);
  return Object.fromEntries(
    Object.entries({ ...layer, ...changes }).filter(
      ([name, value]) => !(Object.hasOwn(changes, name) && isReset(value)),
    ),
  );
}
