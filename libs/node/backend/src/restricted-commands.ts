/**
 * Restricted commands: programs an administrator has put into `/etc/ganeti/restricted-commands` of a node for the master to run.
 * Only files that nobody but root can change are run, one at a time, without arguments. All failures look the same to a caller
 * and take the same time, so that nothing about the node can be found out by trying names.
 */
import { constants, type Stats } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { lockFile, LockedError, type Clock, type FileLock, type ProcessRunner } from '@ganeti/runtime';

const NAME = /^[a-zA-Z0-9_-]+$/;
/** Seconds a caller waits for the news of a failure. */
const FAILURE_SECONDS = 10;
/** Seconds to wait for another command to end. */
const LOCK_SECONDS = 8;
const LOCK_PAUSE = 0.2;
const WRITABLE_BY_OTHERS = 0o022;
const ENVIRONMENT = { PATH: '/sbin:/bin:/usr/sbin:/usr/bin', LC_ALL: 'C' };

export interface RestrictedOptions {
  readonly enabled: boolean;
  readonly directory: string;
  /** Path of the lock file. */
  readonly lock: string;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly onFailure?: (command: string, reason: string) => void;
}

export class RestrictedCommands {
  readonly #options: RestrictedOptions;
  constructor(options: RestrictedOptions) {
    this.#options = options;
  }

  /** Its output, errors included. Throws OpExecError. */
  async run(command: string, signal?: AbortSignal): Promise<string> {
    const { enabled, clock, onFailure } = this.#options;
    // Whether they are enabled is no secret, and everybody should learn it at once.
    if (!enabled) throw new OpExecError("Restricted commands are switched off on this node; 'restricted_commands' in noded.json switches them on");
    try {
      const program = await this.#program(command);
      return await this.#locked(signal, () => this.#execute(program, signal));
    } catch (error) {
      signal?.throwIfAborted();
      onFailure?.(command, (error as Error).message);
      await clock.sleep(FAILURE_SECONDS, signal);
      throw new OpExecError(`The restricted command "${command}" failed or cannot be run here; the log of this node's daemon says why`);
    }
  }

  async #program(command: string): Promise<string> {
    const { directory } = this.#options;
    if (!NAME.test(command)) throw new Error('its name has other characters than letters, digits, - and _');
    const dir = await lstat(directory);
    if (!dir.isDirectory()) throw new Error(`${directory} is no directory`);
    checkOwner(directory, dir);
    const program = join(directory, command);
    const file = await lstat(program);
    if (!file.isFile()) throw new Error(`${program} is no regular file`);
    checkOwner(program, file);
    await access(program, constants.X_OK);
    return program;
  }

  async #execute(program: string, signal: AbortSignal | undefined): Promise<string> {
    const { exitCode, signal: endedBy, stdout, stderr } = await this.#options.runner.run(program, [], { cwd: '/', env: ENVIRONMENT, signal });
    const output = `${stdout}${stderr}`;
    if (exitCode !== 0) throw new Error(`it ended with ${exitCode ?? endedBy}: ${output.trim()}`);
    return output;
  }

  async #locked<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const { clock, lock } = this.#options;
    const end = clock.now() + LOCK_SECONDS;
    let held: FileLock | undefined;
    while (held === undefined) {
      try {
        held = await lockFile(lock);
      } catch (error) {
        if (!(error instanceof LockedError) || clock.now() > end) throw error;
        await clock.sleep(LOCK_PAUSE, signal);
      }
    }
    try {
      return await work();
    } finally {
      await held.release();
    }
  }
}

/** Root's, or of the user this daemon runs as, who could do all of it anyway. */
function checkOwner(path: string, { uid, mode }: Stats): void {
  if (uid !== 0 && uid !== process.getuid?.()) throw new Error(`${path} belongs to user ${uid}, not to root`);
  if ((mode & WRITABLE_BY_OTHERS) !== 0) throw new Error(`${path} can be changed by others than its owner (mode ${(mode & 0o7777).toString(8)})`);
}
