/** The cluster in memory: an immutable view for readers, transactions for writers. */
import type { Cluster, Disk, Instance, Network, Node, NodeGroup, ObjectKind, ObjectKinds } from '@ganeti/objects';
import type { Row } from '@ganeti/master-state';

/** Read access. `ClusterConfig.view` shows what is durable; inside a transaction the view also shows what it has changed. */
export interface ConfigView {
  /** Grows with every commit that changed objects, over restarts too. */
  readonly revision: number;
  cluster(): Cluster;
  get<K extends ObjectKind>(kind: K, uuid: string): ObjectKinds[K] | undefined;
  /** All of a kind; order is not defined. Do not change what is returned. */
  all<K extends ObjectKind>(kind: K): Iterable<ObjectKinds[K]>;
  count(kind: ObjectKind): number;
  /** By full name or unambiguous short name (first label); undefined: unknown. */
  node(nameOrUuid: string): Node | undefined;
  instance(nameOrUuid: string): Instance | undefined;
  group(nameOrUuid: string): NodeGroup | undefined;
  network(nameOrUuid: string): Network | undefined;
  /** Its disks, in order. */
  disksOf(instance: Instance): Disk[];
  /** Names are looked up by index, these too; none of them scans the cluster. */
  primariesOf(nodeUuid: string): ReadonlySet<string>;
  secondariesOf(nodeUuid: string): ReadonlySet<string>;
  nodesOf(groupUuid: string): ReadonlySet<string>;
  /** uuids of primary and secondary nodes of an instance, primary first. */
  nodesOfInstance(instance: Instance): string[];
}

/** New object or changed object: the transaction sets serial_no, ctime and mtime. */
export type NewObject<K extends ObjectKind> = Omit<ObjectKinds[K], 'serial_no' | 'ctime' | 'mtime'>;

export interface ConfigTx extends ConfigView {
  /** Throws ConfigurationError when the uuid is taken. */
  insert<K extends ObjectKind>(kind: K, object: NewObject<K>): ObjectKinds[K];
  /** Fields that are undefined in `change` stay as they are. Throws ConfigurationError when it does not exist. */
  update<K extends ObjectKind>(kind: K, uuid: string, change: Partial<ObjectKinds[K]>): ObjectKinds[K];
  /** This transaction may leave the cluster with fewer master candidates than it should have: an administrator wants it so. */
  letPoolShrink(): void;
  /** Throws ConfigurationError when it does not exist. */
  remove(kind: ObjectKind, uuid: string): void;
  /** Put an object back as it once was, whether it exists or not: ctime is kept, serial_no and mtime go on. See restoreChanges. */
  restore<K extends ObjectKind>(kind: K, object: ObjectKinds[K]): ObjectKinds[K];
}

/** What a transaction changed; `before` and `after` are null for inserts and removals. */
export interface Change {
  readonly kind: ObjectKind;
  readonly uuid: string;
  readonly before: ObjectKinds[ObjectKind] | null;
  readonly after: ObjectKinds[ObjectKind] | null;
}

export interface ClusterConfig {
  /** One object that moves on with each durable commit: after an `await` ask it again. What it answers is immutable. */
  readonly view: ConfigView;
  /** False until the cluster has been initialised. */
  readonly initialised: boolean;
  /**
   * Run `fn` (synchronous) on a transaction; check the invariants; write what changed together with `extra` rows, made after
   * the changes are known, in one durable batch. Resolves after that. A throw in `fn` or a broken invariant (ConfigurationError)
   * changes nothing.
   */
  transaction<T>(
    fn: (tx: ConfigTx) => T,
    extra?: (changes: readonly Change[], value: T) => { puts: readonly Row[] },
  ): Promise<{ value: T; changes: readonly Change[] }>;
  /** Called after each durable commit that changed objects, in order, when `view` shows it and before `transaction` resolves. Must not throw. */
  onCommit(listener: (changes: readonly Change[], revision: number) => void): () => void;
  readonly reservations: Reservations;
}

/** Things taken by a job before they are in the configuration. They vanish with `releaseAll(job)` or when committed objects use them. */
export interface Reservations {
  /** A MAC address nobody has; `prefix` as "aa:00:00". */
  generateMac(job: number, prefix: string): string;
  /** Throws OpPrereqError (resource_not_unique) when another job or object has it. */
  reserveMac(job: number, mac: string): void;
  /** From the cluster's pool 11000-14999; lowest free. */
  port(job: number): number;
  /** Lowest free DRBD minor of a node. */
  minor(job: number, nodeUuid: string): number;
  drbdSecret(job: number): string;
  /** Lowest free address of a network's pool. Throws OpPrereqError (insufficient_resources) when there is none. */
  freeAddress(job: number, network: Network): string;
  /** Throws OpPrereqError (resource_not_unique) when another job, another NIC or the network's own reservations have it. */
  address(job: number, network: Network, ip: string): void;
  /** Throws OpPrereqError (already_exists) when taken. */
  name(job: number, kind: 'instance' | 'node' | 'nodegroup' | 'network', name: string): void;
  /** A resumed job takes again what its plan says it had. */
  restore(job: number, taken: ReservedItems): void;
  taken(job: number): ReservedItems;
  releaseAll(job: number): void;
  /** Called after each `releaseAll`: an opcode of the job has ended. For what else ends with it. */
  onReleased(listener: (job: number) => void): () => void;
}
export interface ReservedItems {
  readonly macs?: readonly string[];
  readonly ports?: readonly number[];
  readonly minors?: readonly (readonly [string, number])[];
  readonly names?: readonly string[];
  /** [network uuid, address] */
  readonly addresses?: readonly (readonly [string, string])[];
}
