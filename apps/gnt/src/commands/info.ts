/** `cluster info`, `node info`, `group info`: query answers as readable trees. `instance info` runs OP_INSTANCE_QUERY_DATA. */
import type { Command } from 'commander';
import { opcodeFailure } from '../submit';
import { followJob } from '../watch';
import type { Cli } from '../cli';
import { formatSize, formatTimestamp } from '../output/values';
import { formatTree, type Tree } from '../output/tree';

type Row = Record<string, Tree>;

async function rows(cli: Cli, kind: string, fields: readonly string[], names: readonly string[]): Promise<Row[]> {
  const answer = await cli.master().query({ kind, fields, names, mustExist: names.length > 0, form: 'dicts' });
  return JSON.parse(answer.rowsJson.toString()) as Row[];
}

function print(cli: Cli, tree: Tree, json: boolean): void {
  if (json) cli.out(JSON.stringify(tree, null, 2));
  else for (const line of formatTree(tree)) cli.out(line);
}

export async function clusterInfo(cli: Cli, options: { readonly json?: boolean }): Promise<void> {
  const fields = JSON.parse(await cli.master().queryFields('cluster', [])) as { name: string }[];
  const [info] = await rows(
    cli,
    'cluster',
    fields.map((field) => field.name),
    [],
  );
  if (info === undefined) return;
  print(cli, options.json === true ? info : { ...info, ctime: time(info['ctime']), mtime: time(info['mtime']) }, options.json === true);
}

const nodeFields = [
  'name', 'uuid', 'pip', 'sip', 'role', 'group', 'master_candidate', 'drained', 'offline', 'master_capable', 'vm_capable',
  'mtotal', 'mnode', 'mfree', 'dtotal', 'dfree', 'ctotal', 'bootid', 'pinst_list', 'sinst_list', 'tags', 'ndparams', 'ctime', 'mtime', 'serial_no',
] as const;
const sizeFields = ['mtotal', 'mnode', 'mfree', 'dtotal', 'dfree'] as const;

export async function nodeInfo(cli: Cli, names: readonly string[], options: { readonly json?: boolean }): Promise<void> {
  const found = await rows(cli, 'node', nodeFields, names);
  if (options.json === true) {
    print(cli, found, true);
    return;
  }
  const readable = found.map((node) => ({
    ...node,
    ...Object.fromEntries(sizeFields.map((name) => [name, size(node[name])])),
    ctime: time(node['ctime']),
    mtime: time(node['mtime']),
  }));
  print(cli, readable, false);
}

const groupFields = ['name', 'uuid', 'alloc_policy', 'node_list', 'pinst_list', 'ipolicy', 'diskparams', 'ndparams', 'tags', 'ctime', 'mtime', 'serial_no'];

export async function groupInfo(cli: Cli, names: readonly string[], options: { readonly json?: boolean }): Promise<void> {
  print(cli, await rows(cli, 'group', groupFields, names), options.json === true);
}

const networkFields = [
  'name', 'uuid', 'network', 'gateway', 'network6', 'gateway6', 'mac_prefix', 'free_count', 'reserved_count', 'map', 'external_reservations',
  'group_list', 'inst_list', 'tags', 'ctime', 'mtime', 'serial_no',
];

export async function networkInfo(cli: Cli, names: readonly string[], options: { readonly json?: boolean }): Promise<void> {
  print(cli, await rows(cli, 'network', networkFields, names), options.json === true);
}

/** Asks the nodes too (unless `static`), so it is a job. */
export async function instanceInfo(
  cli: Cli,
  names: readonly string[],
  options: { readonly json?: boolean; readonly static?: boolean; readonly all?: boolean },
): Promise<void> {
  const opcode = { OP_ID: 'OP_INSTANCE_QUERY_DATA', instances: [...names], static: options.static === true, use_locking: false };
  const [outcome] = await cli.master().submit([[opcode]]);
  if (outcome === undefined || 'error' in outcome) throw opcodeFailure(outcome);
  const end = await followJob(cli, outcome.jobId, { quiet: true });
  if (end.status !== 'success') throw opcodeFailure(end);
  const instances = Object.values(end.results[0] as Record<string, Row>);
  if (options.json === true) print(cli, instances, true);
  else print(cli, instances.map(readableInstance), false);
}

function readableInstance(instance: Row): Tree {
  return {
    ...instance,
    ctime: time(instance['ctime']),
    mtime: time(instance['mtime']),
    disks: list(instance['disks']).map((disk) => ({ ...disk, size: size(disk['size']) })),
  };
}

function list(value: Tree | undefined): Row[] {
  return Array.isArray(value) ? (value as Row[]) : [];
}

function size(value: Tree | undefined): Tree {
  return typeof value === 'number' ? formatSize(value) : (value ?? null);
}

function time(value: Tree | undefined): Tree {
  return typeof value === 'number' ? formatTimestamp(value) : (value ?? null);
}

/** `info` and its older name `show` below a group. */
export function addInfoCommand(group: Command, argument: string | null, action: (names: string[], options: { json?: boolean }) => Promise<void>): Command {
  const command = group
    .command(argument === null ? 'info' : `info [${argument}...]`)
    .alias('show')
    .description(argument === null ? 'what is known about the cluster' : `everything known about ${argument}s`)
    .option('--json', 'print JSON');
  return argument === null
    ? command.action(async (options: { json?: boolean }) => action([], options))
    : command.action(async (names: string[], options: { json?: boolean }) => action(names, options));
}
