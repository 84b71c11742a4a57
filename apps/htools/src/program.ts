/** What the programs share: sources of clusters, exit codes, and words for errors. */
import { isAscii } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import { DataError, formatText, parseInput, parseText, simulate, type ClusterData, type ClusterModel, type ModelOptions } from '@ganeti/master-allocator';
import { release } from '@ganeti/objects';
import { helpText, parseOptions, UsageError, type Options, type OptionSpec } from './options';

export const COMMON = {
  textFile: { short: 't', long: 'text-data', kind: 'value', value: 'FILE', doc: 'read the cluster from this file (text format)' },
  request: { short: 'I', long: 'ialloc-src', kind: 'value', value: 'FILE', doc: 'read the cluster from this allocator request' },
  simulate: { long: 'simulate', kind: 'value', value: 'SPEC', doc: 'an empty cluster: policy,nodes,disk,memory,cpus,spindles; may be repeated, a group each' },
  offline: { short: 'O', long: 'offline', kind: 'value', value: 'NODE', doc: 'take this node as offline; may be repeated' },
  exclusion: { long: 'exclusion-tags', kind: 'value', value: 'TAG,...', doc: 'further prefixes of exclusion tags' },
  maxCpu: { long: 'max-cpu', kind: 'value', value: 'RATIO', doc: 'most virtual CPUs per CPU' },
  minDisk: { long: 'min-disk', kind: 'value', value: 'RATIO', doc: 'part of the disk that stays free, 0 to 1' },
  ignoreLoad: { long: 'ignore-dynu', kind: 'flag', doc: 'do not look at the load that instances make' },
  ignoreSoft: { long: 'ignore-soft-errors', kind: 'flag', doc: 'do not look at limits that are only recommended' },
  noCapacity: { long: 'no-capacity-checks', kind: 'flag', doc: 'do not ask whether instances on shared storage could be restarted elsewhere' },
  group: { short: 'G', long: 'group', kind: 'value', value: 'GROUP', doc: 'only this group (name or uuid)' },
  nodes: { short: 'p', long: 'print-nodes', kind: 'optional', value: 'FIELDS', doc: 'print the nodes' },
  instances: { long: 'print-instances', kind: 'flag', doc: 'print the instances' },
  save: { short: 'S', long: 'save-cluster', kind: 'value', value: 'FILE', doc: 'save the cluster before and after, with endings to this name' },
  machine: { long: 'machine-readable', kind: 'optional', value: 'yes|no', doc: 'print KEY=VALUE lines for programs' },
  verbose: { short: 'v', long: 'verbose', kind: 'flag', doc: 'say more; may be repeated' },
  quiet: { short: 'q', long: 'quiet', kind: 'flag', doc: 'say less' },
  version: { short: 'V', long: 'version', kind: 'flag', doc: 'print the version' },
  help: { short: 'h', long: 'help', kind: 'flag', doc: 'print this' },
} as const satisfies Record<string, OptionSpec>;

export type CommonKey = keyof typeof COMMON;

export interface Program<K extends string> {
  readonly name: string;
  readonly usage: string;
  readonly options: Readonly<Record<K, OptionSpec>>;
  /** Answers the exit code. */
  run(options: Options<K>): number;
}

export function runProgram<K extends string>(program: Program<K>): void {
  try {
    const options = parseOptions(program.options, process.argv.slice(2));
    const given = options as unknown as Options<string>;
    if (given.has('help')) process.stdout.write(helpText(`${program.name} ${program.usage}`, program.options));
    else if (given.has('version')) process.stdout.write(`${program.name} (ganeti) ${release}\n`);
    else process.exitCode = program.run(options);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof DataError || isSystemError(error))) throw error;
    process.stderr.write(`${program.name}: ${error.message}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

const isSystemError = (error: unknown): error is Error => error instanceof Error && 'syscall' in error;

/** The cluster that the options name. Throws UsageError when they name none or several. */
export function loadCluster(options: Options<CommonKey>): ClusterData {
  const sources = [options.has('textFile'), options.has('request'), options.has('simulate')].filter(Boolean).length;
  if (sources !== 1) throw new UsageError('name one source of the cluster: -t FILE, -I FILE or --simulate SPEC');
  const text = options.one('textFile');
  if (text !== undefined) return parseText(read(text));
  const request = options.one('request');
  return request === undefined ? simulate(options.all('simulate')) : parseInput(read(request)).data;
}

/** `-` is standard input. Read as bytes, since Node reads text in small pieces; nearly always it is ASCII, which needs no decoding. */
export function read(path: string): string {
  const bytes = readFileSync(path === '-' ? 0 : path);
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}

export function modelOptions(options: Options<CommonKey>): ModelOptions {
  return {
    offline: options.all('offline'),
    exclusionTags: options.names('exclusion'),
    minDisk: options.number('minDisk') ?? 0,
    maxCpu: options.number('maxCpu'),
    ignoreLoad: options.has('ignoreLoad'),
  };
}

/** The cluster with its instances where the model has them, and what nodes have free then. */
export function currentData(data: ClusterData, model: ClusterModel): ClusterData {
  return { ...data, ...model.snapshot() };
}

export function save(options: Options<CommonKey>, ending: string, data: () => ClusterData): void {
  const path = options.one('save');
  if (path !== undefined) writeFileSync(`${path}.${ending}`, formatText(data()));
}

export const print = (line = ''): void => void process.stdout.write(`${line}\n`);
export const complain = (line: string): void => void process.stderr.write(`${line}\n`);

export function wantsMachine(options: Options<CommonKey>): boolean {
  const value = options.one('machine');
  if (value !== undefined && !['', 'yes', 'no'].includes(value)) throw new UsageError(`--machine-readable is yes or no, not "${value}"`);
  return value !== undefined && value !== 'no';
}
