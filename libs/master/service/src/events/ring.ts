/**
 * The newest events, for whoever listens or comes back after a while. An id is `<run>-<number>`: `run` names one life of the master, so
 * that an id from before a restart is known to be one. A reader takes events from the ring at its own pace; one that falls too far
 * behind is told so by a `reset`, and costs no memory.
 */
import type { MasterEvent } from '@ganeti/master-api';

export type NewEvent = Omit<MasterEvent, 'id'>;

/** Events handed over at once. */
const batchSize = 256;

export class EventRing {
  private events: NewEvent[] = [];
  /** Number of `events[0]`. */
  private first = 1;
  private readonly sleepers = new Set<() => void>();

  /** Keeps at least the last `keep` events. `complete` adds what an event need not carry while it is kept. */
  constructor(
    private readonly run: string,
    private readonly keep: number,
    private readonly complete: (event: NewEvent) => NewEvent = (event) => event,
  ) {}

  push(event: NewEvent): void {
    this.events.push(event);
    if (this.events.length >= 2 * this.keep) {
      this.first += this.events.length - this.keep;
      this.events = this.events.slice(-this.keep);
    }
    for (const wake of this.sleepers) wake();
    this.sleepers.clear();
  }

  /** Events after the one with this id (`oldest`: all there are, empty: those to come), until aborted; then it ends. */
  async *after(id: string, signal: AbortSignal): AsyncGenerator<readonly MasterEvent[], void> {
    let at = this.startOf(id);
    while (!signal.aborted) {
      if (at === null || at < this.first) {
        at = this.next;
        yield [this.reset()];
      }
      const batch = this.events.slice(at - this.first, at - this.first + batchSize);
      if (batch.length === 0) {
        await this.more(signal);
        continue;
      }
      const from = at;
      at += batch.length;
      yield batch.map((event, i) => ({ id: `${this.run}-${from + i}`, ...this.complete(event) }));
    }
  }

  private get next(): number {
    return this.first + this.events.length;
  }

  /** Number of the first event to hand over; null: unknown. */
  private startOf(id: string): number | null {
    if (id === '') return this.next;
    if (id === 'oldest') return this.first;
    const [, run, number] = /^(.*)-(\d{1,15})$/s.exec(id) ?? [];
    if (run !== this.run) return null;
    const next = Number(number) + 1;
    return next > this.next ? null : next;
  }

  private reset(): MasterEvent {
    return { id: `${this.run}-${this.next - 1}`, kind: 'reset', type: 'reset', name: '', data: {}, access: {} };
  }

  private more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        this.sleepers.delete(wake);
        resolve();
      };
      this.sleepers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
