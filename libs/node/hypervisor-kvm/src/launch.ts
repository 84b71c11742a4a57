/** From what a guest shall be to a process that runs, and everything that has to be there before and has to go afterwards. */
import { copyFile, mkdir, readFile, readdir, rename, rm, rmdir, stat, writeFile, access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import type { HostNetwork } from '@ganeti/node-network';
import type { Clock, DetachedLauncher, ProcessRunner } from '@ganeti/runtime';
import { baseArgs, qemuArgs, type CommandInput, type GuestSpec, type HostFacts, type NicSpec } from './command';
import { queuesOf, vnetHdrOf } from './command/nics';
import { usesSpice, usesVnc } from './command/console';
import type { KvmGuestFiles } from './files';
import { LiveGuest, type GuestListener } from './live-guest';
import { pin } from './pinning';
import type { QmpClient } from './qmp/client';
import type { QemuPrograms } from './qemu';
import { decodeRuntime, endProcess, readRuntimeText, removeRuntime, writeRuntime, type Runtime } from './runtime';
import { seedImage } from './seed';
import { startTpm } from './tpm';
import type { GuestUsers } from './users';
import { readPassword } from './passwords';

export interface Firmware {
  readonly code: string;
  readonly variables: string;
  readonly secureCode: string;
  readonly secureVariables: string;
}

export interface LaunchOptions {
  readonly runner: ProcessRunner;
  readonly detached: DetachedLauncher;
  readonly network: HostNetwork;
  readonly clock: Clock;
  readonly programs: QemuPrograms;
  readonly users: GuestUsers;
  readonly firmware: Firmware;
  readonly spiceTls: HostFacts['spiceTls'];
}

export interface Launch {
  readonly guest: GuestSpec;
  readonly tags: readonly string[];
  readonly files: KvmGuestFiles;
  readonly listener: GuestListener;
  readonly incoming: boolean;
  readonly migrationInfo?: Partial<Runtime>;
}

const ENVIRONMENT = { PATH: '/sbin:/bin:/usr/sbin:/usr/bin' };

export class Launcher {
  readonly #options: LaunchOptions;
  constructor(options: LaunchOptions) {
    this.#options = options;
  }

  /** The guest's process, connected; it stands still. On failure nothing of it stays. Throws OpExecError. */
  async launch({ guest: wanted, tags, files, listener, incoming, migrationInfo }: Launch): Promise<LiveGuest> {
    const { detached, clock, programs, users } = this.#options;
    const { name, params } = wanted;
    let started: number | null = null;
    try {
      const qemu = await programs.at(params.kvm_path);
      const host = await this.hostFacts(wanted);
      const guest = { ...wanted, user: await users.acquire(name, params) };
      await this.#prepare(guest, files);
      const nics = await this.#connect(guest, tags, files, incoming);
      const input: CommandInput = { guest: { ...guest, nics }, files, host, incoming };
      // Written first: should this daemon die now, the next one finds the guest.
      await writeRuntime(files.runtime, { ...migrationInfo, guest: input.guest, command: [params.kvm_path, ...baseArgs(input)], tags, version: qemu.version });
      const { pid, ended } = await detached.start(params.kvm_path, qemuArgs(input), { env: ENVIRONMENT, output: files.log });
      started = pid;
      const live = await LiveGuest.attach(name, pid, files, { clock, listener, starting: ended });
      if (live === null) throw new OpExecError((await readFile(files.log, 'utf8')).trim() || `QEMU ended with ${await ended}`);
      return live;
    } catch (error) {
      if (started !== null) await endProcess(started, name);
      await this.cleanUp(name, files).catch(() => undefined);
      throw new OpExecError(`Instance ${name} cannot be ${incoming ? 'received' : 'started'}: ${(error as Error).message}`);
    }
  }

  async hostFacts({ params }: Pick<GuestSpec, 'params'>): Promise<HostFacts> {
    const { programs, firmware, spiceTls } = this.#options;
    return { version: (await programs.at(params.kvm_path)).release, vhostNet: await exists('/dev/vhost-net'), firmware, spiceTls };
  }

  /** What is set while the guest stands still: passwords and processors. */
  async settle(live: LiveGuest): Promise<void> {
    const { guest } = live.runtime ?? {};
    if (guest === undefined) return;
    const { params } = guest;
    if (usesVnc(guest) && params.vnc_password_file !== '') await setPassword(live.qmp, 'vnc', await readPassword(params.vnc_password_file));
    if (usesSpice(guest) && params.spice_password_file !== '') await setPassword(live.qmp, 'spice', await readPassword(params.spice_password_file));
    await pin(live, params.cpu_mask, this.#options.runner);
  }

  /** Scripts of NICs that connect guests themselves learn that a guest has come over. */
  async arrived(live: LiveGuest): Promise<void> {
    const { guest, tags } = live.runtime ?? {};
    for (const [index, { settings: nic }] of (guest?.nics ?? []).entries()) {
      await this.#options.network.arrived({ instance: live.name, tags: tags ?? [], nic, index });
    }
  }

  /** After its process has ended: disconnects its NICs and removes its files. */
  async cleanUp(name: string, files: KvmGuestFiles, options: { readonly keepRuntime?: boolean } = {}): Promise<void> {
    const runtime = decodeRuntime(readRuntimeText(files.runtime) ?? '');
    const failed: string[] = [];
    for (const [index, { settings: nic }] of (runtime?.guest.nics ?? []).entries()) {
      await this.#options.network.down({ instance: name, tags: runtime?.tags ?? [], nic, index }).catch((error: Error) => failed.push(error.message));
    }
    const gone = [files.pid, files.qmp, files.monitor, files.serial, files.agent, files.seed, files.tpm, files.tpmPid, files.uid];
    await Promise.all([...gone.map((path) => rm(path, { force: true })), rm(files.nics, { recursive: true, force: true }), leaveChroot(files.chroot)]);
    await this.#options.users.release(name);
    if (options.keepRuntime !== true) await removeRuntime(files.runtime);
    if (failed.length > 0) throw new OpExecError(`Instance ${name} has ended, but not all of its NICs could be disconnected: ${failed.join('; ')}`);
  }

  /** The host's end of one NIC, remembered for people and other programs. */
  async connectNic(guest: GuestSpec, tags: readonly string[], files: KvmGuestFiles, nic: NicSpec, index: number, migration?: 'pre' | 'post'): Promise<NicSpec> {
    const { params, user, name } = guest;
    const use = { instance: name, tags, nic: nic.settings, index, ...(migration === undefined ? {} : { migration }) };
    const tap = await this.#options.network.up(use, { owner: user?.uid ?? null, queues: queuesOf(params), vnetHdr: vnetHdrOf(params) });
    await mkdir(files.nics, { recursive: true });
    await writeFile(join(files.nics, String(index)), `${tap}\n`);
    return { ...nic, tap };
  }

  async #connect(guest: GuestSpec, tags: readonly string[], files: KvmGuestFiles, incoming: boolean): Promise<NicSpec[]> {
    const connected: NicSpec[] = [];
    try {
      for (const [index, nic] of guest.nics.entries()) connected.push(await this.connectNic(guest, tags, files, nic, index, incoming ? 'pre' : undefined));
      return connected;
    } catch (error) {
      for (const [index, { settings: nic }] of connected.entries()) await this.#options.network.down({ instance: guest.name, tags, nic, index }).catch(() => undefined);
      throw error;
    }
  }

  async #prepare(guest: GuestSpec, files: KvmGuestFiles): Promise<void> {
    const { params, name } = guest;
    const dirs = [files.pid, files.runtime, files.qmp, ...(params.firmware === '' ? [] : [files.nvram])].map(dirname);
    for (const dir of new Set(dirs)) await mkdir(dir, { recursive: true, mode: 0o755 });
    for (const path of [files.qmp, files.monitor, files.serial, files.agent, files.pid, files.shutdown]) await rm(path, { force: true });
    if (guest.user !== null && params.security_model === 'pool') {
      await mkdir(dirname(files.uid), { recursive: true });
      await writeFile(files.uid, `${guest.user.uid}\n`);
    }
    if (params.use_chroot) await mkdir(files.chroot, { recursive: true, mode: 0o755 });
    if (params.firmware !== '' && !(await exists(files.nvram))) {
      const { variables, secureVariables } = this.#options.firmware;
      await copyFile(params.firmware === 'uefi-secure' ? secureVariables : variables, files.nvram);
    }
    if (params.cloud_init) await writeFile(files.seed, seedImage(guest), { mode: 0o600 });
    if (params.tpm !== '') await startTpm(name, params.tpm, files, this.#options.runner);
  }
}

const setPassword = (qmp: QmpClient, protocol: string, password: string): Promise<unknown> => qmp.execute('set_password', { protocol, password });

/** Whether a disk is a block device on this node. Throws OpExecError when it is not there. */
export async function isBlock(instance: string, path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new OpExecError(`Instance ${instance}: its disk ${path} is not there; activate its disks first`);
  return found.isBlockDevice();
}

const exists = (path: string): Promise<boolean> => access(path).then(() => true, () => false);

/** A directory that somebody has put something in is kept aside for people to look at. */
async function leaveChroot(dir: string): Promise<void> {
  const names = await readdir(dir).catch(() => null);
  if (names === null) return;
  if (names.length === 0) await rmdir(dir);
  else {
    const quarantine = join(dirname(dirname(dir)), 'chroot-quarantine');
    await mkdir(quarantine, { recursive: true });
    await rename(dir, join(quarantine, `${dir.slice(dir.lastIndexOf('/') + 1)}-${Date.now()}`));
  }
}
