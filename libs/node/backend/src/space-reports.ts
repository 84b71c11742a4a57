/** The space storage drivers tell of, none of which can hold up or break what the others tell. */
import { ProgramMissing, type BlockDeviceDriver, type Space, type SpaceOptions } from '@ganeti/node-storage';
import type { Clock } from '@ganeti/runtime';

/** Seconds a driver may take; then what it told last stands in for its answer, as long as that is not too old. */
const PATIENCE_SECONDS = 5;
const STALE_SECONDS = 60;

interface Report {
  told: readonly Space[];
  /** When that was; seconds. */
  at: number;
  /** Why it told nothing; empty: it did. */
  problem: string;
  /** It has not answered in time, and is asked nothing more until it has: it may hang for good. */
  late: boolean;
}

export class SpaceReports {
  readonly #drivers: readonly BlockDeviceDriver[];
  readonly #clock: Clock;
  readonly #reports = new Map<BlockDeviceDriver, Report>();

  constructor(drivers: readonly BlockDeviceDriver[], clock: Clock) {
    this.#drivers = drivers;
    this.#clock = clock;
  }

  /** Nothing is told of the storage of a driver that fails: nobody should count on it. `problem` says why. */
  async of(names: readonly string[], options: SpaceOptions = {}): Promise<Space[]> {
    return (await Promise.all(this.#drivers.map((driver) => this.#ask(driver, names, options)))).flat();
  }

  /** What kept a driver from telling its space when it was asked last; null: nothing. */
  problem(driver: BlockDeviceDriver): string | null {
    const { problem = '', late = false } = this.#reports.get(driver) ?? {};
    if (late) return `it has not answered for more than ${PATIENCE_SECONDS} s; look for programs and mounts that hang`;
    return problem === '' ? null : problem;
  }

  /** It should not be asked anything. */
  hangs(driver: BlockDeviceDriver): boolean {
    return this.#reports.get(driver)?.late === true;
  }

  async #ask(driver: BlockDeviceDriver, names: readonly string[], options: SpaceOptions): Promise<readonly Space[]> {
    const report: Report = this.#reports.get(driver) ?? { told: [], at: this.#clock.now(), problem: '', late: false };
    this.#reports.set(driver, report);
    if (!report.late) {
      const answer = driver.space(names, options).then(
        (told) => ({ told, problem: '' }),
        // One whose programs are not installed has nothing to tell, and that is no fault.
        (error: unknown) => ({ told: [], problem: error instanceof ProgramMissing ? '' : (error as Error).message }),
      );
      await new Promise<void>((resolve) => {
        const cancel = this.#clock.after(PATIENCE_SECONDS, () => {
          report.late = true;
          resolve();
        });
        void answer.then((told) => {
          cancel();
          Object.assign(report, told, { at: this.#clock.now(), late: false });
          resolve();
        });
      });
    }
    return this.#clock.now() - report.at <= STALE_SECONDS ? report.told : [];
  }
}
