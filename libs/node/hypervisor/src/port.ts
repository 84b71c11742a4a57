/**
 * What noded needs of a hypervisor. Every driver passes contract.ts. Memory MiB, times seconds.
 * Errors: OpExecError naming the instance. start of a running instance and shutdown of a stopped one are told apart by the caller.
 */
import type { BlockDeviceReceived, InstanceReceived, NicReceived } from '@ganeti/node-api';

export interface GuestStatus {
  readonly name: string;
  /** `shutdown`: its user has stopped it from inside, which is remembered until it is stopped or started from outside. */
  readonly state: 'running' | 'paused' | 'blocked' | 'shutdown' | 'crashed';
  readonly memory: number;
  readonly vcpus: number;
  readonly cpuSeconds: number;
}

export interface HostResources {
  readonly memoryTotal: number;
  /** What a new guest can have: what running guests may still take is not free. */
  readonly memoryFree: number;
  readonly memoryDom0: number;
  readonly cpuTotal: number;
  readonly cpuNodes: number;
  readonly cpuSockets: number;
  readonly cpuDom0: number;
}

/** A disk where a guest finds it on this node. */
export interface GuestDisk {
  readonly device: BlockDeviceReceived;
  /** Block device or file; a link that names the instance and the place of the disk. */
  readonly path: string;
  /** Where a hypervisor that needs no kernel device opens it; empty: nowhere. */
  readonly uri: string;
}

/** uuids of what a running guest has. */
export interface GuestDevices {
  readonly disks: readonly string[];
  readonly nics: readonly string[];
}

/** Devices of a running guest. All changes may be repeated: what is there counts as added, what is not as removed. */
export interface Hotplug {
  /** Why the devices of this guest cannot be changed; null: they can. */
  problem(instance: InstanceReceived): Promise<string | null>;
  devices(instance: InstanceReceived): Promise<GuestDevices>;
  addDisk(instance: InstanceReceived, disk: GuestDisk): Promise<void>;
  /** Throws when the guest does not let go of it. */
  removeDisk(instance: InstanceReceived, device: BlockDeviceReceived): Promise<void>;
  /** The guest learns that a disk is `size` MiB now. */
  resizeDisk(instance: InstanceReceived, device: BlockDeviceReceived, size: number): Promise<void>;
  addNic(instance: InstanceReceived, nic: NicReceived): Promise<void>;
  removeNic(instance: InstanceReceived, nic: NicReceived): Promise<void>;
  /** Its link or address has changed; for the guest it stays the same card when it has the same MAC. */
  changeNic(instance: InstanceReceived, nic: NicReceived): Promise<void>;
}

export interface MigrateOptions {
  /** false: the guest stands still while its memory is copied. */
  readonly live: boolean;
  readonly progress: (percent: number, message: string) => void;
  /** Stops waiting. The migration goes on, and is found again by the next call; finishMigrationSource gives it up. */
  readonly signal?: AbortSignal;
}

export interface Hypervisor {
  /** kvm, xen-pvm, xen-hvm, fake */
  readonly name: string;

  // life
  /** Disks in the instance's order. */
  start(instance: InstanceReceived, options: { readonly paused: boolean; readonly disks: readonly GuestDisk[] }): Promise<void>;
  /** Ask the guest to stop; after `timeoutSeconds` (0: at once) stop it hard. */
  stop(instance: InstanceReceived, timeoutSeconds: number): Promise<void>;
  /** With the parameters and devices it has now. soft: asks the guest first, as stop does. `disks`: where they are found today. */
  reboot(instance: InstanceReceived, type: 'soft' | 'hard', options: { readonly timeoutSeconds: number; readonly disks: readonly GuestDisk[] }): Promise<void>;
  setMemory(instance: InstanceReceived, memory: number): Promise<void>;
  /** Missing: devices of running guests cannot be changed. */
  readonly hotplug?: Hotplug;

  // sight
  list(): Promise<GuestStatus[]>;
  status(name: string): Promise<GuestStatus | null>;
  resources(): Promise<HostResources>;
  /**
   * Calls back with the names of guests that changed state, without being asked. What a call of this port changes is told
   * before that call returns.
   */
  onChange(listener: (names: readonly string[]) => void): () => void;

  // parameters
  validate(hvparams: Readonly<Record<string, unknown>>): Promise<string[]>;
  verify(): Promise<string[]>;
  version(): Promise<string>;

  // migration
  migrationInfo(instance: InstanceReceived): Promise<{ info: Buffer; migratable: boolean; reason: string }>;
  /** A guest that is on its way is not seen by list and status before its memory has come. */
  acceptMigration(instance: InstanceReceived, info: Buffer, address: string, disks: readonly GuestDisk[]): Promise<void>;
  migrate(instance: InstanceReceived, targetAddress: string, options: MigrateOptions): Promise<void>;
  /** Without success: gives up what is under way, and the guest goes on here. Throws when it has arrived on the target. */
  finishMigrationSource(instance: InstanceReceived, success: boolean): Promise<void>;
  /** Without success: stops waiting for it. Throws when it has arrived: it is nowhere else. */
  finishMigrationTarget(instance: InstanceReceived, info: Buffer, success: boolean): Promise<void>;

  /** Lets go of guests, which run on. */
  close(): Promise<void>;
}
