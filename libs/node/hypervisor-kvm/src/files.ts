/** Where the driver keeps its files; below the run directory the places are Ganeti's. */
import { join } from 'node:path';
import type { GuestFiles } from './command';

export interface KvmPaths {
  /** /var/run/ganeti/kvm-hypervisor */
  readonly runDir: string;
  /** /var/log/ganeti/kvm */
  readonly logDir: string;
  /** /var/lib/ganeti: what must outlive a reboot of the node. */
  readonly dataDir: string;
}

export interface KvmGuestFiles extends GuestFiles {
  /** What the guest was started with; see runtime.ts. */
  readonly runtime: string;
  /** Its user has shut it down. */
  readonly shutdown: string;
  /** A file for each NIC with the name of its tap. */
  readonly nics: string;
  readonly uid: string;
  /** What QEMU says. */
  readonly log: string;
  readonly tpmState: string;
  readonly tpmPid: string;
}

export function guestFiles({ runDir, dataDir, logDir }: KvmPaths, name: string): KvmGuestFiles {
  const control = (suffix: string): string => join(runDir, 'ctrl', `${name}.${suffix}`);
  return {
    pid: join(runDir, 'pid', name),
    runtime: runtimeFile(runDir, name),
    qmp: control('qmp'),
    monitor: control('monitor'),
    serial: control('serial'),
    agent: control('qga'),
    tpm: control('tpm'),
    tpmPid: control('tpm.pid'),
    shutdown: control('shutdown'),
    seed: control('seed'),
    nics: join(runDir, 'nic', name),
    log: join(logDir, `${name}.log`),
    uid: join(runDir, 'uid', name),
    chroot: join(runDir, 'chroot', name),
    nvram: join(dataDir, 'kvm-nvram', `${name}.fd`),
    tpmState: join(dataDir, 'kvm-tpm', name),
  };
}

export const runtimeDir = (runDir: string): string => join(runDir, 'conf');
const SUFFIX = '.runtime';
export const runtimeFile = (runDir: string, name: string): string => join(runtimeDir(runDir), `${name}${SUFFIX}`);
/** Instance of a file in runtimeDir; null: another file. */
export const instanceOfFile = (file: string): string | null => (file.endsWith(SUFFIX) ? file.slice(0, -SUFFIX.length) : null);
