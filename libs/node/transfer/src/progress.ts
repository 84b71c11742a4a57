/** What is told of a transfer under way: how much, of how much, how fast. */
import type { Clock } from '@ganeti/runtime';

const MIB = 1 << 20;
/** Seconds between two messages. */
const INTERVAL = 10;

export type Report = (message: string, percent?: number) => void;

export class Progress {
  readonly #clock: Clock;
  readonly #report: Report;
  readonly #label: string;
  readonly #start: number;
  #last: number;
  #bytes = 0;

  constructor(clock: Clock, label: string, report: Report) {
    this.#clock = clock;
    this.#label = label;
    this.#report = report;
    this.#start = this.#last = clock.now();
  }

  /** `total`: bytes; null when that is not known. */
  at(bytes: number, total: number | null): void {
    this.#bytes = bytes;
    const now = this.#clock.now();
    if (now - this.#last < INTERVAL) return;
    this.#last = now;
    const rate = bytes / Math.max(now - this.#start, 0.001);
    const left = total === null || rate === 0 ? '' : `, about ${Math.ceil((total - bytes) / rate)} s to go`;
    this.#report(`${this.#label}: ${mib(bytes)}${total === null ? '' : ` of ${mib(total)}`} at ${mib(rate)}/s${left}`, total === null || total === 0 ? undefined : (bytes * 100) / total);
  }

  done(): void {
    const seconds = Math.max(this.#clock.now() - this.#start, 0.001);
    this.#report(`${this.#label}: done, ${mib(this.#bytes)} in ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s (${mib(this.#bytes / seconds)}/s)`);
  }
}

const mib = (bytes: number): string => `${bytes < 10 * MIB && bytes % MIB !== 0 ? (bytes / MIB).toFixed(1) : Math.round(bytes / MIB)} MiB`;
