/**
 * A node that ends itself, because the rest of the cluster has to be sure that its guests no longer run: it opens the machine's
 * watchdog and never feeds it, so that the machine resets even if nothing else works any more, and asks the kernel to reset at once.
 */
import { open, writeFile, type FileHandle } from 'node:fs/promises';
import { OpExecError } from '@ganeti/errors';
import { writeFileDurably, type Clock } from '@ganeti/runtime';

export interface FencingOptions {
  /** /dev/watchdog; empty: this node cannot fence itself. */
  readonly watchdog: string;
  /** /proc/sysrq-trigger; empty: only the watchdog resets the machine, when its time is over. */
  readonly sysrq: string;
  /** Says afterwards why the machine was reset. */
  readonly record: string;
  readonly clock: Clock;
}

/** Seconds for the answer to reach the master. */
const ANSWER_SECONDS = 1;

export class Fencing {
  readonly #options: FencingOptions;
  /** Kept open: most drivers take the closing of the device as a sign that all is well. */
  #device: FileHandle | null = null;

  constructor(options: FencingOptions) {
    this.#options = options;
  }

  /** From when this returns the machine has only as long to live as its watchdog allows. Throws OpExecError, and then lives on. */
  async fence(reason: string): Promise<void> {
    const { watchdog, sysrq, record, clock } = this.#options;
    if (this.#device !== null) return;
    if (watchdog === '') throw new OpExecError('This node cannot fence itself: noded.json names no watchdog (fencing.watchdog); use the power switch');
    await writeFileDurably(record, `${JSON.stringify({ time: clock.now(), reason })}\n`);
    try {
      const device = await open(watchdog, 'r+');
      this.#device = device;
      // Starts the countdown with drivers that do not start it when opened.
      await device.write('\0');
    } catch (error) {
      throw new OpExecError(`This node cannot fence itself: its watchdog ${watchdog} cannot be used: ${(error as Error).message}; use the power switch`);
    }
    if (sysrq !== '') clock.after(ANSWER_SECONDS, () => void writeFile(sysrq, 'b').catch(() => undefined));
  }
}
