/**
 * What noded needs of a hypervisor. Every driver passes contract.ts. Memory MiB, times seconds.
 * Errors: OpExecError naming the instance. start of a running instance and shutdown of a stopped one are told apart by the caller.
 */
import type { InstanceReceived } from '@ganeti/node-api';

export interface GuestStatus {
  readonly name: string;
  readonly state: 'running' | 'paused' | 'blocked' | 'shutdown' | 'crashed';
  readonly memory: number;
  readonly vcpus: number;
  readonly cpuSeconds: number;
}

export interface HostResources {
  readonly memoryTotal: number;
  readonly memoryFree: number;
  readonly memoryDom0: number;
  readonly cpuTotal: number;
  readonly cpuNodes: number;
  readonly cpuSockets: number;
  readonly cpuDom0: number;
}

export interface Hypervisor {
  /** kvm, xen-pvm, xen-hvm, fake */
  readonly name: string;

  // life
  start(instance: InstanceReceived, options: { readonly paused: boolean }): Promise<void>;
  /** Ask the guest to stop; after `timeoutSeconds` (0: at once) stop it hard. */
  stop(instance: InstanceReceived, timeoutSeconds: number): Promise<void>;
  reboot(instance: InstanceReceived, type: 'soft' | 'hard'): Promise<void>;
  setMemory(instance: InstanceReceived, memory: number): Promise<void>;

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
  acceptMigration(instance: InstanceReceived, info: Buffer, address: string): Promise<void>;
  migrate(
    instance: InstanceReceived,
    targetAddress: string,
    live: boolean,
    progress: (percent: number, message: string) => void,
  ): Promise<void>;
  finishMigrationSource(instance: InstanceReceived, success: boolean): Promise<void>;
  finishMigrationTarget(instance: InstanceReceived, info: Buffer, success: boolean): Promise<void>;
}
