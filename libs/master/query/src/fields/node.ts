/** The resource `node`. */
import type { NodeResourcesLive } from '@ganeti/master-live';
import { fillNd, nodeRoleLetter, STORAGE_TYPES } from '@ganeti/objects';
import type { Cluster, DiskTemplate, Json, Node, ParamDict } from '@ganeti/objects';
import type { Context } from '../context';
import { field, noData, nodeOffline, orUnavailable, unavailable, type Field, type Value } from '../field';
import type { StoredResource } from '../resource';
import { namesInOrder } from '../sort-key';
import type { FieldKind } from '../types';
import { nodeParamFields, storedFields } from './common';

function ndparamsOf(node: Node, cx: Context): ParamDict {
  const group = cx.config.get('nodegroup', node.group);
  return group === undefined ? node.ndparams : { ...fillNd(cx.config.cluster(), group, node) };
}

function isMaster(node: Node, cx: Context): boolean {
  return cx.config.cluster().master_node === node.uuid;
}

/** A value the node reports itself. */
function reported(of: (resources: NodeResourcesLive, node: Node, cx: Context) => Value) {
  return (node: Node, cx: Context): Value => {
    if (node.offline) return nodeOffline;
    if (!node.vm_capable) return unavailable;
    const { reachable, resources } = cx.live.node(node.uuid);
    return reachable && resources !== null ? of(resources, node, cx) : noData;
  };
}

/** The storage unit whose space stands for the node's: that of the first enabled disk template whose space nodes report. */
function mainStorage(resources: NodeResourcesLive, cluster: Cluster): { total: number; free: number } | undefined {
  for (const template of cluster.enabled_disk_templates) {
    const units = resources.storage.filter((unit) => unit.type === STORAGE_TYPES[template as DiskTemplate]);
    const main = units.find((unit) => unit.name === cluster.volume_group_name) ?? units[0];
    if (main !== undefined) return main;
  }
  return undefined;
}

function space(which: 'total' | 'free'): Field<Node>['get'] {
  return reported((resources, _node, cx) => mainStorage(resources, cx.config.cluster())?.[which] ?? noData);
}

/** Spindles are counted only where each disk has its own (exclusive storage). */
function spindles(which: 'total' | 'free'): Field<Node>['get'] {
  return reported((resources, node, cx) => {
    if (ndparamsOf(node, cx)['exclusive_storage'] !== true) return noData;
    return resources.storage.find(({ type, name }) => type === 'lvm-pv' && name === cx.config.cluster().volume_group_name)?.[which] ?? noData;
  });
}

function namesOf(instances: ReadonlySet<string>, cx: Context): Json {
  return namesInOrder([...instances].map((uuid) => cx.config.get('instance', uuid)));
}

const measurements: readonly (readonly [string, string, FieldKind, string, Field<Node>['get']])[] = [
  ['bootid', 'BootID', 'text', 'Changes with each boot of the node', reported((resources) => resources.boot_id)],
  ['cnodes', 'CNodes', 'number', 'NUMA nodes', reported((resources) => resources.cpu_nodes)],
  ['cnos', 'CNOs', 'number', 'Logical processors the node itself uses (dom0 with Xen)', reported((resources) => resources.cpu_dom0)],
  ['csockets', 'CSockets', 'number', 'CPU sockets', reported((resources) => resources.cpu_sockets)],
  ['ctotal', 'CTotal', 'number', 'Logical processors', reported((resources) => resources.cpu_total)],
  ['dfree', 'DFree', 'unit', 'Free space for disks', space('free')],
  ['dtotal', 'DTotal', 'unit', 'Space for disks', space('total')],
  ['mfree', 'MFree', 'unit', 'Memory instances can still get', reported((resources) => resources.memory_free)],
  ['mnode', 'MNode', 'unit', 'Memory the node itself uses (dom0 with Xen)', reported((resources) => resources.memory_dom0)],
  ['mtotal', 'MTotal', 'unit', 'Memory of the machine', reported((resources) => resources.memory_total)],
  ['spfree', 'SpFree', 'number', 'Free spindles (exclusive storage only)', spindles('free')],
  ['sptotal', 'SpTotal', 'number', 'Spindles (exclusive storage only)', spindles('total')],
];

const fields: readonly Field<Node>[] = [
  field('name', 'Node', 'text', 'Name of the node', (node) => node.name, { hostname: true }),
  ...measurements.map(([name, title, kind, doc, get]) => field(name, title, kind, doc, get)),
  field('custom_ndparams', 'CustomNodeParameters', 'other', 'Node parameters set for this node', (node) => node.ndparams),
  field('disk_state', 'DiskState', 'other', 'State of its storage, where an administrator has noted one', () => unavailable),
  field('drained', 'Drained', 'bool', 'Whether it takes no new instances', (node) => node.drained),
  field('group', 'Group', 'text', 'Group it belongs to', (node, cx) => orUnavailable(cx.config.get('nodegroup', node.group)?.name), { indexed: true }),
  field('group.uuid', 'GroupUUID', 'text', 'UUID of the group it belongs to', (node) => node.group),
  field('hv_state', 'HypervisorState', 'other', 'State of its hypervisors, where an administrator has noted one', () => unavailable),
  field('master', 'IsMaster', 'bool', 'Whether it is the master', isMaster),
  field('master_candidate', 'MasterC', 'bool', 'Whether it keeps a copy of the configuration', (node) => node.master_candidate),
  field('master_capable', 'MasterCapable', 'bool', 'Whether it may become master', (node) => node.master_capable),
  field('ndparams', 'NodeParameters', 'other', 'Node parameters, all layers joined', ndparamsOf),
  field('offline', 'Offline', 'bool', 'Whether it is marked offline', (node) => node.offline),
  field('pinst_cnt', 'Pinst', 'number', 'How many instances have it as primary', (node, cx) => cx.config.primariesOf(node.uuid).size),
  field('pinst_list', 'PriInstances', 'other', 'Instances that have it as primary', (node, cx) => namesOf(cx.config.primariesOf(node.uuid), cx)),
  field('pip', 'PrimaryIP', 'text', 'Primary IP address', (node) => node.primary_ip),
  // Only a node that can be switched from outside has a state worth telling.
  field('powered', 'Powered', 'bool', 'Whether it is thought to be switched on', (node, cx) =>
    (ndparamsOf(node, cx)['oob_program'] ?? '') === '' ? unavailable : node.powered,
  ),
  field('role', 'Role', 'text', 'Its role: "M" master, "C" master candidate, "R" regular, "D" drained, "O" offline', (node, cx) =>
    nodeRoleLetter(node, cx.config.cluster()),
  ),
  field('sinst_cnt', 'Sinst', 'number', 'How many instances have it as secondary', (node, cx) => cx.config.secondariesOf(node.uuid).size),
  field('sinst_list', 'SecInstances', 'other', 'Instances that have it as secondary', (node, cx) => namesOf(cx.config.secondariesOf(node.uuid), cx)),
  field('sip', 'SecondaryIP', 'text', 'Secondary IP address', (node) => node.secondary_ip),
  field('vm_capable', 'VMCapable', 'bool', 'Whether it may run instances', (node) => node.vm_capable),
  ...nodeParamFields(ndparamsOf),
  ...storedFields<Node>('node'),
];

export const nodeResource: StoredResource<'node'> = {
  kind: 'node',
  noun: 'Node',
  nameField: 'name',
  stored: 'node',
  fields,
  find: (cx, name) => cx.config.node(name),
};
