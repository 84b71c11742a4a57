/** A guest as the command line of QEMU needs it: everything decided, nothing looked up. */
import type { NicSettings } from '@ganeti/node-network';
import type { KvmParameters } from '../parameters';

export interface DiskSpec {
  readonly uuid: string;
  readonly name: string;
  /** plain, drbd, file, … */
  readonly type: string;
  /** Block device or file. */
  readonly path: string;
  readonly block: boolean;
  /** MiB */
  readonly size: number;
  readonly readOnly: boolean;
  /** Place on the bus of its type; PCI slot for paravirtual ones. Stays the same while the guest runs, also where it moves. */
  readonly slot: number;
}

export interface NicSpec {
  readonly settings: NicSettings;
  /** PCI slot. */
  readonly slot: number;
  /** The host's end; empty before it is made. */
  readonly tap: string;
}

export interface GuestSpec {
  readonly name: string;
  readonly uuid: string;
  /** MiB; what it can have at the most. */
  readonly memory: number;
  readonly vcpus: number;
  readonly params: KvmParameters;
  /** Full name, such as pc-i440fx-7.2: an alias means another machine for another QEMU. */
  readonly machine: string;
  readonly disks: readonly DiskSpec[];
  readonly nics: readonly NicSpec[];
  /** TCP port of its graphical console; 0: none. */
  readonly networkPort: number;
  /** For cloud-init; empty: nothing beside its name and addresses. */
  readonly userData: string;
  /** Runs as this user; null: as root. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
}

/** Files of one guest on this node. */
export interface GuestFiles {
  readonly pid: string;
  readonly qmp: string;
  /** For people: QEMU's own command language. */
  readonly monitor: string;
  readonly serial: string;
  readonly agent: string;
  readonly tpm: string;
  readonly chroot: string;
  readonly nvram: string;
  readonly seed: string;
}

export interface HostFacts {
  /** Of QEMU: [7, 2]. */
  readonly version: readonly [number, number];
  readonly vhostNet: boolean;
  /** UEFI code for each kind of firmware. */
  readonly firmware: { readonly code: string; readonly secureCode: string };
  /** What spice_use_tls uses. */
  readonly spiceTls: { readonly ca: string; readonly bundle: string };
}

export interface CommandInput {
  readonly guest: GuestSpec;
  readonly files: GuestFiles;
  readonly host: HostFacts;
  /** Waits for its memory from another node. */
  readonly incoming: boolean;
}

export const isQ35 = ({ machine }: Pick<GuestSpec, 'machine'>): boolean => machine.includes('q35');

export const atLeast = ({ version: [major, minor] }: Pick<HostFacts, 'version'>, wantedMajor: number, wantedMinor: number): boolean =>
  major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
