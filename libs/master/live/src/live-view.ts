/**
 * What all nodes report, kept by one status stream per online node. Streams follow the configuration: a node that comes is
 * watched, one that goes or is marked offline is not.
 */
import type { Change, ClusterConfig } from '@ganeti/master-config';
import type { StatusUpdateReceived, WatchRequestMessage } from '@ganeti/node-api';
import { fileDirectories, fillNd, type Cluster, type Node } from '@ganeti/objects';
import type { Clock, Ids } from '@ganeti/runtime';
import { createCatchUp } from './catch-up';
import { NodeState } from './node-state';
import { createSlots } from './slots';
import type { InstanceLive, LiveView, NodeLive } from './types';
import { startWatcher, type Watcher, type WatchSource } from './watcher';

export interface LiveOptions {
  readonly config: ClusterConfig;
  /** A node's connection; asked for anew at each attempt. */
  readonly connect: (nodeUuid: string) => WatchSource;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Seconds; default 5. */
  readonly heartbeatSeconds?: number;
  /** Seconds without a sign of life after which a node counts as unreachable; default 15. */
  readonly silentAfterSeconds?: number;
  /** Connection attempts under way at once; default 64. */
  readonly maxConnecting?: number;
}

export interface MasterLiveView extends LiveView {
  /** Resolves as soon as the node is heard of. Rejects with the signal's reason. */
  whenReachable(nodeUuid: string, signal?: AbortSignal): Promise<void>;
  /** Ends all streams. */
  close(): Promise<void>;
}

const nobody: NodeLive = { reachable: false, last_seen: 0, resources: null };
const nothing: readonly InstanceLive[] = [];

