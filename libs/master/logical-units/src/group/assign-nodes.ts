import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import type { ConfigView } from '@ganeti/master-config';
import type { Instance } from '@ganeti/objects';
import { groupAssignNodes } from '@ganeti/opcodes';
import { warn } from '../common/disk-steps';
import { groupBy, groupOf, nodeOf } from '../common/lookup';
import { groupHooks } from './hooks';

type Plan = { readonly group: string; readonly nodes: readonly string[] };

export const groupAssignNodesUnit = defineLogicalUnit({
  definition: groupAssignNodes,

  /** The groups the nodes leave and the one they join; the nodes, so that nothing is put on them meanwhile. */
  locks(params, cx) {
    const nodes = params.nodes.flatMap((name) => cx.config.node(name) ?? []);
    const target = cx.config.group(params.group_name)?.uuid;
    return {
      nodegroup: { names: [...new Set([...nodes.map(({ group }) => group), ...(target === undefined ? [] : [target])])], mode: 'exclusive' },
      node: { names: nodes.map(({ uuid }) => uuid), mode: 'exclusive' },
    };
  },

  async check(params, cx): Promise<Plan> {
    const group = groupOf(cx.config, params.group_name);
    const nodes = params.nodes.map((name, index) => nodeOf(cx.config, name, params.node_uuids?.[index]));
    const moved = new Set(nodes.map(({ uuid }) => uuid));
    const groupAfter = (uuid: string): string | undefined => (moved.has(uuid) ? group.uuid : cx.config.get('node', uuid)?.group);
    const groupNow = (uuid: string): string | undefined => cx.config.get('node', uuid)?.group;
    const touched = instancesOn(cx.config, moved);
    const isSplit = (instance: Instance, groupOfNode: (uuid: string) => string | undefined): boolean =>
      new Set(cx.config.nodesOfInstance(instance).map(groupOfNode)).size > 1;
    const split = touched.filter((instance) => isSplit(instance, groupAfter));
    const newly = split.filter((instance) => !isSplit(instance, groupNow)).map(({ name }) => name).sort();
    const remain = split.filter((instance) => isSplit(instance, groupNow)).map(({ name }) => name).sort();
    if (newly.length > 0) {
      const text = `After this the nodes of ${newly.slice(0, 5).join(', ')}${newly.length > 5 ? ` and ${newly.length - 5} more` : ''} are in different groups`;
      if (!params.force) throw new OpPrereqError(`${text}; move these instances first, or use force`, 'wrong_state');
      warn(cx, text);
    }
    if (remain.length > 0) warn(cx, `The nodes of ${remain.join(', ')} were in different groups, and still are`);
    checkNetworks(cx.config, touched, group.uuid, moved);
    return { group: group.uuid, nodes: nodes.map(({ uuid }) => uuid) };
  },

  hooks(_params, plan, cx) {
    const everywhere = [...new Set([cx.config.cluster().master_node, ...plan.nodes])];
    return { ...groupHooks(cx.config, 'group-assign-nodes', groupBy(cx.config, plan.group).name), preNodes: everywhere, postNodes: everywhere };
  },

  async run(_params, plan, cx) {
    await cx.update('assign', (tx) => {
      for (const node of plan.nodes) if (tx.get('node', node)?.group !== plan.group) tx.update('node', node, { group: plan.group });
    });
    return null;
  },
});

function instancesOn(view: ConfigView, nodes: ReadonlySet<string>): Instance[] {
  const uuids = new Set([...nodes].flatMap((node) => [...view.primariesOf(node), ...view.secondariesOf(node)]));
  return [...uuids].flatMap((uuid) => view.get('instance', uuid) ?? []);
}

/** An instance that moves with its node must find its networks in the new group. */
function checkNetworks(view: ConfigView, instances: readonly Instance[], group: string, moved: ReadonlySet<string>): void {
  const { networks, name } = groupBy(view, group);
  for (const instance of instances) {
    if (!moved.has(instance.primary_node)) continue;
    const missing = instance.nics.find((nic) => nic.network !== null && networks[nic.network] === undefined);
    if (missing?.network === undefined || missing.network === null) continue;
    throw new OpPrereqError(
      `Instance ${instance.name} has a NIC in network ${view.get('network', missing.network)?.name ?? missing.network}, which is not connected to group ${name}; connect it first`,
      'wrong_state',
    );
  }
}
