/** A guest that runs on this node: its process, the connection to it, and what is known of it without asking. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '@ganeti/runtime';
import type { GuestStatus } from '@ganeti/node-hypervisor';
import type { KvmGuestFiles } from './files';
import { QmpClient } from './qmp/client';
import type { QmpEvent } from './qmp/stream';
import { decodeRuntime, endProcess, foreignSize, isGuest, readRuntimeText, type Runtime } from './runtime';

/** After these QEMU may be in another state. */
const STATE_EVENTS: ReadonlySet<string> = new Set(['STOP', 'RESUME', 'RESET', 'SHUTDOWN', 'SUSPEND', 'WAKEUP', 'MIGRATION', 'GUEST_PANICKED', 'BLOCK_IO_ERROR']);
const MIB = 1024 * 1024;
/** Seconds until QEMU answers. One that has just been started may have huge pages to make first. */
const STARTING_SECONDS = 600;
const RUNNING_SECONDS = 15;

export interface AttachOptions {
  readonly clock: Clock;
  readonly listener: GuestListener;
  /** It has been started just now; resolves when it has ended. */
  readonly starting?: Promise<unknown>;
}

export interface GuestListener {
  /** State or memory is another one now. */
  changed(guest: LiveGuest): void;
  /** Shut down, by itself or by what we asked for; the process may still be there. */
  hasShutDown(guest: LiveGuest, byGuest: boolean): void;
  /** The process, or the connection to it, has ended. */
  gone(guest: LiveGuest): void;
}

export class LiveGuest {
  readonly name: string;
  readonly files: KvmGuestFiles;
  readonly pid: number;
  readonly qmp: QmpClient;
  /** Null: started by Ganeti. */
  runtime: Runtime | null;
  /** QEMU's: running paused prelaunch inmigrate postmigrate finish-migrate shutdown internal-error … */
  state = '';
  /** MiB */
  memory = 0;
  readonly vcpus: number;

  private constructor(name: string, files: KvmGuestFiles, pid: number, qmp: QmpClient, listener: GuestListener) {
    this.name = name;
    this.files = files;
    this.pid = pid;
    this.qmp = qmp;
    const text = readRuntimeText(files.runtime) ?? '';
    this.runtime = decodeRuntime(text);
    const size = this.runtime?.guest ?? foreignSize(text);
    this.memory = size.memory;
    this.vcpus = size.vcpus;
    qmp.onEvent((event) => void this.#event(event, listener));
    void qmp.closed.then(() => listener.gone(this));
  }

  /** Null: it has ended meanwhile. Throws QmpConnectionError when QEMU runs but does not answer. */
  static async attach(name: string, pid: number, files: KvmGuestFiles, { clock, listener, starting }: AttachOptions): Promise<LiveGuest | null> {
    let ended = false;
    void starting?.then(() => (ended = true));
    const alive = async (): Promise<boolean> => (starting === undefined ? isGuest(pid, name) : !ended);
    const qmp = await connect(files.qmp, clock, alive, starting === undefined ? RUNNING_SECONDS : STARTING_SECONDS);
    if (qmp === null) return null;
    const guest = new LiveGuest(name, files, pid, qmp, listener);
    await guest.refresh();
    await guest.#readBalloon();
    return guest;
  }

  /** Asks QEMU for its state. */
  async refresh(): Promise<string> {
    const { status } = await this.qmp.execute<{ status: string }>('query-status');
    this.state = status;
    return status;
  }

  /** As the port tells it; null: it is on its way here, or has left. */
  get visibleState(): GuestStatus['state'] | null {
    switch (this.state) {
      case 'inmigrate':
      case 'postmigrate':
        return null;
      case 'running':
      case 'finish-migrate':
        return 'running';
      case 'shutdown':
        return 'shutdown';
      case 'io-error':
        return 'blocked';
      case 'internal-error':
      case 'guest-panicked':
        return 'crashed';
      default:
        return 'paused';
    }
  }

  /** Ends the process at once. */
  async kill(): Promise<void> {
    await endProcess(this.pid, this.name);
    this.qmp.close();
  }

  async #event(event: QmpEvent, listener: GuestListener): Promise<void> {
    if (event.event === 'BALLOON_CHANGE') {
      this.memory = Math.round(Number(event.data?.['actual']) / MIB);
      listener.changed(this);
    }
    if (!STATE_EVENTS.has(event.event)) return;
    if (event.event === 'SHUTDOWN') listener.hasShutDown(this, event.data?.['reason'] === 'guest-shutdown');
    const before = this.state;
    try {
      if ((await this.refresh()) !== before) listener.changed(this);
    } catch {
      // QEMU has ended; `gone` tells.
    }
  }

  async #readBalloon(): Promise<void> {
    try {
      const { actual } = await this.qmp.execute<{ actual: number }>('query-balloon');
      this.memory = Math.round(actual / MIB);
    } catch {
      // Without a balloon it has what it was started with.
    }
  }
}

/** Null: QEMU has ended. */
async function connect(path: string, clock: Clock, alive: () => Promise<boolean>, seconds: number): Promise<QmpClient | null> {
  for (const until = clock.now() + seconds; ; ) {
    try {
      return await QmpClient.connect(path, { clock, greetingSeconds: seconds });
    } catch (error) {
      if (!(await alive())) return null;
      if (clock.now() > until) throw error;
      await wait(20);
    }
  }
}
