/** DRBD's programs on this machine: its state, changes one by one, errors in words of the device. */
import { readFile } from 'node:fs/promises';
import { OpExecError } from '@ganeti/errors';
import { CommandFailed, joined, type Commands } from '@ganeti/node-storage';
import type { Clock } from '@ganeti/runtime';
import { readState, type DrbdState } from './events';
import { readShown, type Shown } from './shown';
import type { Side } from './side';
import { syntax84, syntax9, type Line, type Syntax } from './syntax';

/** Debian packages of the programs it runs. */
export const drbdPackages: Readonly<Record<string, string>> = { drbdsetup: 'drbd-utils', drbdmeta: 'drbd-utils', modprobe: 'kmod' };

/** Something (udev, mostly) looks at a device for a moment after it was closed. */
const BUSY_TRIES = 8;
const BUSY_SECONDS = 0.5;
const busy = /\(-12\)|held open by someone/;

/** `8.4.11`; null: the module is not loaded. */
export async function loadedModule(): Promise<string | null> {
  return readFile('/sys/module/drbd/version', 'utf8').then((text) => text.trim(), () => null);
}

export class Drbd {
  readonly #commands: Commands;
  readonly #clock: Clock;
  readonly #module: () => Promise<string | null>;
  readonly #state: () => Promise<DrbdState>;

  constructor(commands: Commands, clock: Clock, module: () => Promise<string | null>) {
    this.#commands = commands;
    this.#clock = clock;
    this.#module = module;
    this.#state = joined(async () => readState(await commands.run('drbdsetup', ['events2', '--now', '--statistics', 'all'], { maxOutput: 64 << 20 })));
  }

  /** Everything that is set up on this node now. */
  async state(): Promise<DrbdState> {
    return (await this.#module()) === null ? new Map() : this.#state();
  }

  /** How to talk to the module that is loaded, or can be. Throws OpExecError. */
  async syntax(): Promise<Syntax> {
    const version = (await this.#module()) ?? (await this.#load());
    if (version.startsWith('8.4.')) return syntax84;
    if (version.startsWith('9.')) return syntax9;
    throw new OpExecError(`The DRBD module of this node is ${version}; 8.4 and 9 are known: install one of these`);
  }

  /** null: there is no such resource. */
  async shown({ resource }: Pick<Side, 'resource'>): Promise<Shown | null> {
    try {
      return readShown(await this.#commands.run('drbdsetup', ['show', resource]));
    } catch (error) {
      // "unknown resource"
      if (error instanceof CommandFailed && (error.result.exitCode === 20 || error.says(/\(158\)|unknown resource/i))) return null;
      throw error;
    }
  }

  /** `what`: the device, for messages. `done`: a refusal that means that it is so already. Answers what the last line printed. */
  async run(what: string, lines: readonly Line[], done?: RegExp): Promise<string> {
    let printed = '';
    for (const line of lines) printed = await this.#one(what, line, done);
    return printed;
  }

  /** A command of drbdmeta on metadata that is not in use. */
  async meta(side: Side, path: string, ...command: string[]): Promise<string> {
    const { format } = await this.syntax();
    return this.#commands.run('drbdmeta', ['--force', String(side.minor), format, path, 'flex-external', ...command]);
  }

  async #one(what: string, line: Line, done: RegExp | undefined): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#commands.run('drbdsetup', line);
      } catch (error) {
        if (!(error instanceof CommandFailed)) throw error;
        if (done !== undefined && error.says(done)) return '';
        if (!error.says(busy) || attempt === BUSY_TRIES) throw inWords(what, error);
        await this.#clock.sleep(BUSY_SECONDS);
      }
    }
  }

  async #load(): Promise<string> {
    const reason = await this.#commands.run('modprobe', ['drbd']).then(() => '', (error: Error) => ` (${error.message})`);
    const version = await this.#module();
    if (version === null) throw new OpExecError(`DRBD cannot be used on this node: its module is not loaded${reason}; install a kernel that has it, and see /etc/modprobe.d/drbd.conf`);
    return version;
  }
}

/** Refusals by the numbers of the kernel (drbd_state.c, drbd_errno.h in meaning), with what to do about them. */
function inWords(what: string, error: CommandFailed): OpExecError {
  const known: [RegExp, string][] = [
    [/\(-1\)/, 'the other end is primary; demote it first, or connect with two primaries allowed'],
    [/\(-2\)/, 'it has no up-to-date data here or at the other end; sync it from a good copy first'],
    [/\(-12\)/, 'something on this node has it open; stop that first (an instance, a mount)'],
    [/\(-14\)/, 'its connection has no algorithm for verifying; connect it again'],
    [/\(102\)/, 'its port is in use by another mirror of this node; look for it with drbdsetup show'],
    [/\(10[34]\)/, 'the device below is not there or cannot be opened; check the volumes of this disk'],
    [/\(11[0-9]\)/, 'the volumes below are too small or in use by something else'],
    [/\(130\)|during resync/i, 'it cannot change its size while it syncs; wait for the end of that'],
    [/\(162\).*different resource/s, 'its minor is in use by another mirror of this node'],
    [/\(164\)/, 'both ends are primary; demote one first'],
  ];
  const found = known.find(([pattern]) => error.says(pattern));
  const worded = new OpExecError(`${what}: ${found === undefined ? error.message : `${found[1]} (${error.words.replaceAll('\n', ' ')})`}`);
  worded.cause = error;
  return worded;
}
