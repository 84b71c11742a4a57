/** A guest node, from the host: boots it, calls its drivers, runs its programs, cuts its network, ends it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { decodeError } from '@ganeti/errors';
import type { Hypervisor } from '@ganeti/node-hypervisor';
import type { BlockDeviceDriver, DeviceBytes } from '@ganeti/node-storage';
import type { RunResult } from '@ganeti/runtime';
import type { Network } from './network';
import { qemuArguments } from './qemu-arguments';
import { fromLine, toLine, type Answer, type Call, type DriverSettings, type DriverTable, type Order } from './protocol';
import { remoteDriver, remoteHypervisor } from './remote-drivers';

const BOOT_TIMEOUT_SECONDS = 600;

/** Files. */
export interface GuestImage {
  readonly kernel: string;
  readonly initrd: string;
  readonly rootDisk: string;
  /** Xen, which then runs the kernel. */
  readonly hypervisor?: string;
}

export interface GuestOptions {
  /** 1 to 9. */
  readonly number: number;
  /** Paths made by image.mjs. */
  readonly image: GuestImage;
  /** Working directory of all guests. */
  readonly dir: string;
  /** Folder they see as /host, with `agent.mjs` in it. */
  readonly share: string;
  readonly network: Network;
  /** Sizes of its further disks, MiB: /dev/vdb, /dev/vdc, … */
  readonly disks?: readonly number[];
  /** MiB. */
  readonly memory?: number;
  readonly settings?: DriverSettings;
  /** Its disks are those of the last boot. */
  readonly keep?: boolean;
  /** Where its root disk is written to (qcow2 over the image); without it everything written is lost at the end. */
  readonly rootOverlay?: string;
  readonly kernelArguments?: readonly string[];
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly callbacks: readonly ((value: unknown) => void)[];
}

export class Guest {
  readonly name: string;
  readonly address: string;
  /** Of the node object in the cluster. */
  readonly uuid: string;
  readonly #options: GuestOptions;
  readonly #qemu: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #dir: string;
  #agent: Socket | null = null;
  #drivers: DriverTable = {};
  readonly #calls = new Map<number, Waiting>();
  #last = 0;
  #hello: () => void = () => undefined;

