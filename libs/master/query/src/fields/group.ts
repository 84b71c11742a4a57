/** The resource `group`. */
import { fillAllDiskParams, fillIPolicy, fillNd } from '@ganeti/objects';
import type { Json, NodeGroup, ParamDict } from '@ganeti/objects';
import type { Context } from '../context';
import { field, type Field } from '../field';
import type { StoredResource } from '../resource';
import { namesInOrder } from '../sort-key';
import { nodeParamFields, storedFields } from './common';

function ndparamsOf(group: NodeGroup, cx: Context): ParamDict {
  return { ...fillNd(cx.config.cluster(), group) };
}

function nodeNames(group: NodeGroup, cx: Context): Json {
  return namesInOrder([...cx.config.nodesOf(group.uuid)].map((uuid) => cx.config.get('node', uuid)));
}

function primaries(group: NodeGroup, cx: Context): ReadonlySet<string>[] {
  return [...cx.config.nodesOf(group.uuid)].map((node) => cx.config.primariesOf(node));
}

const fields: readonly Field<NodeGroup>[] = [
  field('name', 'Group', 'text', 'Name of the group', (group) => group.name),
  field('alloc_policy', 'AllocPolicy', 'text', 'Whether new instances may be placed here: preferred, last_resort or unallocable', (group) => group.alloc_policy),
  field('custom_diskparams', 'CustomDiskParameters', 'other', 'Disk parameters set for this group', (group) => group.diskparams),
  field('custom_ipolicy', 'CustomInstancePolicy', 'other', 'Instance policy set for this group', (group) => group.ipolicy as Json),
  field('custom_ndparams', 'CustomNDParams', 'other', 'Node parameters set for this group', (group) => group.ndparams),
  field('diskparams', 'DiskParameters', 'other', 'Disk parameters, all layers joined', (group, cx) => fillAllDiskParams(cx.config.cluster(), group)),
  field('ipolicy', 'InstancePolicy', 'other', 'Instance policy, all layers joined', (group, cx) => fillIPolicy(cx.config.cluster(), group) as unknown as Json),
  field('ndparams', 'NDParams', 'other', 'Node parameters, all layers joined', ndparamsOf),
  field('node_cnt', 'Nodes', 'number', 'How many nodes it has', (group, cx) => cx.config.nodesOf(group.uuid).size),
  field('node_list', 'NodeList', 'other', 'Its nodes', nodeNames),
  field('pinst_cnt', 'Instances', 'number', 'How many instances have their primary node here', (group, cx) =>
    primaries(group, cx).reduce((sum, instances) => sum + instances.size, 0),
  ),
  field('pinst_list', 'InstanceList', 'other', 'Instances that have their primary node here', (group, cx) =>
    namesInOrder(primaries(group, cx).flatMap((instances) => [...instances].map((uuid) => cx.config.get('instance', uuid)))),
  ),
  ...nodeParamFields(ndparamsOf),
  ...storedFields<NodeGroup>('group'),
];

export const groupResource: StoredResource<'nodegroup'> = {
  kind: 'group',
  noun: 'Node group',
  nameField: 'name',
  stored: 'nodegroup',
  fields,
  find: (cx, name) => cx.config.group(name),
};
