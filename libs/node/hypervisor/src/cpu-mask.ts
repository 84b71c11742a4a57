/**
 * `cpu_mask`: which of the host's processors a guest may use. One list for all its processors ("0-3,8"), or one for each, separated
 * by colons ("0:1:2-3"); "all" lifts the limit.
 */

/** Processors of the host, sorted; null: all. */
export type CpuSet = readonly number[] | null;

/** One set for the whole guest, or one for each of its processors. Throws an Error that says what is wrong. */
export function parseCpuMask(mask: string): readonly CpuSet[] {
  return mask.split(':').map(parseSet);
}

function parseSet(text: string): CpuSet {
  if (text.trim() === 'all') return null;
  const cpus = new Set<number>();
  for (const part of text.split(',')) {
    const range = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part);
    const [first, last] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])];
    if (range === null) throw new Error(`"${part}" is no processor and no range of them; write for example 0-3,8`);
    if (last < first) throw new Error(`the range ${part} ends before it begins`);
    if (last > 4095) throw new Error(`there is no processor ${last}`);
    for (let cpu = first; cpu <= last; cpu += 1) cpus.add(cpu);
  }
  return [...cpus].sort((a, b) => a - b);
}

/** As taskset and xl take it. */
export const cpuList = (cpus: CpuSet): string => (cpus === null ? 'all' : cpus.join(','));
