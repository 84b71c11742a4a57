import { OpPrereqError } from '@ganeti/errors';
import { fillCandidatePool, type ConfigView } from '@ganeti/master-config';
import { defineLogicalUnit, type LogicalUnit, type RunContext } from '@ganeti/master-jobs';
import type { Node } from '@ganeti/objects';
import { nodeRemove } from '@ganeti/opcodes';
import { info, warn } from '../common/disk-steps';
import { nodeBy, nodeOf } from '../common/lookup';
import { tellNodes } from '../common/redistribute';
import type { Services } from '../services';
import { nodeHooks } from './hooks';

type Plan = { readonly node: string };

export function nodeRemoveUnit(services: Services): LogicalUnit<typeof nodeRemove, Plan> {
  return defineLogicalUnit({
    definition: nodeRemove,
    locks: () => ({ cluster: { names: ['BGL'], mode: 'exclusive' } }),

    async check(params, cx): Promise<Plan> {
      const node = nodeOf(cx.config, params.node_name, params.node_uuid);
      if (node.uuid === cx.config.cluster().master_node) {
        throw new OpPrereqError(`Node ${node.name} is the master; make another node the master first (gnt-cluster master-failover there)`, 'wrong_input');
      }
      checkEmpty(cx.config, node);
      return { node: node.uuid };
    },

    /** The node itself runs its scripts before it leaves. */
    hooks(_params, { node }, cx) {
      const others = [...cx.config.all('node')].map(({ uuid }) => uuid).filter((uuid) => uuid !== node);
      const { name } = nodeBy(cx.config, node);
      return nodeHooks('node-remove', { name }, { NODE_NAME: name }, others);
    },

    async run(_params, plan, cx) {
      // In the journal, because a resumed run may find it gone from the configuration.
      const { name, offline } = await cx.record('node', () => {
        const node = nodeBy(cx.config, plan.node);
        return { name: node.name, offline: node.offline };
      });
      // The whole cluster waits for this job: a node that is away is not waited for as long as others would.
      const answers = !offline && (await cx.record('answers', () => doesAnswer(cx, plan.node, name)));
      if (offline) {
        warn(cx, `Node ${name} is offline and is not told; delete its certificate (/var/lib/ganeti/server.pem) before it is used again`);
      } else if (!answers) {
        warn(cx, `Node ${name} does not answer and may still take itself for a part of the cluster; delete its certificate (/var/lib/ganeti/server.pem)`);
      } else {
        await cx.postHooks([plan.node]);
        try {
          await cx.call('leave', plan.node, 'Node.Leave', {});
        } catch (error) {
          if (cx.signal.aborted) throw error;
          warn(cx, `Node ${name} may still take itself for a part of the cluster: ${(error as Error).message}`);
        }
      }
      const promoted = await cx.update(
        'remove',
        (tx) => {
          tx.remove('node', plan.node);
          return fillCandidatePool(tx);
        },
        { undo: false },
      );
      for (const uuid of promoted) info(cx, `Node ${nodeBy(cx.config, uuid).name} is a master candidate now`);
      await tellNodes(cx, services);
      return null;
    },
  });
}

async function doesAnswer(cx: RunContext, node: string, node_name: string): Promise<boolean> {
  try {
    await cx.read(node, 'Node.Handshake', { node_uuid: node, node_name });
    return true;
  } catch (error) {
    if (cx.signal.aborted) throw error;
    return false;
  }
}

/** Throws OpPrereqError when an instance or a disk is on the node. */
function checkEmpty(view: ConfigView, node: Node): void {
  const instances = [...view.primariesOf(node.uuid), ...view.secondariesOf(node.uuid)].map((uuid) => view.get('instance', uuid)?.name ?? uuid).sort();
  if (instances.length > 0) {
    const more = instances.length > 5 ? ` and ${instances.length - 5} more` : '';
    throw new OpPrereqError(`Node ${node.name} has the instances ${instances.slice(0, 5).join(', ')}${more}; move or remove them first`, 'wrong_input');
  }
  for (const disk of view.all('disk')) {
    if (disk.nodes.includes(node.uuid)) throw new OpPrereqError(`Disk ${disk.name ?? disk.uuid} is on node ${node.name}; remove it first`, 'wrong_input');
  }
}
