/**
 * The line format of `-t FILE` (htools(1), "--text-data"): sections for groups, nodes, instances, cluster tags and policies,
 * separated by empty lines, columns by `|`. Older files have fewer columns and sections.
 */
import type { FullIPolicy } from '@ganeti/objects';
import { DataError, type AllocPolicy, type ClusterData, type GroupData, type InstanceData, type NodeData } from '../model/data';
import { isTemplate } from '../model/templates';
import { DEFAULT_POLICY, parsePolicy } from './policy-text';

/** Throws DataError that names the line. */
export function parseText(text: string): ClusterData {
  const [groupLines = [], nodeLines = [], instanceLines = [], tags = [], policyLines = []] = sections(text);
  const policies = new Map<string, FullIPolicy>();
  for (const line of policyLines) {
    const [owner = '', ...columns] = line.split('|');
    policies.set(owner, parsePolicy(columns, owner));
  }
  const ipolicy = policies.get('') ?? DEFAULT_POLICY;
  const groups = groupLines.map((line) => parseGroup(line, (name) => policies.get(name) ?? ipolicy));
  return { tags, ipolicy, groups, nodes: nodeLines.map(parseNode), instances: instanceLines.map(parseInstance) };
}

/** An empty section is an empty line of its own, so two empty lines in a row mean one. */
function sections(text: string): string[][] {
  const found: string[][] = [[]];
  for (const line of text.replace(/\r/g, '').split('\n')) {
    if (line === '') found.push([]);
    else found.at(-1)?.push(line);
  }
  return found;
}

function parseGroup(line: string, policyOf: (name: string) => FullIPolicy): GroupData {
  const [name, uuid, policy = 'preferred', tags = '', networks = ''] = line.split('|');
  if (!name || !uuid) throw new DataError(`group "${line}": name and uuid are needed`);
  return { uuid, name, allocPolicy: allocPolicy(policy, name), tags: list(tags), networks: list(networks), ipolicy: policyOf(name) };
}

export function allocPolicy(text: string, group: string): AllocPolicy {
  if (text === 'preferred' || text === 'last_resort' || text === 'unallocable') return text;
  throw new DataError(`group ${group}: "${text}" is no allocation policy; there are preferred, last_resort, unallocable`);
}

function parseNode(line: string): NodeData {
  const [name, memTotal, memNode, memFree, diskTotal, diskFree, cpus, role, group, spindles, tags = '', exclusive, spindlesFree, reserved, speed] = line.split('|');
  if (!name || group === undefined) throw new DataError(`node "${line}": at least nine columns are needed`);
  const amounts = [memTotal, memNode, memFree, diskTotal, diskFree, cpus];
  const unknown = amounts.some((amount) => amount === '?');
  const number = (text: string | undefined, otherwise: number): number => amount(text === '?' ? '0' : text, otherwise, `node ${name}`);
  if (role !== 'Y' && role !== 'N' && role !== 'M') throw new DataError(`node ${name}: "${role}" is no role; there are Y (offline), N and M (master)`);
  return {
    name,
    group,
    memTotal: number(memTotal, 0),
    memNode: number(memNode, 0),
    memFree: number(memFree, 0),
    diskTotal: number(diskTotal, 0),
    diskFree: number(diskFree, 0),
    cpus: number(cpus, 0),
    cpusReserved: number(reserved, 1),
    cpuSpeed: number(speed, 1),
    spindles: number(spindles, 1),
    spindlesFree: number(spindlesFree, 0),
    exclusiveStorage: exclusive === 'Y',
    offline: role === 'Y' || unknown,
    master: role === 'M',
    tags: list(tags),
  };
}

function parseInstance(line: string): InstanceData {
  const [name, memory, disk, vcpus, status = '', autoBalance, primary, secondary, template = 'drbd', tags = '', spindleUse, spindles, forthcoming] = line.split('|');
  if (!name || !primary) throw new DataError(`instance "${line}": at least seven columns are needed`);
  if (!isTemplate(template)) throw new DataError(`instance ${name}: "${template}" is no disk template`);
  if (autoBalance !== 'Y' && autoBalance !== 'N') throw new DataError(`instance ${name}: auto_balance is Y or N, not "${autoBalance}"`);
  const what = `instance ${name}`;
  return {
    name,
    memory: amount(memory, 0, what),
    disk: amount(disk, 0, what),
    vcpus: amount(vcpus, 0, what),
    status,
    autoBalance: autoBalance === 'Y',
    primary,
    secondary: secondary || null,
    template,
    tags: list(tags),
    spindleUse: amount(spindleUse, 1, what),
    spindles: spindles === undefined || spindles === '' || spindles === '-' ? null : amount(spindles, 0, what),
    forthcoming: forthcoming === 'Y',
  };
}

const list = (text: string): string[] => text.split(',').filter(Boolean);

function amount(text: string | undefined, otherwise: number, what: string): number {
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new DataError(`${what}: "${text}" is not a number`);
  return value;
}
