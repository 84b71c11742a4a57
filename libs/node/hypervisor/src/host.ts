/** Memory and processors of a Linux host, from /proc and /sys (paths can be replaced for tests). MiB. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface HostMemory {
  readonly total: number;
  /** What could be used now, without swapping: MemAvailable. */
  readonly available: number;
}

export interface HostProcessors {
  readonly total: number;
  /** NUMA nodes. */
  readonly nodes: number;
  readonly sockets: number;
}

export async function hostMemory(proc = '/proc'): Promise<HostMemory> {
  const text = await readFile(join(proc, 'meminfo'), 'utf8');
  const value = (name: string): number | undefined => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
    return found === undefined ? undefined : Number(found) / 1024;
  };
  const total = value('MemTotal') ?? 0;
  return { total: Math.floor(total), available: Math.floor(value('MemAvailable') ?? value('MemFree') ?? 0) };
}

/** What a process has in memory; 0 when it is gone. */
export async function residentMemory(pid: number, proc = '/proc'): Promise<number> {
  const text = await readFile(join(proc, String(pid), 'status'), 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) / 1024;
}

/** Seconds of processor time a process has used; 0 when it is gone. Fields 14 and 15 of stat, in ticks of 1/100 s. */
export async function processorSeconds(pid: number, proc = '/proc'): Promise<number> {
  const line = await readFile(join(proc, String(pid), 'stat'), 'utf8').catch(() => '');
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

export async function hostProcessors(sys = '/sys'): Promise<HostProcessors> {
  const cpus = join(sys, 'devices/system/cpu');
  const online = rangeSize(await readFile(join(cpus, 'online'), 'utf8').catch(() => '0'));
  const names = (await readdir(cpus).catch(() => [])).filter((name) => /^cpu\d+$/.test(name));
  const packages = await Promise.all(names.map((name) => readFile(join(cpus, name, 'topology/physical_package_id'), 'utf8').catch(() => '')));
  const nodes = (await readdir(join(sys, 'devices/system/node')).catch(() => [])).filter((name) => /^node\d+$/.test(name));
  const sockets = new Set(packages.map((text) => text.trim()).filter((text) => text !== ''));
  return { total: online, nodes: Math.max(1, nodes.length), sockets: Math.max(1, sockets.size) };
}

/** "0-3,5" has five. */
function rangeSize(text: string): number {
  return text
    .trim()
    .split(',')
    .map((part) => part.split('-').map(Number))
    .reduce((sum, [first = 0, last = first]) => sum + last - first + 1, 0);
}
