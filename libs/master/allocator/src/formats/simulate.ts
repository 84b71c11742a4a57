/** Empty clusters by description: `policy,nodes,disk,memory,cpus,spindles`, one group each (htools(1), "--simulate"). */
import { DataError, type AllocPolicy, type ClusterData } from '../model/data';
import { DEFAULT_POLICY } from './policy-text';

const POLICIES: Readonly<Record<string, AllocPolicy>> = {
  p: 'preferred', preferred: 'preferred', a: 'last_resort', allocable: 'last_resort', l: 'last_resort', last_resort: 'last_resort',
  u: 'unallocable', unallocable: 'unallocable',
};

export function simulate(descriptions: readonly string[]): ClusterData {
  const parsed = descriptions.map(parse);
  const two = (n: number): string => String(n).padStart(2, '0');
  return {
    tags: [],
    ipolicy: DEFAULT_POLICY,
    groups: parsed.map(({ allocPolicy }, g) => ({
      uuid: `fake-uuid-${two(g + 1)}`,
      name: `group-${two(g + 1)}`,
      allocPolicy,
      tags: [],
      networks: [],
      ipolicy: DEFAULT_POLICY,
    })),
    nodes: parsed.flatMap(({ count, disk, memory, cpus, spindles }, g) =>
      Array.from({ length: count }, (_, i) => ({
        name: `node-${two(g + 1)}-${String(i + 1).padStart(3, '0')}`,
        group: `fake-uuid-${two(g + 1)}`,
        memTotal: memory,
        memNode: 0,
        memFree: memory,
        diskTotal: disk,
        diskFree: disk,
        cpus,
        cpusReserved: 1,
        cpuSpeed: 1,
        spindles,
        spindlesFree: 0,
        exclusiveStorage: false,
        offline: false,
        tags: [],
      })),
    ),
    instances: [],
  };
}

/**
 * MiB. Lower-case letters are binary units, upper-case ones decimal; of the longer names (mib, MB) case does not matter
 * (htools(1), "UNITS"). Throws DataError.
 */
export function parseUnits(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(text.trim());
  const unit = match?.[2] ?? '';
  const factor = UNITS[unit] ?? UNITS[unit.toLowerCase()];
  if (match === null || factor === undefined) throw new DataError(`"${text}" is no size; write MiB or a unit: 512m, 20g, 1.5t, 100G`);
  return Math.floor(Number(match[1]) * factor);
}

const MIB = 1024 * 1024;
const UNITS: Readonly<Record<string, number>> = {
  '': 1, m: 1, mib: 1, g: 1024, gib: 1024, t: MIB, tib: MIB,
  M: 1e6 / MIB, mb: 1e6 / MIB, G: 1e9 / MIB, gb: 1e9 / MIB, T: 1e12 / MIB, tb: 1e12 / MIB,
};

function parse(description: string) {
  const [policy = '', nodes = '', disk = '', memory = '', cpus = '', spindles = '1', ...rest] = description.split(',');
  const allocPolicy = POLICIES[policy];
  const [count, cores, spindleCount] = [Number(nodes), Number(cpus), Number(spindles)];
  const whole = [count, cores, spindleCount].every((value) => Number.isInteger(value) && value >= 0);
  if (allocPolicy === undefined || !whole || cpus === '' || rest.length > 0) {
    throw new DataError(`"${description}" describes no cluster; it is policy,nodes,disk,memory,cpus,spindles, for example preferred,20,100G,16g,4,2`);
  }
  return { allocPolicy, count, disk: parseUnits(disk), memory: parseUnits(memory), cpus: cores, spindles: spindleCount };
}
