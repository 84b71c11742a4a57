/**
 * Keeps ssconf files on all nodes, and the copy of the configuration on master candidates, up to date.
 *
 * Each commit asks for a round; a round makes what is to be sent once and queues the nodes that do not have it. Rounds keep a
 * distance that grows with the bytes they send, so that a thousand nodes added one after another, or thousands of instances
 * made in a row, cost a bounded share of the machine. A node is sent one thing at a time, always the newest.
 */
import { setMaxListeners } from 'node:events';
import type { Change, ClusterConfig } from '@ganeti/master-config';
import type { Clock, Logger } from '@ganeti/runtime';
import type { NodeOutcome } from './node-rpc';
import { HOSTS, Snapshots } from './snapshots';
import { changed, sizeOf, type Ssconf } from './ssconf-changes';
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
  /** What a node was sent last, and took; null: nothing so far, or nobody can say just now. */
  held(nodeUuid: string): Distributed | null;
  /** The node is back: sends what it missed. */
  retry(nodeUuid: string): void;
  stop(): void;
}

/** What a node has of the configuration. */
export interface Distributed {
  /** ssconf values by name; in files they end with a line end. */
  readonly ssconf: Readonly<Record<string, string>>;
  /** A copy of the whole. */
  readonly copy: boolean;
}

/** Seconds between a commit and its round: what comes close together goes together. */
const quietSeconds = 0.25;
/** Rounds may send this much on average, over all nodes. */
const bytesPerSecond = 4 * 1024 * 1024;
/** What a call costs beside its content, in bytes that take as long. */
const bytesPerCall = 16 * 1024;
const longestDistance = 30;
/** Seconds until nodes that could not be reached are tried again. */
const retrySeconds = 30;
const parallelNodes = 16;
/** Calls begun in one turn of the event loop, so that others get theirs: each costs half a millisecond. */
const begunPerTurn = 4;

/** What a node has. */
interface Held {
  ssconf?: Ssconf;
  copyRevision?: number;
  failing?: boolean;
}

type Waiter = (outcome: NodeOutcome<void>) => void;

const stopped = (): Error => new Error('the master stops');

export function createRedistributor({ config, rpc, clock, logger, release }: RedistributorOptions): Redistributor {
  const held = new Map<string, Held>();
  const queue = new Set<string>();
  const busy = new Set<string>();
  const waiters = new Map<string, Waiter[]>();
  const stopping = new AbortController();
  // As many calls as go at a time listen to it.
  setMaxListeners(0, stopping.signal);
  const snapshots = new Snapshots(config, release);
  let cancelTimer: (() => void) | undefined;
  let cancelRetry: (() => void) | undefined;
  let earliestRound = 0;
  let begun = 0;

  const online = (): { uuid: string; master_candidate: boolean }[] => [...config.view.all('node')].filter((node) => !node.offline);

  function schedule(): void {
    if (cancelTimer !== undefined || stopping.signal.aborted || !config.initialised) return;
    const delay = Math.max(quietSeconds, earliestRound - clock.now());
    cancelTimer = clock.after(delay, () => {
      cancelTimer = undefined;
      void round().catch((error: unknown) => logger.error({ err: error }, 'the configuration could not be made ready for the nodes'));
    });
  }

  async function round(): Promise<void> {
    const { ssconf, copy, revision } = await snapshots.take();
    let bytes = copy.length;
    const sizes = new Map<Ssconf | undefined, number>();
    for (const { uuid, master_candidate } of online()) {
      const has = held.get(uuid);
      // Most nodes have the same.
      const size = sizes.get(has?.ssconf) ?? sizeOf(changed(has?.ssconf, ssconf));
      sizes.set(has?.ssconf, size);
      const lacksCopy = master_candidate && has?.copyRevision !== revision;
      if (size > 0) bytes += size + bytesPerCall;
      if (lacksCopy) bytes += copy.length;
      if (size > 0 || lacksCopy || has?.failing === true) queue.add(uuid);
    }
    earliestRound = clock.now() + Math.min(longestDistance, bytes / bytesPerSecond);
    for (const uuid of held.keys()) if (config.view.get('node', uuid) === undefined) held.delete(uuid);
    pump();
  }

  function pump(): void {
    for (const uuid of queue) {
      if (busy.size >= parallelNodes || begun >= begunPerTurn || stopping.signal.aborted) return;
      if (busy.has(uuid)) continue;
      if (begun === 0) setImmediate(nextTurn);
      begun += 1;
      queue.delete(uuid);
      busy.add(uuid);
      void bringUpToDate(uuid).finally(() => {
        busy.delete(uuid);
        pump();
      });
    }
  }

  function nextTurn(): void {
    begun = 0;
    pump();
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
    const { latest } = snapshots;
    if (node === undefined || node.offline || latest === undefined) {
      held.delete(uuid);
      return;
    }
    const { ssconf, revision, copy } = latest;
    const { signal } = stopping;
    if (has.ssconf !== ssconf) {
      // Only what it lacks: lists of a thousand nodes to a thousand nodes would keep the master busy after each new instance.
      const { [HOSTS]: lines, ...values } = changed(has.ssconf, ssconf);
      const hosts = lines === undefined ? {} : { hosts: { lines } };
      if (Object.keys({ ...values, ...hosts }).length > 0) await rpc.call(uuid, 'Files.WriteSsconf', { values, revision, ...hosts }, { signal });
      has.ssconf = ssconf;
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

  const stopListening = config.onCommit((changes: readonly Change[]) => {
    snapshots.note(changes);
    schedule();
  });
  schedule();

  return {
    pushNow: async () => {
      await snapshots.take();
      const outcomes = new Map<string, NodeOutcome<void>>();
      // Nobody would tell those who come when all have been told.
      if (stopping.signal.aborted) return new Map(online().map(({ uuid }) => [uuid, { error: stopped() }]));
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
    held: (uuid) => {
      const has = held.get(uuid);
      // What it did not answer to, it may have taken nevertheless.
      if (has?.ssconf === undefined || has.failing === true || busy.has(uuid)) return null;
      const { [HOSTS]: _lines, ...ssconf } = has.ssconf;
      return { ssconf, copy: has.copyRevision !== undefined };
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
      stopping.abort(stopped());
      for (const waiting of waiters.values()) for (const done of waiting) done({ error: stopped() });
      waiters.clear();
    },
  };
}
