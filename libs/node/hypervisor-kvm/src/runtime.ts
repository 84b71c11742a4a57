/**
 * What a guest was started with, kept in conf/<instance>.runtime until it is stopped: a reboot starts it with the same parameters,
 * a migration carries them to the other node, and a node daemon that is started anew finds its guests by it.
 *
 * A JSON list as Ganeti writes it: arguments without disks and NICs, NICs, hypervisor parameters, [disk, link, uri] of each disk;
 * and as the fifth what only we keep. Files without it (of Ganeti) are read too.
 */
import { readFileSync } from 'node:fs';
import { readFile, readdir, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { writeFileDurably } from '@ganeti/runtime';
import type { GuestSpec } from './command';
import { instanceOfFile, runtimeDir } from './files';
import { kvmParameters } from './parameters';

export interface Runtime {
  readonly guest: GuestSpec;
  /** The program and its arguments without disks and NICs, for people. */
  readonly command: readonly string[];
  readonly tags: readonly string[];
  /** Of QEMU at the start: "7.2.22". */
  readonly version: string;
  /** Stood still on purpose when its migration was prepared. */
  readonly paused?: boolean;
  /** Stands still because it is being moved; goes on here when it is not. */
  readonly resume?: boolean;
}

export function encodeRuntime({ guest, command, ...rest }: Runtime): string {
  const { disks, nics, params, ...more } = guest;
  return JSON.stringify([
    command,
    nics.map(({ settings, ...nic }) => ({ uuid: settings.uuid, name: settings.name, mac: settings.mac, ip: settings.ip, nicparams: { mode: settings.mode, link: settings.link, vlan: settings.vlan }, netinfo: settings.network, ...nic })),
    params,
    disks.map((disk) => [disk, disk.path, '']),
    { guest: more, ...rest, format: 1 },
  ]);
}

type Encoded = [
  string[],
  { uuid: string; name: string; mac: string; ip: string; nicparams: { mode: never; link: string; vlan: string }; netinfo: Record<string, string>; slot: number; tap: string }[],
  Record<string, unknown>,
  [GuestSpec['disks'][number], string, string][],
  ({ guest: Omit<GuestSpec, 'disks' | 'nics' | 'params'>; format: 1 } & Omit<Runtime, 'guest' | 'command'>)?,
];

/** Null: not written by us, or damaged. */
export function decodeRuntime(text: string): Runtime | null {
  try {
    const [command, nics, params, disks, own] = JSON.parse(text) as Encoded;
    if (own?.format !== 1) return null;
    const { guest, format: _format, ...rest } = own;
    return {
      ...rest,
      command,
      guest: {
        ...guest,
        params: kvmParameters(params),
        disks: disks.map(([disk, path]) => ({ ...disk, path })),
        nics: nics.map(({ uuid, name, mac, ip, nicparams, netinfo, slot, tap }) => ({ slot, tap, settings: { uuid, name, mac, ip, ...nicparams, network: netinfo } })),
      },
    };
  } catch {
    return null;
  }
}

/** Memory (MiB) and processors a foreign file's command line names. */
export function foreignSize(text: string): { readonly memory: number; readonly vcpus: number } {
  const after = (command: readonly string[], flag: string): number => Number.parseInt(command[command.indexOf(flag) + 1] ?? '', 10);
  try {
    const [command] = JSON.parse(text) as [string[]];
    return { memory: after(command, '-m') || 0, vcpus: after(command, '-smp') || 1 };
  } catch {
    return { memory: 0, vcpus: 1 };
  }
}

export const readRuntimeText = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

/** OS parameters and passwords are not in it; still nobody but root has to read it. */
export const writeRuntime = (path: string, runtime: Runtime): Promise<void> => writeFileDurably(path, encodeRuntime(runtime), { mode: 0o600 });
export const removeRuntime = (path: string): Promise<void> => rm(path, { force: true });

/** Names of the instances that have a runtime file. */
export async function runtimeNames(runDir: string): Promise<string[]> {
  try {
    return (await readdir(runtimeDir(runDir))).flatMap((file) => instanceOfFile(file) ?? []);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Of the guest's process; null: it is not running, or the file is left over from another one. */
export async function guestPid(pidFile: string, name: string): Promise<number | null> {
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).trim());
  return Number.isInteger(pid) && pid > 0 && (await isGuest(pid, name)) ? pid : null;
}

/** Ends the guest's process at once, and waits (ten seconds at most) until it has ended. False: it has not. */
export async function endProcess(pid: number, name: string): Promise<boolean> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (!(await isGuest(pid, name))) return true;
    if (tries === 0) process.kill(pid, 'SIGKILL');
    await wait(20);
  }
  return false;
}

/** Whether a process is this guest's, by what it was started with. One that has ended but was not waited for has no command line. */
export async function isGuest(pid: number, name: string): Promise<boolean> {
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  const at = words.indexOf('-name');
  return at >= 0 && words[at + 1]?.split(',')[0] === name;
}
