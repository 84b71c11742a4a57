/**
 * How many opcodes may be carried out at the same time. One that waits for its locks needs no slot; one that has them waits for
 * a slot, the most urgent first. That is no deadlock: who has a slot waits for no locks.
 */
import { Heap } from './heap';

interface Waiting {
  readonly priority: number;
  readonly order: number;
  readonly enter: () => void;
  gone: boolean;
}

export class Slots {
  private used = 0;
  private order = 0;
  private readonly line = new Heap<Waiting>((a, b) => a.priority < b.priority || (a.priority === b.priority && a.order < b.order));

  constructor(private readonly limit: () => number) {}

  /** Resolves with how to give it back. Rejects with the signal's reason. */
  async take(priority: number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.used >= this.limit()) {
      await new Promise<void>((resolve, reject) => {
        const giveUp = (): void => {
          waiting.gone = true;
          reject(signal.reason as Error);
        };
        const enter = (): void => {
          signal.removeEventListener('abort', giveUp);
          resolve();
        };
        const waiting: Waiting = { priority, order: (this.order += 1), enter, gone: false };
        signal.addEventListener('abort', giveUp, { once: true });
        this.line.push(waiting);
      });
    } else this.used += 1;
    return this.once();
  }

  /** Beyond the limit if need be. */
  takeAnyway(): () => void {
    this.used += 1;
    return this.once();
  }

  /** To be called when the limit has grown. */
  fill(): void {
    while (this.used < this.limit()) {
      const next = this.line.pop();
      if (next === undefined) return;
      if (next.gone) continue;
      this.used += 1;
      next.enter();
    }
  }

  private once(): () => void {
    let isBack = false;
    return () => {
      if (isBack) return;
      isBack = true;
      this.used -= 1;
      this.fill();
    };
  }
}
