/** The resource `instance`. */
import type { InstanceLive } from '@ganeti/master-live';
import type { Instance, Json, Node } from '@ganeti/objects';
import { consoleOf } from '../console';
import type { Context } from '../context';
import { field, orUnavailable, unavailable, type Field, type Value } from '../field';
import { instanceStatus, runningAt, silenceOf } from '../instance-status';
import { hvparamsOf } from '../params';
import type { StoredResource } from '../resource';
import { storedFields } from './common';
import { instanceDiskFields } from './instance-disks';
import { instanceNicFields } from './instance-nics';
import { instanceParamFields } from './instance-params';

function primary(instance: Instance, cx: Context): Node | undefined {
  return cx.config.get('node', instance.primary_node);
}

function secondaries(instance: Instance, cx: Context): Node[] {
  return cx.config
    .nodesOfInstance(instance)
    .filter((uuid) => uuid !== instance.primary_node)
    .map((uuid) => cx.config.get('node', uuid))
    .filter((node) => node !== undefined);
}

function groupName(node: Node, cx: Context): string | null {
  return cx.config.get('nodegroup', node.group)?.name ?? null;
}

/** A value of the running instance: missing while the node cannot tell, and while it does not run. */
function live(of: (place: InstanceLive, instance: Instance, cx: Context) => Json) {
  return (instance: Instance, cx: Context): Value => {
    const silence = silenceOf(instance, cx);
    if (silence !== null) return silence;
    const place = runningAt(instance, cx);
    return place === undefined ? unavailable : of(place, instance, cx);
  };
}

function console(place: InstanceLive, instance: Instance, cx: Context): Json {
  const node = cx.config.get('node', place.node);
  return node === undefined ? null : consoleOf(instance, node, hvparamsOf(instance, cx));
}

const statusDoc = [
  'How it is: "running": as it should be',
  '"ADMIN_down": stopped, as it should be',
  '"ADMIN_offline": stopped and set aside, it takes no memory',
  '"USER_down": its user has shut it down',
  '"ERROR_down": should run, but does not',
  '"ERROR_up": should be stopped, but runs',
  '"ERROR_wrongnode": runs on another node than its primary',
  '"ERROR_nodedown": its primary node is not heard of',
  '"ERROR_nodeoffline": its primary node is marked offline',
].join('; ');

const fields: readonly Field<Instance>[] = [
  field('name', 'Instance', 'text', 'Name of the instance', (instance) => instance.name, { hostname: true }),
  field('admin_state', 'InstanceState', 'text', 'What it should be: up, down or offline', (instance) => instance.admin_state, { indexed: true }),
  field('admin_state_source', 'InstanceStateSource', 'text', 'Who decided that: admin or user', (instance) => instance.admin_state_source),
  field('admin_up', 'Autostart', 'bool', 'Whether it should run', (instance) => instance.admin_state === 'up'),
  field('console', 'Console', 'other', 'How to open its console', live(console)),
  field('forthcoming', 'Forthcoming', 'bool', 'Whether it is only planned yet', (instance) => instance.forthcoming),
  field('hypervisor', 'Hypervisor', 'text', 'Hypervisor it runs under', (instance) => instance.hypervisor),
  field('network_port', 'Network_port', 'other', 'Port of its graphical console', (instance) => orUnavailable(instance.network_port)),
  field('oper_ram', 'Memory', 'unit', 'Memory it has right now', live((place) => place.memory)),
  field('oper_state', 'Running', 'bool', 'Whether it runs right now', (instance, cx) => silenceOf(instance, cx) ?? runningAt(instance, cx) !== undefined),
  field('oper_vcpus', 'VCPUs', 'number', 'Virtual CPUs it has right now', live((place) => place.vcpus)),
  field('os', 'OS', 'text', 'Its operating system', (instance) => instance.os),
  field('pnode', 'Primary_node', 'text', 'Its primary node', (instance, cx) => orUnavailable(primary(instance, cx)?.name), { hostname: true, indexed: true }),
  field('pnode.group', 'PrimaryNodeGroup', 'text', 'Group of its primary node', (instance, cx) => {
    const node = primary(instance, cx);
    return orUnavailable(node === undefined ? null : groupName(node, cx));
  }, { indexed: true }),
  field('pnode.group.uuid', 'PrimaryNodeGroupUUID', 'text', 'UUID of the group of its primary node', (instance, cx) =>
    orUnavailable(primary(instance, cx)?.group),
  ),
  field('snodes', 'Secondary_Nodes', 'other', 'Its secondary nodes; one at most for most disk templates', (instance, cx) =>
    secondaries(instance, cx).map((node) => node.name),
  { indexed: true }),
  field('snodes.group', 'SecondaryNodesGroups', 'other', 'Groups of its secondary nodes', (instance, cx) =>
    secondaries(instance, cx).map((node) => groupName(node, cx)),
  ),
  field('snodes.group.uuid', 'SecondaryNodesGroupsUUID', 'other', 'UUIDs of the groups of its secondary nodes', (instance, cx) =>
    secondaries(instance, cx).map((node) => node.group),
  ),
  field('status', 'Status', 'text', statusDoc, instanceStatus, { indexed: true }),
  ...storedFields<Instance>('instance'),
  ...instanceParamFields,
  ...instanceDiskFields,
  ...instanceNicFields,
];

export const instanceResource: StoredResource<'instance'> = {
  kind: 'instance',
  noun: 'Instance',
  nameField: 'name',
  stored: 'instance',
  fields,
  find: (cx, name) => cx.config.instance(name),
};
