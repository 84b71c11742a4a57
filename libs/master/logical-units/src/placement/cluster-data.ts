/** The cluster as the allocator sees it, made from the configuration and what nodes report. */
import type { ClusterData, InstanceData, NodeData, StorageUnit } from '@ganeti/master-allocator';
import type { ConfigView } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import { diskUsage, fillBe, fillIPolicy, fillNd, type Instance, type Node, type NodeGroup } from '@ganeti/objects';

export function clusterData(view: ConfigView, live: LiveView): ClusterData {
  const cluster = view.cluster();
  return {
    tags: cluster.tags,
    ipolicy: fillIPolicy(cluster),
    groups: [...view.all('nodegroup')].map((group) => ({
      uuid: group.uuid,
      name: group.name,
      allocPolicy: group.alloc_policy,
      tags: group.tags,
      networks: Object.keys(group.networks),
      ipolicy: fillIPolicy(cluster, group),
    })),
    nodes: [...view.all('node')].map((node) => nodeData(view, live, node)),
    instances: [...view.all('instance')].map((instance) => instanceData(view, live, instance)),
  };
}

/** A node that was not heard of takes nothing in. */
function nodeData(view: ConfigView, live: LiveView, node: Node): NodeData {
  const cluster = view.cluster();
  const { resources, reachable } = live.node(node.uuid);
  const nd = fillNd(cluster, view.get('nodegroup', node.group) as NodeGroup, node);
  const storage: StorageUnit[] = (resources?.storage ?? []).map(({ type, name, total, free }) => ({ type, name, total, free }));
  const main = storage.find(({ type, name }) => type === 'lvm-vg' && name === cluster.volume_group_name) ?? storage[0];
  return {
    name: node.name,
    group: node.group,
    memTotal: resources?.memory_total ?? 0,
    memNode: resources?.memory_dom0 ?? 0,
    memFree: resources?.memory_free ?? 0,
    diskTotal: main?.total ?? 0,
    diskFree: main?.free ?? 0,
    cpus: resources?.cpu_total ?? 0,
    cpusReserved: resources?.cpu_dom0 ?? 0,
    cpuSpeed: nd.cpu_speed,
    spindles: nd.spindle_count,
    spindlesFree: nd.spindle_count,
    exclusiveStorage: nd.exclusive_storage,
    offline: node.offline || node.drained || !node.vm_capable || !reachable || resources === null,
    drained: node.drained && reachable,
    master: node.uuid === cluster.master_node,
    tags: node.tags,
    storage,
  };
}

const stopped = { up: 'ERROR_down', down: 'ADMIN_down', offline: 'ADMIN_offline' } as const;

function instanceData(view: ConfigView, live: LiveView, instance: Instance): InstanceData {
  const be = fillBe(view.cluster(), instance.beparams);
  const disks = view.disksOf(instance);
  const sizes = disks.map(({ size }) => size);
  const nodes = view.nodesOfInstance(instance).map((uuid) => view.get('node', uuid)?.name ?? null);
  const runs = live.instance(instance.name).length > 0;
  return {
    name: instance.name,
    memory: be.maxmem,
    disk: diskUsage(instance.disk_template, sizes),
    diskSizes: sizes,
    vcpus: be.vcpus,
    // What should run is planned for as if it did.
    status: runs || instance.admin_state === 'up' ? 'running' : stopped[instance.admin_state],
    autoBalance: be.auto_balance,
    primary: nodes[0] ?? null,
    secondary: instance.disk_template === 'drbd' ? (nodes[1] ?? null) : null,
    template: instance.disk_template,
    tags: instance.tags,
    spindleUse: be.spindle_use,
    spindles: null,
    forthcoming: instance.forthcoming,
    nicCount: instance.nics.length,
    networks: instance.nics.flatMap(({ network }) => network ?? []),
  };
}
