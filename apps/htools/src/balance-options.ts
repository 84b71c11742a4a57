/** Options of whoever balances, or tries what it would bring. */
import { readFileSync } from 'node:fs';
import { DataError, type BalanceOptions, type ClusterData } from '@ganeti/master-allocator';
import type { Options, OptionSpec } from './options';
import { COMMON, type CommonKey } from './program';

export const BALANCE = {
  maxMoves: { short: 'l', long: 'max-length', kind: 'value', value: 'N', doc: 'at most so many moves' },
  minScore: { short: 'e', long: 'min-score', kind: 'value', value: 'SCORE', doc: 'good enough below this score' },
  minGain: { short: 'g', long: 'min-gain', kind: 'value', value: 'DELTA', doc: 'what a move has to gain once the score is below the limit' },
  minGainLimit: { long: 'min-gain-limit', kind: 'value', value: 'SCORE', doc: 'score below which moves have to gain something' },
  noDisk: { long: 'no-disk-moves', kind: 'flag', doc: 'do not replace secondaries' },
  noInstance: { long: 'no-instance-moves', kind: 'flag', doc: 'do not migrate or fail over' },
  evac: { long: 'evac-mode', kind: 'flag', doc: 'only move instances of nodes that are offline or drained' },
  restricted: { long: 'restricted-migration', kind: 'flag', doc: 'migrate off drained nodes only' },
  select: { long: 'select-instances', kind: 'value', value: 'INST,...', doc: 'only move these' },
  exclude: { long: 'exclude-instances', kind: 'value', value: 'INST,...', doc: 'do not move these' },
  load: { short: 'U', kind: 'value', value: 'FILE', doc: 'load of instances: name, cpu, memory, disk, net on each line' },
} as const satisfies Record<string, OptionSpec>;

export type BalanceKey = CommonKey | keyof typeof BALANCE;
export const BALANCING = { ...COMMON, ...BALANCE };

export function balanceOptions(options: Options<BalanceKey>): BalanceOptions {
  return {
    ignoreSoft: options.has('ignoreSoft'),
    maxMoves: options.number('maxMoves'),
    minScore: options.number('minScore'),
    minGain: options.number('minGain'),
    minGainLimit: options.number('minGainLimit'),
    diskMoves: !options.has('noDisk'),
    instanceMoves: !options.has('noInstance'),
    evacMode: options.has('evac'),
    restrictedMigration: options.has('restricted'),
    select: options.has('select') ? options.names('select') : null,
    exclude: options.names('exclude'),
  };
}

/** The cluster with the load that `-U FILE` tells. Instances without a line keep the usual one. */
export function withLoad(data: ClusterData, options: Options<BalanceKey>): ClusterData {
  const path = options.one('load');
  if (path === undefined) return data;
  const loads = new Map<string, [number, number, number, number]>();
  for (const line of readFileSync(path, 'utf8').split('\n').filter((text) => text.trim() !== '')) {
    const [name = '', ...values] = line.trim().split(/\s+/);
    const [cpu, memory, disk, net] = values.map(Number);
    if (cpu === undefined || memory === undefined || disk === undefined || net === undefined || ![cpu, memory, disk, net].every(Number.isFinite)) {
      throw new DataError(`${path}: "${line}" is not a name and four numbers`);
    }
    if (!data.instances.some((instance) => instance.name === name)) throw new DataError(`${path}: instance ${name} is not known`);
    loads.set(name, [cpu, memory, disk, net]);
  }
  return { ...data, instances: data.instances.map((instance) => ({ ...instance, load: loads.get(instance.name) ?? instance.load })) };
}
