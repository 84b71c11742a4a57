/** Figures of the cluster, counted when somebody asks. Nodes and instances are not told one by one: labels stay few in large clusters. */
import { Gauge, type Registry } from 'prom-client';
import type { ClusterConfig } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import type { LockManager } from '@ganeti/master-locking';
import type { Instance, Node } from '@ganeti/objects';

export interface ClusterParts {
  readonly config: ClusterConfig;
  readonly live: LiveView;
  readonly locks: Pick<LockManager, 'list'>;
  /** The status that lists show. */
  readonly statusOf: (instance: Instance) => string;
}

const mebibyte = 1024 * 1024;

export function watchCluster({ config, live, locks, statusOf }: ClusterParts, register: Registry): void {
  const gauge = <L extends string>(name: string, help: string, labelNames: L[], count: (add: (labels: Record<L, string>, n: number) => void) => void): void => {
    new Gauge<L>({
      name,
      help,
      labelNames,
      registers: [register],
      collect() {
        this.reset();
        if (config.initialised) count((labels, n) => this.inc(labels, n));
      },
    });
  };
  const groupOf = (node: Node): string => config.view.get('nodegroup', node.group)?.name ?? '';

  gauge('ganeti_nodes', 'Nodes by node group and state.', ['group', 'state'], (add) => {
    for (const node of config.view.all('node')) add({ group: groupOf(node), state: stateOf(node, live) }, 1);
  });
  gauge('ganeti_instances', 'Instances by status.', ['status'], (add) => {
    for (const instance of config.view.all('instance')) add({ status: statusOf(instance) }, 1);
  });
  for (const what of ['total', 'free'] as const) {
    gauge(`ganeti_group_memory_${what}_bytes`, `Memory of the nodes of a group that can be reached: ${what}.`, ['group'], (add) => {
      for (const node of usable(config, live)) add({ group: groupOf(node) }, (live.node(node.uuid).resources?.[`memory_${what}`] ?? 0) * mebibyte);
    });
    gauge(`ganeti_group_storage_${what}_bytes`, `Storage of the nodes of a group that can be reached: ${what}, by type.`, ['group', 'type'], (add) => {
      for (const node of usable(config, live)) {
        for (const unit of live.node(node.uuid).resources?.storage ?? []) {
          // Physical volumes are counted, not measured.
          if (unit.type !== 'lvm-pv') add({ group: groupOf(node), type: unit.type }, unit[what] * mebibyte);
        }
      }
    });
  }
  gauge('ganeti_locks', 'Locks that are held, and requests for locks that wait, by level.', ['level', 'state'], (add) => {
    for (const { level, owners, pending } of locks.list()) {
      if (owners.length > 0) add({ level, state: 'held' }, 1);
      if (pending.length > 0) add({ level, state: 'waiting' }, pending.reduce((sum, { jobs }) => sum + jobs.length, 0));
    }
  });
}

function stateOf(node: Node, live: LiveView): string {
  if (node.offline) return 'offline';
  if (!live.node(node.uuid).reachable) return 'unreachable';
  return node.drained ? 'drained' : 'online';
}

function usable(config: ClusterConfig, live: LiveView): Node[] {
  return [...config.view.all('node')].filter((node) => !node.offline && live.node(node.uuid).reachable);
}
