/** Which job starts next: the most urgent, then the oldest, of those the filter rules let through; never more than the limit at once. */
import { comesFirst, FilterGate, type FilterVerdict, type Ready } from './filters';
import { Heap } from './heap';

/** Jobs looked at in one go: a long line of held ones must not hold up everybody else. */
const atOnce = 1000;

export interface SchedulerParts {
  /** Jobs in hand at the same time. */
  readonly limit: () => number;
  /** Carries out the job as far as it goes; never rejects. */
  readonly run: (id: number) => Promise<void>;
  /** What the filter rules say of a job; null: it may start. */
  readonly judge: (id: number) => FilterVerdict | null;
  /** A job could start but for a filter rule. */
  readonly held: (id: number, verdict: FilterVerdict) => void;
}

export class Scheduler {
  private readonly heap = new Heap<Ready>(comesFirst);
  /** The valid entry of each job; older ones in the heap, or among the held ones, are passed over. */
  private readonly ready = new Map<number, Ready>();
  private readonly running = new Map<number, Promise<void>>();
  private readonly gate: FilterGate;
  private open = false;
  private isBreathing = false;

  constructor(private readonly parts: SchedulerParts) {
    this.gate = new FilterGate(parts.judge);
  }

  add(id: number, priority: number): void {
    const entry = { id, priority };
    this.ready.set(id, entry);
    this.heap.push(entry);
    this.fill();
  }

  /** Not to be started any more. */
  remove(id: number): void {
    this.ready.delete(id);
  }

  reprioritise(id: number, priority: number): void {
    if (this.ready.has(id)) this.add(id, priority);
  }

  start(): void {
    this.open = true;
    this.fill();
  }

  /** Beyond limit and rules if need be: what was running when masterd ended comes first. */
  launch(id: number): void {
    this.gate.countStarted(id);
    this.begin(id);
  }

  /** The filter rules have changed. */
  rejudge(): void {
    for (const entry of this.gate.reset(this.running.keys())) this.heap.push(entry);
    this.fill();
  }

  /** Starts nothing more; resolves when nothing is active. */
  async stop(): Promise<void> {
    this.open = false;
    while (this.running.size > 0) await Promise.all(this.running.values());
  }

  /** To be called when the limit has grown. */
  fill(): void {
    if (this.isBreathing) return;
    for (let looked = 0; this.open && this.running.size < this.parts.limit(); looked += 1) {
      if (looked >= atOnce) {
        this.breathe();
        return;
      }
      const next = this.heap.pop();
      if (next === undefined) return;
      if (!this.isValid(next)) continue;
      const verdict = this.gate.enter(next);
      if (verdict !== null) {
        this.parts.held(next.id, verdict);
        continue;
      }
      this.ready.delete(next.id);
      this.begin(next.id);
    }
  }

  private begin(id: number): void {
    const done = this.parts.run(id).finally(() => {
      this.running.delete(id);
      const next = this.gate.left(id, (entry) => this.isValid(entry));
      if (next !== null) this.heap.push(next);
      this.fill();
    });
    this.running.set(id, done);
  }

  private isValid(entry: Ready): boolean {
    return this.ready.get(entry.id) === entry;
  }

  private breathe(): void {
    this.isBreathing = true;
    setImmediate(() => {
      this.isBreathing = false;
      this.fill();
    });
  }
}
