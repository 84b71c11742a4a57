/** The watcher as masterd sees it: keeps instances and disks as they should be, without anybody asking. */
import type { ClusterConfig } from '@ganeti/master-config';
import type { JobQueue } from '@ganeti/master-jobs';
import type { LiveView } from '@ganeti/master-live';
import type { ClusterRpc } from '@ganeti/master-rpc';
import type { StateStore } from '@ganeti/master-state';
import type { Instance } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';

export type WatcherJobs = Pick<JobQueue, 'submit' | 'get' | 'list' | 'autoArchive' | 'onEvent' | 'drained'>;

/** Something it did, or saw and could not do. */
export interface Act {
  /** Seconds since the epoch. */
  readonly time: number;
  readonly what: 'restart' | 'activate-disks' | 'user-shutdown' | 'verify-disks' | 'renew-keys' | 'balance' | 'maintenance' | 'archive' | 'gave-up' | 'refused';
  /** Name of the instance, node or group; empty: the cluster. */
  readonly object: string;
  /** The job that does it. */
  readonly job: number | null;
  /** Why, for people. */
  readonly text: string;
}

/** An instance it has tried to help. */
export interface Attempts {
  readonly instance: string;
  readonly what: 'restart' | 'activate-disks' | 'user-shutdown';
  readonly tries: number;
  /** When it may try again; null: it has succeeded, and is watched for a while. */
  readonly next: number | null;
  /** It does nothing more about it until `next`. */
  readonly gave_up: boolean;
}

export interface WatcherStatus {
  /** Seconds between two rounds; 0: it is switched off. */
  readonly interval: number;
  /** Why it rests; null: it works. */
  readonly resting: 'switched-off' | 'paused' | 'drained' | null;
  readonly paused_until: number | null;
  readonly last_round: number | null;
  readonly next_round: number | null;
  readonly attempts: readonly Attempts[];
  /** The newest last. */
  readonly recent: readonly Act[];
}

export interface Watcher {
  start(): void;
  stop(): void;
  /** A round now. Answers what it did; nothing when it rests. */
  run(ignorePause: boolean): Promise<readonly Act[]>;
  status(): WatcherStatus;
}

export interface WatcherSettings {
  readonly roundSeconds: number;
  /** Between two looks for disks that are not active. */
  readonly verifyDisksSeconds: number;
  /** Between two looks at what runs on nodes that are marked offline. */
  readonly maintenanceSeconds: number;
  /** Ended jobs are archived after this time. */
  readonly archiveSeconds: number;
}

export interface WatcherParts {
  readonly config: Pick<ClusterConfig, 'view' | 'initialised'>;
  readonly live: Pick<LiveView, 'node'>;
  readonly jobs: WatcherJobs;
  /** Opened by this process: what was tried outlives a restart. */
  readonly store: Pick<StateStore, 'load' | 'commit'>;
  /** The status that lists show. */
  readonly statusOf: (instance: Instance) => string;
  readonly clock: Clock;
  /** Reaches nodes that are marked offline. */
  readonly callOffline: ClusterRpc['callOffline'];
  readonly settings?: Partial<WatcherSettings>;
  /** Told of each act. */
  readonly onAct: (act: Act) => void;
  readonly onError: (error: unknown) => void;
}
