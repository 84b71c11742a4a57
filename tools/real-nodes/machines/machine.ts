/** A machine of the cluster: a guest that keeps its disks when it is rebooted or its power fails. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Guest, type GuestOptions } from '../guest';
import { within } from './within';

/** Seconds; an emulated machine on a busy one. */
const COMMAND_LIMIT = 900;
const SHUTDOWN_LIMIT = 300;

export type MachineOptions = Pick<GuestOptions, 'number' | 'image' | 'dir' | 'share' | 'network'>;

export class Machine {
  readonly name: string;
  readonly address: string;
  #guest: Guest;

  private constructor(
    private readonly options: GuestOptions,
    guest: Guest,
  ) {
    this.#guest = guest;
    this.name = `${guest.name}.example.com`;
    this.address = guest.address;
  }

  static async boot(machine: MachineOptions): Promise<Machine> {
    const dir = join(machine.dir, `node${machine.number}`);
    const rootOverlay = join(dir, 'root.qcow2');
    mkdirSync(dir, { recursive: true });
    if (!existsSync(rootOverlay)) execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', 'raw', '-b', machine.image.rootDisk, rootOverlay]);
    const options: GuestOptions = { ...machine, rootOverlay, keep: true, disks: [2048], memory: 1280, kernelArguments: [`systemd.hostname=node${machine.number}.example.com`] };
    return new Machine(options, await Guest.boot(options));
  }

  /** Runs a shell text as root; answers what it printed. Throws when it fails. `limit`: seconds. */
  async shell(text: string, limit = COMMAND_LIMIT): Promise<string> {
    const { exitCode, stdout, stderr } = await this.#guest.run('bash', ['-ec', text], { timeout: limit });
    if (exitCode !== 0) throw new Error(`${this.name}: ${text.trim()}\nended with ${exitCode === null ? 'a timeout' : exitCode}: ${stderr}${stdout}`);
    return stdout;
  }

  /** Starts a shell text that goes on by itself; its output is in `log` there. */
  async background(text: string, log: string): Promise<void> {
    await this.shell(`setsid bash -c ${quoted(text)} </dev/null >${log} 2>&1 &`);
  }

  /** The first bytes of a file or device there. */
  async bytes(path: string, count: number): Promise<Buffer> {
    return Buffer.from(await this.shell(`head -c ${count} ${path} | base64`), 'base64');
  }

  async write(path: string, content: Buffer | string, mode = '644'): Promise<void> {
    const base64 = Buffer.from(content).toString('base64');
    await this.shell(`mkdir -p "$(dirname ${path})"; base64 -d >${path} <<'END'\n${base64}\nEND\nchmod ${mode} ${path}`);
  }

  /** The power fails. */
  async powerOff(): Promise<void> {
    await this.#guest.halt();
  }

  async powerOn(): Promise<void> {
    this.#guest = await Guest.boot(this.options);
  }

  async reboot(): Promise<void> {
    await this.shell('systemd-run --on-active=1 --quiet systemctl reboot');
    await within(SHUTDOWN_LIMIT, `${this.name} does not shut down`, this.#guest.ended);
    await this.powerOn();
  }

  /** Pulls out its cable, or puts it back. */
  cable(plugged: boolean): void {
    this.options.network.setLink(this.options.number, plugged);
  }

  console(): string {
    return this.#guest.console();
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
