/** Which job starts next: the most urgent, then the oldest; never more than the limit at once. */
import { Heap } from './heap';

interface Ready {
  readonly id: number;
  readonly priority: number;
}

export class Scheduler {
  private readonly heap = new Heap<Ready>(
    (a, b) => a.priority < b.priority || (a.priority === b.priority && a.id < b.id),
  );
  /** The valid entry of each job; older ones in the heap are passed over. */
  private readonly ready = new Map<number, Ready>();
  private readonly running = new Map<number, Promise<void>>();
  private open = false;

  constructor(
    private readonly limit: () => number,
    /** Carries out the job as far as it goes; never rejects. */
    private readonly run: (id: number) => Promise<void>,
  ) {}

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

  /** Beyond the limit if need be: what was running when masterd ended comes first. */
  launch(id: number): void {
    const done = this.run(id).finally(() => {
      this.running.delete(id);
      this.fill();
    });
    this.running.set(id, done);
  }

  /** Starts nothing more; resolves when nothing is active. */
  async stop(): Promise<void> {
    this.open = false;
    while (this.running.size > 0) await Promise.all(this.running.values());
  }

  private fill(): void {
    while (this.open && this.running.size < this.limit()) {
      const next = this.heap.pop();
      if (next === undefined) return;
      if (this.ready.get(next.id) !== next) continue;
      this.ready.delete(next.id);
      this.launch(next.id);
    }
  }
}
