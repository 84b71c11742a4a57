/** A configuration of nodes only, and nodes whose streams a test speaks on. */
import type { Change, ClusterConfig } from '@ganeti/master-config';
import type { InstanceStatusReceived, StatusUpdateReceived, WatchRequestMessage } from '@ganeti/node-api';
import type { Cluster, Node, NodeGroup } from '@ganeti/objects';
import type { WatchSource } from '../watcher';

type Listener = Parameters<ClusterConfig['onCommit']>[0];

export interface FakeConfig extends ClusterConfig {
  put(node: Partial<Node> & { uuid: string }): void;
  remove(uuid: string): void;
  setCluster(change: Partial<Cluster>): void;
  /** The group that all nodes are in. */
  setGroup(change: Partial<NodeGroup>): void;
}

export function fakeConfig(uuids: readonly string[]): FakeConfig {
  const nodes = new Map<string, Node>();
  const listeners = new Set<Listener>();
  let cluster = {
    enabled_disk_templates: ['plain', 'file'],
    enabled_hypervisors: ['fake'],
    volume_group_name: 'xenvg',
    file_storage_dir: '/srv/files',
  } as unknown as Cluster;
  let group = { uuid: 'g', ndparams: {} } as NodeGroup;
  const tell = (change: Change): void => listeners.forEach((listener) => listener([change], 1));
  const view = { cluster: () => cluster, get: (kind: string, uuid: string) => (kind === 'nodegroup' ? group : nodes.get(uuid)), all: () => nodes.values() };
  const make = (node: Partial<Node> & { uuid: string }): Node =>
    ({ offline: false, group: 'g', ndparams: {}, primary_ip: '192.0.2.1', port: 1811, certificate_digest: '', ...nodes.get(node.uuid), ...node }) as Node;
  for (const uuid of uuids) nodes.set(uuid, make({ uuid }));
  return {
    view,
    initialised: true,
    onCommit(listener: Listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    put(node: Partial<Node> & { uuid: string }) {
      const before = nodes.get(node.uuid) ?? null;
      const after = make(node);
      nodes.set(node.uuid, after);
      tell({ kind: 'node', uuid: node.uuid, before, after });
    },
    remove(uuid: string) {
      const before = nodes.get(uuid) ?? null;
      nodes.delete(uuid);
      tell({ kind: 'node', uuid, before, after: null });
    },
    setGroup(change: Partial<NodeGroup>) {
      const before = group;
      group = { ...group, ...change };
      tell({ kind: 'nodegroup', uuid: 'g', before, after: group });
    },
    setCluster(change: Partial<Cluster>) {
      const before = cluster;
      cluster = { ...cluster, ...change };
      tell({ kind: 'cluster', uuid: 'c', before, after: cluster });
    },
  } as unknown as FakeConfig;
}

interface Stream {
  readonly request: WatchRequestMessage;
  readonly send: (update: StatusUpdateReceived) => void;
  readonly break: (error?: Error) => void;
}

/** Nodes that accept streams unless they are `down`. */
export function fakeNodes() {
  const open = new Map<string, Stream>();
  const down = new Set<string>();
  const hanging = new Set<string>();
  const attempts: string[] = [];
  let connecting = 0;
  let mostConnecting = 0;
  const connect = (node: string): WatchSource => ({
    watch: (request, onUpdate, signal) => {
      attempts.push(node);
      if (down.has(node)) return Promise.reject(new Error('refused'));
      connecting += 1;
      mostConnecting = Math.max(mostConnecting, connecting);
      return new Promise((_resolve, reject) => {
        let counted = true;
        const settled = (): void => {
          if (counted) connecting -= 1;
          counted = false;
        };
        const end = (error: unknown): void => {
          settled();
          if (open.get(node) === stream) open.delete(node);
          reject(error);
        };
        const stream: Stream = {
          request,
          send: (message) => {
            settled();
            onUpdate(message);
          },
          break: (error = new Error('broken')) => end(error),
        };
        open.set(node, stream);
        signal.addEventListener('abort', () => end(signal.reason));
        if (!hanging.has(node)) queueMicrotask(() => stream.send(full([])));
      });
    },
  });
  return { connect, open, down, hanging, attempts, mostConnecting: () => mostConnecting };
}

export const resources = {
  memory_total: 4096,
  memory_free: 4000,
  memory_dom0: 96,
  cpu_total: 4,
  cpu_nodes: 1,
  cpu_sockets: 1,
  cpu_dom0: 4,
  boot_id: 'b1',
  storage: [{ type: 'lvm-vg', name: 'xenvg', total: 1000, free: 900 }],
  load: 0,
};

export function running(name: string, memory = 128): InstanceStatusReceived {
  return { name, hypervisor: 'fake', state: 'running', memory, vcpus: 1, cpu_seconds: 0 };
}

export function update(change: Partial<StatusUpdateReceived>): StatusUpdateReceived {
  return { full: false, resources: null, instances: [], gone: [], heartbeat: false, disks: [], change: 0, ...change };
}
export const full = (names: readonly string[]): StatusUpdateReceived =>
  update({ full: true, resources, instances: names.map((name) => running(name)) });
