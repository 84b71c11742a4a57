/**
 * Keeps ssconf files on all nodes, and the copy of the configuration on master candidates, up to date.
 *
 * Each commit asks for a round; a round makes what is to be sent once and queues the nodes that do not have it. Rounds keep a
 * distance that grows with the bytes they send, so that a thousand nodes added one after another, or thousands of instances
 * made in a row, cost a bounded share of the machine. A node is sent one thing at a time, always the newest.
 */
import { setMaxListeners } from 'node:events';
import type { ClusterConfig } from '@ganeti/master-config';
import type { Clock, Logger } from '@ganeti/runtime';
import { configCopy } from './config-copy';
import type { NodeOutcome } from './node-rpc';
import { ssconfValues } from './ssconf';
import type { NodeRpc } from './types';

export interface RedistributorOptions {
  readonly config: Pick<ClusterConfig, 'view' | 'onCommit' | 'initialised'>;
  readonly rpc: NodeRpc;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of this software, for ssconf_release_version. */
  readonly release: string;
}

export interface Redistributor {
  /** Sends everything to all nodes that are not offline, whether they have it or not; what became of each, by uuid. */
  pushNow(): Promise<Map<string, NodeOutcome<void>>>;
  /** The node is back: sends what it missed. */
  retry(nodeUuid: string): void;
  stop(): void;
}

/** Seconds between a commit and its round: what comes close together goes together. */
const quietSeconds = 0.25;
/** Rounds may send this much on average, over all nodes. */
const bytesPerSecond = 4 * 1024 * 1024;
const longestDistance = 30;
/** Seconds until nodes that could not be reached are tried again. */
const retrySeconds = 30;
const parallelNodes = 64;

/** What is to be sent, made once per revision. */
interface Snapshot {
  readonly revision: number;
  readonly ssconf: Record<string, string>;
  /** All values as one text: equal texts, equal values. */
  readonly ssconfKey: string;
  readonly copy: Buffer;
}

/** What a node has. */
interface Held {
  ssconfKey?: string;
  copyRevision?: number;
  failing?: boolean;
}

type Waiter = (outcome: NodeOutcome<void>) => void;

export function createRedistributor({ config, rpc, clock, logger, release }: RedistributorOptions): Redistributor {
  const held = new Map<string, Held>();
  const queue = new Set<string>();
  const busy = new Set<string>();
  const waiters = new Map<string, Waiter[]>();
  const stopping = new AbortController();
  // As many calls as go at a time listen to it.
  setMaxListeners(0, stopping.signal);
  let snapshot: Snapshot | undefined;
  let cancelTimer: (() => void) | undefined;
  let cancelRetry: (() => void) | undefined;
  let earliestRound = 0;

  const online = (): { uuid: string; master_candidate: boolean }[] => [...config.view.all('node')].filter((node) => !node.offline);

  async function takeSnapshot(): Promise<Snapshot> {
    if (snapshot?.revision === config.view.revision) return snapshot;
    const { revision } = config.view;
    const ssconf = ssconfValues(config.view, { release });
    const made = { revision, ssconf, ssconfKey: JSON.stringify(ssconf), copy: await configCopy(config.view) };
    // Two may be made side by side; the older one must not come back.
    if (snapshot === undefined || made.revision > snapshot.revision) snapshot = made;
    return snapshot;
  }

  function schedule(): void {
    if (cancelTimer !== undefined || stopping.signal.aborted || !config.initialised) return;
    const delay = Math.max(quietSeconds, earliestRound - clock.now());
    cancelTimer = clock.after(delay, () => {
      cancelTimer = undefined;
      void round().catch((error: unknown) => logger.error({ err: error }, 'the configuration could not be made ready for the nodes'));
    });
  }

  async function round(): Promise<void> {
    const { ssconfKey, copy, revision } = await takeSnapshot();
    let bytes = copy.length;
    for (const { uuid, master_candidate } of online()) {
      const has = held.get(uuid);
      if (has?.ssconfKey !== ssconfKey) bytes += ssconfKey.length;
      if (master_candidate && has?.copyRevision !== revision) bytes += copy.length;
      queue.add(uuid);
    }
    earliestRound = clock.now() + Math.min(longestDistance, bytes / bytesPerSecond);
    for (const uuid of held.keys()) if (config.view.get('node', uuid) === undefined) held.delete(uuid);
    pump();
  }

  function pump(): void {
    for (const uuid of queue) {
      if (busy.size >= parallelNodes || stopping.signal.aborted) return;
      if (busy.has(uuid)) continue;
      queue.delete(uuid);
      busy.add(uuid);
      void bringUpToDate(uuid).finally(() => {
        busy.delete(uuid);
        pump();
      });
    }
  }

  /** Never throws. */
  async function bringUpToDate(uuid: string): Promise<void> {
    const waiting = waiters.get(uuid) ?? [];
    waiters.delete(uuid);
    const has = held.get(uuid) ?? {};
    held.set(uuid, has);
    let outcome: NodeOutcome<void>;
    try {
      await send(uuid, has);
      if (has.failing === true) logger.info({ node: uuid }, 'node has the configuration again');
      has.failing = false;
      outcome = { value: undefined };
    } catch (error) {
      outcome = { error: error instanceof Error ? error : new Error(String(error)) };
      if (has.failing !== true && !stopping.signal.aborted) logger.warn({ node: uuid, err: error }, 'node could not be sent the configuration');
      has.failing = true;
      retryLater();
    }
    for (const done of waiting) done(outcome);
  }

  async function send(uuid: string, has: Held): Promise<void> {
    const node = config.view.get('node', uuid);
    if (node === undefined || node.offline || snapshot === undefined) {
      held.delete(uuid);
      return;
    }
    const { ssconf, ssconfKey, revision, copy } = snapshot;
    const { signal } = stopping;
    if (has.ssconfKey !== ssconfKey) {
      await rpc.call(uuid, 'Files.WriteSsconf', { values: ssconf, revision }, { signal });
      has.ssconfKey = ssconfKey;
    }
    if (node.master_candidate && has.copyRevision !== revision) {
      await rpc.call(uuid, 'Files.WriteConfig', { content: copy, revision }, { signal });
      has.copyRevision = revision;
    }
  }

  function retryLater(): void {
    if (cancelRetry !== undefined || stopping.signal.aborted) return;
    cancelRetry = clock.after(retrySeconds, () => {
      cancelRetry = undefined;
      for (const [uuid, { failing }] of held) if (failing === true) queue.add(uuid);
      pump();
    });
  }

  const stopListening = config.onCommit(schedule);
  schedule();

  return {
    pushNow: async () => {
      await takeSnapshot();
      const outcomes = new Map<string, NodeOutcome<void>>();
      const all = online().map(
        ({ uuid }) =>
          new Promise<void>((resolve) => {
            held.delete(uuid);
            waiters.set(uuid, [...(waiters.get(uuid) ?? []), (outcome) => (outcomes.set(uuid, outcome), resolve())]);
            queue.add(uuid);
          }),
      );
      pump();
      await Promise.all(all);
      return outcomes;
    },
    retry: (uuid) => {
      if (held.get(uuid)?.failing !== true) return;
      queue.add(uuid);
      pump();
    },
    stop: () => {
      stopListening();
      cancelTimer?.();
      cancelRetry?.();
      stopping.abort(new Error('the master stops'));
      for (const waiting of waiters.values()) for (const done of waiting) done({ error: new Error('the master stops') });
      waiters.clear();
    },
  };
}
