/**
 * Jobs that wait for other jobs. A dependency is met when the other job has ended in one of the wanted states (none named: any).
 * It is looked at before the job starts: a canceled job cancels those that did not want it canceled, any other unwanted end
 * makes them fail, and so does a job that is not known any more.
 */
import { OpPrereqError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';
import { isFinal, type JobStatus, type StoredJob } from './job';

export type Verdict =
  | { readonly kind: 'ready' }
  | { readonly kind: 'wait'; readonly on: number }
  | { readonly kind: 'canceled' }
  | { readonly kind: 'error'; readonly error: OpPrereqError };

type Dependency = readonly [id: number, wanted: readonly string[]];

export function dependenciesOf(job: StoredJob): Dependency[] {
  return job.ops.flatMap((op) => (op.input.depends ?? []) as unknown as Dependency[]);
}

/** Replaces positions relative to a job in its batch by job ids. `earlier`: ids (or null: not taken) of the jobs before it. */
export function absoluteDependencies(
  depends: readonly Dependency[],
  earlier: readonly (number | null)[],
  own: number,
): Json {
  return depends.map(([id, wanted]) => {
    if (id >= own) throw new OpPrereqError(`Job ${id}, on which it depends, does not exist yet`, 'wrong_input');
    if (id >= 0) return [id, wanted];
    const absolute = earlier.at(id);
    if (absolute === undefined || earlier.length < -id) {
      throw new OpPrereqError(`Dependency ${id} points before the first job that was submitted with it`, 'wrong_input');
    }
    if (absolute === null)
      throw new OpPrereqError(`The job at ${id}, on which it depends, was not taken`, 'wrong_input');
    return [absolute, wanted];
  });
}

export class Dependents {
  private readonly waiting = new Map<number, Set<number>>();

  add(on: number, job: number): void {
    let jobs = this.waiting.get(on);
    if (jobs === undefined) this.waiting.set(on, (jobs = new Set()));
    jobs.add(job);
  }

  /** Jobs that waited for this one; each has to be judged again. */
  take(ended: number): readonly number[] {
    const jobs = [...(this.waiting.get(ended) ?? [])];
    this.waiting.delete(ended);
    return jobs;
  }
}

/** `status` answers null for a job nobody knows. */
export async function judge(
  dependencies: readonly Dependency[],
  status: (id: number) => JobStatus | null | Promise<JobStatus | null>,
): Promise<Verdict> {
  for (const [id, wanted] of dependencies) {
    const found = status(id);
    const is = found instanceof Promise ? await found : found;
    if (is === null) {
      return {
        kind: 'error',
        error: new OpPrereqError(`Job ${id}, on which it depends, is not known`, 'unknown_entity'),
      };
    }
    if (!isFinal(is)) return { kind: 'wait', on: id };
    if (wanted.length === 0 || wanted.includes(is)) continue;
    if (is === 'canceled') return { kind: 'canceled' };
    const text = `Job ${id}, on which it depends, ended in ${is}; wanted was ${wanted.join(' or ')}`;
    return { kind: 'error', error: new OpPrereqError(text, 'wrong_state') };
  }
  return { kind: 'ready' };
}