  private constructor(options: GuestOptions) {
    const { number, network } = options;
    this.#options = options;
    this.name = `node${number}`;
    this.uuid = `uuid-node${number}`;
    this.address = `192.168.77.${number}`;
    this.#dir = join(options.dir, this.name);
    mkdirSync(this.#dir, { recursive: true });
    rmSync(this.#socket, { force: true });
    this.#qemu = spawn('ip', ['netns', 'exec', network.namespace, 'qemu-system-x86_64', ...qemuArguments(options, this.#dir, this.#socket)], { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    this.#qemu.stderr?.on('data', (chunk) => (errors += String(chunk)));
    // For whoever has to clean up after a test run that was killed.
    if (this.#qemu.pid !== undefined) writeFileSync(join(this.#dir, 'pid'), String(this.#qemu.pid));
    this.#ended = new Promise((resolve) => {
      const end = (why: string): void => {
        for (const { reject } of this.#calls.values()) reject(new Error(`${this.name} has ended (${why}); ${errors}${this.console().slice(-2000)}`));
        this.#calls.clear();
        resolve();
      };
      this.#qemu.once('exit', (code, signal) => end(`exit ${code ?? signal}`));
      this.#qemu.once('error', (error) => end(error.message));
    });
  }

  /** Resolves when its agent answers. */
  static async boot(options: GuestOptions): Promise<Guest> {
    const guest = new Guest(options);
    try {
      await guest.#connect();
      await guest.open(options.settings ?? {});
      return guest;
    } catch (error) {
      await guest.halt();
      throw error;
    }
  }

  /** Makes its drivers anew, with these settings. */
  async open(settings: DriverSettings): Promise<void> {
    this.#drivers = (await this.#call({ op: 'open', settings })) as DriverTable;
  }

  /** The driver in the guest. */
  driver(type: string): BlockDeviceDriver {
    return remoteDriver(type, () => this.#drivers[type] ?? [], (order) => this.#call(order));
  }

  /** The guest driver in the guest. */
  hypervisor(kind: string): Hypervisor {
    return remoteHypervisor(kind, (order) => this.#call(order));
  }

  /** Bytes of devices in the guest. */
  readonly bytes: DeviceBytes = {
    read: (...args) => this.#call({ op: 'bytes', method: 'read', args }) as Promise<string>,
    write: async (...args) => void (await this.#call({ op: 'bytes', method: 'write', args })),
  };

  /** Runs a program in the guest. */
  run(program: string, args: readonly string[] = [], { timeout = 120, stdin }: { timeout?: number; stdin?: string } = {}): Promise<RunResult> {
    return this.#call({ op: 'run', program, args, timeout, stdin }) as Promise<RunResult>;
  }

  /** Runs a program that must succeed; answers what it printed. */
  async must(program: string, ...args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(program, args);
    if (exitCode !== 0) throw new Error(`${this.name}: ${program} ${args.join(' ')} ended with ${exitCode}: ${stderr}${stdout}`);
    return stdout;
  }

  /** Kills the agent with all its drivers know, as kill -9 does a daemon, and waits for the next one. */
  async restart(): Promise<void> {
    const back = new Promise<void>((resolve) => (this.#hello = resolve));
    this.#call({ op: 'die' }).catch(() => undefined);
    await back;
    for (const { reject } of this.#calls.values()) reject(new Error('the agent was killed'));
    this.#calls.clear();
    await this.open(this.#options.settings ?? {});
  }

  /** What came out of its console. */
  console(): string {
    try {
      return readFileSync(join(this.#dir, 'console.log'), 'utf8');
    } catch {
      return '';
    }
  }

  /** Resolves when it has ended. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** Pulls the plug. */
  async halt(): Promise<void> {
    this.#agent?.destroy();
    if (this.#qemu.exitCode === null && this.#qemu.signalCode === null) this.#qemu.kill('SIGKILL');
    await this.#ended;
  }

  get #socket(): string {
    return join(this.#dir, 'agent.sock');
  }

  async #connect(): Promise<void> {
    const deadline = Date.now() + BOOT_TIMEOUT_SECONDS * 1000;
    const hello = new Promise<void>((resolve) => (this.#hello = resolve));
    let gone = false;
    void this.#ended.then(() => (gone = true));
    while (this.#agent === null) {
      this.#agent = await tryConnect(this.#socket);
      if (this.#agent === null) await new Promise((resolve) => setTimeout(resolve, 50));
      if (gone || Date.now() > deadline) throw new Error(`${this.name} does not start: ${this.console().slice(-2000)}`);
    }
    let text = '';
    this.#agent.on('error', () => undefined);
    this.#agent.on('data', (chunk: Buffer) => {
      const lines = (text + chunk.toString('utf8')).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) this.#take(line);
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${this.name} did not come up within ${BOOT_TIMEOUT_SECONDS} s: ${this.console().slice(-2000)}`)), deadline - Date.now());
    });
    const dead = this.#ended.then(() => {
      throw new Error(`${this.name} ended while it started: ${this.console().slice(-2000)}`);
    });
    try {
      await Promise.race([hello, late, dead]);
    } finally {
      clearTimeout(timer);
      dead.catch(() => undefined);
    }
  }

  #take(line: string): void {
    const answer = fromLine(line) as Answer;
    if ('hello' in answer) {
      this.#hello();
      return;
    }
    const waiting = this.#calls.get(answer.id);
    if (waiting === undefined) return;
    if ('callback' in answer) {
      waiting.callbacks[answer.callback]?.(answer.value);
      return;
    }
    // Whoever listens may be called later.
    if (waiting.callbacks.length === 0) this.#calls.delete(answer.id);
    if ('error' in answer) waiting.reject(decodeError(answer.error));
    else waiting.resolve(answer.result);
  }

  #call(order: Order): Promise<unknown> {
    const id = (this.#last += 1);
    const callbacks: ((value: unknown) => void)[] = [];
    const call: Call = { ...order, id };
    const line = toLine(call, (callback) => callbacks.push(callback) - 1);
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject, callbacks });
      this.#agent?.write(line);
    });
  }
}

function tryConnect(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}
