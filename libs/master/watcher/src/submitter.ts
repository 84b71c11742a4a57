/** Jobs of the watcher: who wanted them, why, and which instances are somebody's business already. */
import type { Json } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import type { Act, WatcherJobs } from './types';

export interface Order {
  readonly what: Act['what'];
  readonly object: string;
  readonly opcode: Readonly<Record<string, Json>>;
  readonly why: string;
}

export class Submitter {
  constructor(
    private readonly jobs: WatcherJobs,
    private readonly clock: Clock,
    private readonly tell: (act: Act) => void,
  ) {}

  /** Jobs by the order they are for; one that was refused is told, and has null. */
  async submit(orders: readonly Order[]): Promise<(number | null)[]> {
    if (orders.length === 0) return [];
    const now = this.clock.now();
    const jobs = orders.map(({ opcode, why }) => [{ ...opcode, reason: [['gnt:watcher', why, Math.round(now * 1e9)]] }]);
    const taken = await this.jobs.submit(jobs, { user: 'masterd:watcher' });
    return taken.map((one, index) => {
      const { what, object, why } = orders[index]!;
      if ('id' in one) {
        this.tell({ time: now, what, object, job: one.id, text: why });
        return one.id;
      }
      this.tell({ time: now, what: 'refused', object, job: null, text: `${why}, but the job was not taken: ${one.error.message}` });
      return null;
    });
  }

  /** Names of instances that a job in the queue is about: whoever wanted it knows better. */
  busy(): ReadonlySet<string> {
    const names = new Set<string>();
    for (const { end, ops } of this.jobs.list()) {
      if (end !== null) continue;
      for (const { input } of ops) {
        for (const value of [input['instance_name'], input['instances']]) {
          for (const name of Array.isArray(value) ? (value as readonly Json[]) : [value]) if (typeof name === 'string') names.add(name);
        }
      }
    }
    return names;
  }
}
