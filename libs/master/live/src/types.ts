/** What nodes report right now. Readers never ask a node; they read this. */
export interface NodeLive {
  /** Heard of within the heartbeat limit. */
  readonly reachable: boolean;
  /** Seconds since the epoch of the last sign of life; 0: never. */
  readonly last_seen: number;
  /** null until the first full report, and MiB after it. */
  readonly resources: NodeResourcesLive | null;
}
export interface NodeResourcesLive {
  readonly memory_total: number;
  readonly memory_free: number;
  readonly memory_dom0: number;
  readonly cpu_total: number;
  readonly cpu_nodes: number;
  readonly cpu_sockets: number;
  readonly cpu_dom0: number;
  readonly boot_id: string;
  readonly storage: readonly { readonly type: string; readonly name: string; readonly total: number; readonly free: number }[];
}
export interface InstanceLive {
  /** uuid of the node it runs on */
  readonly node: string;
  readonly state: string;
  readonly memory: number;
  readonly vcpus: number;
}

export interface LiveView {
  /** Grows with every change of what is reported. */
  readonly revision: number;
  node(uuid: string): NodeLive;
  /** By instance name; several entries when it runs in several places (a fault). */
  instance(name: string): readonly InstanceLive[];
  /** Names of what runs on a node. */
  runningOn(nodeUuid: string): ReadonlySet<string>;
  /**
   * Resolves when what this node reports includes its change of this number (as the answer to a call told it), when it is
   * not heard of any more, or after two seconds.
   */
  caughtUp(nodeUuid: string, change: number): Promise<void>;
  onChange(listener: (change: { node: string; instances: readonly string[] }) => void): () => void;
}
