/**
 * What noded needs of a storage technology. One driver per device type; every driver passes contract.ts.
 * All operations are idempotent: a repeat after a crash finds the work done and says so by succeeding.
 * Errors: OpExecError with the object's name and what to do; InsufficientSpace when there is no room. Sizes MiB.
 */
import type { BlockDeviceReceived, DiskStatusReceived } from '@ganeti/node-api';

export type Device = BlockDeviceReceived;
export type DeviceStatus = DiskStatusReceived;

export interface Space {
  readonly type: string;
  readonly name: string;
  readonly total: number;
  readonly free: number;
}

export interface SpaceOptions {
  /** Volume groups that are not named too. */
  readonly everyGroup?: boolean;
  /** Free is what lies on physical volumes that hold nothing; how many there are of these is told too (type lvm-pv, by name of the group). */
  readonly exclusive?: boolean;
}

export interface CreateOptions {
  /** drbd: this side becomes primary and source of the first sync. */
  readonly onPrimary: boolean;
  /** Noted on the device, where the technology has a place for it. */
  readonly info: string;
  /** Shares no physical volume with another device (plain). */
  readonly exclusive?: boolean;
}

export interface BlockDeviceDriver {
  /** Device types it serves. */
  readonly types: readonly string[];

  // life
  create(device: Device, options: CreateOptions): Promise<void>;
  remove(device: Device): Promise<void>;
  rename(device: Device, newId: Device): Promise<void>;
  grow(device: Device, amount: number, options: { readonly dryRun: boolean; readonly backingStore: boolean }): Promise<void>;
  wipe(device: Device, offset: number, size: number, progress: (percent: number) => void): Promise<void>;
  setInfo(device: Device, info: string): Promise<void>;

  // use
  /** Answers the path a guest can open. `shared`: another node has it open too, since a guest is being moved. */
  assemble(device: Device, options: { readonly asPrimary: boolean; readonly ignoreSize: boolean; readonly shared?: boolean }): Promise<string>;
  shutdown(device: Device): Promise<void>;
  status(device: Device): Promise<DeviceStatus>;

  // space
  space(names: readonly string[], options?: SpaceOptions): Promise<Space[]>;
  /** Volumes of these groups. `online`: it can be opened now. `device`: the physical device it begins on, where that is known. `in_use`: something has it open. */
  listVolumes(groups: readonly string[]): Promise<{ vg: string; lv: string; size: number; online: boolean; device?: string; in_use?: boolean }[]>;

  /** What somebody has to decide or repair about devices in use here. */
  problems?(): Promise<readonly { readonly item: string; readonly message: string }[]>;

  /** Only devices that mirror over the network (drbd). */
  readonly mirror?: MirrorDriver;
  /** Only devices whose contents can be frozen. Of a mirror, the data volume below it is. */
  readonly snapshots?: SnapshotDriver;
  /** Only where the places volumes come from can be looked at and changed. */
  readonly units?: StorageUnits;
}

export interface SnapshotDriver {
  /**
   * Freezes what the device holds now as `snapshot`, which is from then on a device like others: assembled, read, removed.
   * One of that name that exists already stays as it is. `snapshot.size`: room for it where that is taken at once (plain).
   */
  take(device: Device, snapshot: Device, options: { readonly info: string }): Promise<void>;
  /** The device holds again what the snapshot holds; the snapshot stays. The device must not be in use. */
  rollBack(device: Device, snapshot: Device): Promise<void>;
}

/** A place volumes come from: a volume group (lvm-vg), a physical volume (lvm-pv), a directory (file). Sizes MiB. */
export interface StorageUnit {
  readonly type: string;
  readonly name: string;
  /** Of a physical volume: its volume group; empty: it is in none. */
  readonly group?: string;
  readonly size: number;
  readonly free: number;
  /** New volumes may lie there. */
  readonly allocatable: boolean;
  /** What is wrong with it; empty: nothing. */
  readonly problem: string;
}

export interface StorageUnits {
  readonly types: readonly string[];
  list(type: string): Promise<StorageUnit[]>;
  /** Whether new volumes may lie on a physical volume. */
  setAllocatable(name: string, allocatable: boolean): Promise<void>;
  /** Makes a volume group usable that has lost physical volumes no volume lies on. */
  repair(name: string): Promise<void>;
}

export interface MirrorDriver {
  detachChildren(device: Device, children: readonly Device[]): Promise<void>;
  attachChildren(device: Device, children: readonly Device[]): Promise<void>;
  disconnect(device: Device): Promise<void>;
  connect(device: Device, dualPrimary: boolean): Promise<void>;
  setRole(device: Device, primary: boolean): Promise<void>;
  pauseSync(device: Device, pause: boolean): Promise<void>;
  /** Minors configured on this node. */
  usedMinors(): Promise<number[]>;
  /** Compares both copies while they are in use. Answers KiB that differ; they are synced by connecting anew. */
  verify?(device: Device, signal?: AbortSignal): Promise<number>;
}
