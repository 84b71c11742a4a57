/** What disks are made from, as an administrator sees it: volume groups, physical volumes, directories. Sizes MiB. */
export interface StorageUnit {
  readonly type: string;
  readonly name: string;
  readonly size: number;
  readonly used: number;
  readonly free: number;
  /** Whether new disks may be put there. */
  readonly allocatable: boolean;
}

/** Units of some types. Errors: OpExecError naming the unit. Changes may be repeated. */
export interface StorageUnits {
  /** lvm-vg lvm-pv file sharedfile gluster */
  readonly types: readonly string[];
  /** `names`: only these; lvm: none means all. What is not there is left out. */
  list(type: string, names: readonly string[]): Promise<StorageUnit[]>;
  /** lvm-pv */
  setAllocatable?(type: string, name: string, allocatable: boolean): Promise<void>;
  /** lvm-vg: drops what is lost, so that the rest can be used again. */
  repair?(type: string, name: string): Promise<void>;
}
