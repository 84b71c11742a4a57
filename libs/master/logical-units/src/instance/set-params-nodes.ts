/** Nodes that a change of an instance names. */
import { OpPrereqError } from '@ganeti/errors';
import type { ConfigView } from '@ganeti/master-config';
import type { CheckContext } from '@ganeti/master-jobs';
import { templateHas, type Instance, type Node } from '@ganeti/objects';
import { nodeOf } from '../common/lookup';
import { checkCanReceive } from '../common/node-checks';
import type { SetParams } from './set-params';

/** uuids, for locks. */
export function namedNodes(view: ConfigView, params: SetParams): string[] {
  return [params.remote_node_uuid ?? params.remote_node, params.pnode_uuid ?? params.pnode].flatMap((name) => (name === null ? [] : (view.node(name)?.uuid ?? [])));
}

/**
 * The node that is recorded as primary; null: none is asked for. Nothing is moved: who asks for it has brought the disks there.
 * Throws OpPrereqError.
 */
export function otherPrimary(cx: CheckContext, params: SetParams, instance: Instance): Node | null {
  const given = params.pnode_uuid ?? params.pnode;
  if (given === null) return null;
  const { name, disk_template: template } = instance;
  if (params.disk_template !== null || params.disks.length > 0) {
    throw new OpPrereqError("Either another primary node is recorded or disks are changed, not both in one operation", 'wrong_input');
  }
  const node = nodeOf(cx.config, params.pnode ?? given, params.pnode_uuid);
  if (node.uuid === instance.primary_node) throw new OpPrereqError(`Node ${node.name} is the primary node of instance ${name} already`, 'wrong_input');
  if (templateHas(template, 'netMirrored') && !cx.config.nodesOfInstance(instance).includes(node.uuid)) {
    throw new OpPrereqError(`Node ${node.name} has no copy of the disks of instance ${name}; replace its secondary node first`, 'wrong_state');
  }
  checkCanReceive(node);
  return node;
}
