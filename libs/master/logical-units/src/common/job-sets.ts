/** Jobs of one set run together; each set begins when all jobs of the one before have succeeded. */
import type { Json } from '@ganeti/objects';

/** Gives the first opcode of each job of later sets its dependencies, as positions relative to the job. */
export function chainSets(sets: readonly (readonly (readonly Json[])[])[]): Json[][] {
  const jobs: Json[][] = [];
  let before = { from: 0, to: 0 };
  for (const set of sets) {
    const from = jobs.length;
    for (const [first, ...rest] of set) {
      const depends = Array.from({ length: before.to - before.from }, (_, index) => [before.from + index - jobs.length, ['success']]);
      jobs.push([depends.length === 0 ? (first as Json) : { ...(first as Record<string, Json>), depends }, ...rest]);
    }
    before = { from, to: jobs.length };
  }
  return jobs;
}