export function createLiveView(options: LiveOptions): MasterLiveView {
  const { config, clock, ids } = options;
  const heartbeatSeconds = options.heartbeatSeconds ?? 5;
  const silentAfterSeconds = options.silentAfterSeconds ?? 15;
  const slots = createSlots(options.maxConnecting ?? 64);
  const states = new Map<string, NodeState>();
  const watchers = new Map<string, { readonly key: string; readonly watcher: Watcher }>();
  /** Instance name -> nodes that report it. Almost always one. */
  const places = new Map<string, readonly InstanceLive[]>();
  const listeners = new Set<Parameters<LiveView['onChange']>[0]>();
  const waiters = new Map<string, Set<() => void>>();
  const pending = new Map<string, Set<string>>();
  const catchUp = createCatchUp(clock);
  let revision = 0;

  function stateOf(node: string): NodeState {
    let state = states.get(node);
    if (state === undefined) states.set(node, (state = new NodeState(node)));
    return state;
  }

  function place(name: string, node: string): void {
    const others = (places.get(name) ?? nothing).filter((entry) => entry.node !== node);
    const here = states.get(node)?.instances.get(name);
    const now = here === undefined ? others : [...others, here];
    if (now.length === 0) places.delete(name);
    else places.set(name, now);
  }

  /** Listeners hear of a node once per tick, however many updates came in it. */
  function changed(node: string, instances: ReadonlySet<string>): void {
    revision += 1;
    for (const name of instances) place(name, node);
    if (pending.size === 0) queueMicrotask(tell);
    const names = pending.get(node);
    if (names === undefined) pending.set(node, new Set(instances));
    else for (const name of instances) names.add(name);
  }

  function tell(): void {
    const batch = [...pending];
    pending.clear();
    for (const [node, names] of batch) {
      const change = { node, instances: [...names] };
      for (const listener of listeners) listener(change);
      if (states.get(node)?.reachable) for (const wake of waiters.get(node) ?? []) wake();
    }
  }

  function onUpdate(node: string, update: StatusUpdateReceived): void {
    const names = stateOf(node).apply(update, clock.now());
    if (names !== null) changed(node, names);
    // After the listeners were called for: whoever waits finds what they keep renewed.
    catchUp.seen(node, update);
  }

  function onSilent(node: string): void {
    const names = states.get(node)?.silence() ?? null;
    if (names !== null) changed(node, names);
    catchUp.lost(node);
  }

  function watch(node: Node, cluster: Cluster): void {
    const group = config.view.get('nodegroup', node.group);
    const request = watchRequest(cluster, { heartbeatSeconds, exclusive: group !== undefined && fillNd(cluster, group, node).exclusive_storage });
    // Whatever makes the open stream one that should be opened anew.
    const key = JSON.stringify([node.primary_ip, node.port, node.certificate_digest, request]);
    if (watchers.get(node.uuid)?.key === key) return;
    watchers.get(node.uuid)?.watcher.stop();
    const watcher = startWatcher({
      connect: () => options.connect(node.uuid),
      request,
      clock,
      ids,
      slots,
      silentAfterSeconds,
      // A stream that was replaced may still bring an update; its word counts no more.
      onUpdate: (update) => watchers.get(node.uuid)?.watcher === watcher && onUpdate(node.uuid, update),
      onSilent: () => watchers.get(node.uuid)?.watcher === watcher && onSilent(node.uuid),
    });
    watchers.set(node.uuid, { key, watcher });
  }

  function forget(node: string): void {
    watchers.get(node)?.watcher.stop();
    watchers.delete(node);
    onSilent(node);
    states.delete(node);
  }

  function follow(node: Node): void {
    if (node.offline) forget(node.uuid);
    else watch(node, config.view.cluster());
  }

  function onCommit(changes: readonly Change[]): void {
    if (changes.some((change) => change.kind === 'cluster')) {
      for (const node of config.view.all('node')) follow(node);
    }
    const groups = new Set(changes.filter(({ kind }) => kind === 'nodegroup').map(({ uuid }) => uuid));
    if (groups.size > 0) for (const node of config.view.all('node')) if (groups.has(node.group)) follow(node);
    for (const change of changes) {
      if (change.kind !== 'node') continue;
      const node = config.view.get('node', change.uuid);
      if (node === undefined) forget(change.uuid);
      else follow(node);
    }
  }

  const stopListening = config.onCommit(onCommit);
  if (config.initialised) for (const node of config.view.all('node')) follow(node);

  return {
    get revision() {
      return revision;
    },
    node: (uuid) => states.get(uuid) ?? nobody,
    instance: (name) => places.get(name) ?? nothing,
    runningOn: (node) => new Set(states.get(node)?.instances.keys() ?? []),
    caughtUp: (node, change) => (states.get(node)?.reachable === true ? catchUp.wait(node, change) : Promise.resolve()),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    whenReachable: (node, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        if (states.get(node)?.reachable) return resolve();
        let waiting = waiters.get(node);
        if (waiting === undefined) waiters.set(node, (waiting = new Set()));
        const done = (): void => {
          waiting.delete(wake);
          if (waiting.size === 0 && waiters.get(node) === waiting) waiters.delete(node);
          signal?.removeEventListener('abort', aborted);
        };
        const wake = (): void => {
          done();
          resolve();
        };
        const aborted = (): void => {
          done();
          reject(signal?.reason);
        };
        waiting.add(wake);
        signal?.addEventListener('abort', aborted, { once: true });
      }),
    async close() {
      stopListening();
      for (const node of states.keys()) catchUp.lost(node);
      const running = [...watchers.values()].map(({ watcher }) => watcher);
      watchers.clear();
      for (const watcher of running) watcher.stop();
      await Promise.all(running.map((watcher) => watcher.ended));
    },
  };
}

/** Which space a node is to report: that of the places where this cluster keeps disks. A disk may lie in any volume group, so all are. */
function watchRequest(cluster: Cluster, { heartbeatSeconds, exclusive }: { heartbeatSeconds: number; exclusive: boolean }): WatchRequestMessage {
  const directories = [...fileDirectories(cluster), cluster.enabled_disk_templates.includes('gluster') ? cluster.gluster_storage_dir : ''];
  return {
    heartbeat_seconds: heartbeatSeconds,
    volume_groups: cluster.volume_group_name === '' ? [] : [cluster.volume_group_name],
    directories: directories.filter((directory) => directory !== ''),
    hypervisors: [...cluster.enabled_hypervisors],
    every_volume_group: cluster.volume_group_name !== '',
    exclusive_storage: exclusive,
  };
}
