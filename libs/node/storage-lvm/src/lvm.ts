/** LVM's programs: reports that callers share, changes one by one. */
import { OpExecError } from '@ganeti/errors';
import { CommandFailed, joined, type CommandOptions, type Commands } from '@ganeti/node-storage';
import { readReport, reportCommand, type Group, type Physical, type ReportKind, type ReportRow, type Volume } from './report';

/** Without it LVM warns about descriptors it did not open itself. */
const env = { LVM_SUPPRESS_FD_WARNINGS: '1' };
/**
 * Guests may use LVM themselves, on mirrors: their groups are none of this node's business, and a mirror that waits for its peer
 * would hang every report.
 */
const ignored = 'r|^/dev/drbd|';
/** A merge copies the whole volume. */
const MERGE_TIMEOUT = 3600;

export class Lvm {
  readonly #commands: Commands;
  readonly volumes: () => Promise<Volume[]>;
  readonly groups: () => Promise<Group[]>;
  readonly physicals: () => Promise<Physical[]>;
  #filter: Promise<readonly string[]> | null = null;

  constructor(commands: Commands) {
    this.#commands = commands;
    this.volumes = joined(() => this.#report('lv'));
    this.groups = joined(() => this.#report('vg'));
    this.physicals = joined(() => this.#report('pv'));
  }

  async volume(vg: string, lv: string): Promise<Volume | null> {
    return (await this.volumes()).find((volume) => volume.vg_name === vg && volume.lv_name === lv) ?? null;
  }

  /** Throws OpExecError when there is none of that name. */
  async group(vg: string): Promise<Group> {
    const found = (await this.groups()).find(({ vg_name }) => vg_name === vg);
    if (found === undefined) throw new OpExecError(`There is no volume group ${vg} on this node; create it (vgcreate) or choose another one`);
    return found;
  }

  /** A program that changes something. Throws OpExecError in words of the object and its remedy. */
  async change(program: string, ...args: string[]): Promise<void> {
    try {
      await this.#run(program, args, { timeoutSeconds: args.includes('--merge') ? MERGE_TIMEOUT : undefined });
    } catch (error) {
      throw error instanceof CommandFailed ? inWords(error) : error;
    }
  }

  async #report<K extends ReportKind>(kind: K): Promise<ReportRow<K>[]> {
    const [program, args] = reportCommand(kind);
    return readReport(kind, await this.#run(program, args, { maxOutput: 64 << 20 }));
  }

  async #run(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
    this.#filter ??= this.#readFilter().catch((error: unknown) => {
      this.#filter = null;
      throw error;
    });
    return this.#commands.run(program, [...(await this.#filter), ...args], { env, ...options });
  }

  /** The administrator's filter with ours before it: an option replaces the file's. */
  async #readFilter(): Promise<readonly string[]> {
    const text = await this.#commands.run('lvmconfig', ['--typeconfig', 'full', 'devices/global_filter'], { env });
    // A device passes when any of its names is let in, so a last "let in all" would let in mirrors by their other names.
    const theirs = [...text.matchAll(/"([^"]*)"/g)].map(([, pattern]) => pattern ?? '').filter((pattern) => !/^a(.)\.\*\1$/.test(pattern));
    return ['--config', `devices/global_filter=[${[ignored, ...theirs].map((pattern) => `"${pattern}"`).join(',')}]`];
  }
}

const noRoom = /insufficient (suitable )?(free|allocatable)|not enough (free|unallocated)|insufficient free/i;

/** LVM did not find room in the shape that was asked for. */
export function lacksRoom(error: unknown): boolean {
  const cause = error instanceof OpExecError ? ((error.cause) ?? error) : error;
  return cause instanceof CommandFailed && (cause.says(noRoom) || cause.says(/number of stripes .* must not exceed/i));
}

/** Known refusals with what to do about them. */
function inWords(error: CommandFailed): OpExecError {
  const object = error.argv.at(-1) ?? '';
  const known: [RegExp, string][] = [
    [/in use|is used by another device|contains a filesystem in use/i, `Volume ${object} is in use on this node; stop what has it open (an instance, a mount, a mapping)`],
    [/while PVs are missing|missing physical volume|PVs? (is|are) missing/i, `The volume group of ${object} has lost a physical volume; bring the disk back, or repair the group (gnt node repair-storage) once no volume lies on it`],
    [/snapshot origin volumes? can be resized only while inactive|cannot be resized while .*snapshot|under snapshot/i, `Volume ${object} has an active snapshot; remove the snapshot before growing it`],
  ];
  const found = known.find(([pattern]) => error.says(pattern));
  if (found === undefined) return error;
  const worded = new OpExecError(`${found[1]}. (${error.message})`);
  worded.cause = error;
  return worded;
}
