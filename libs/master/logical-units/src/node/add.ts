import { OpPrereqError } from '@ganeti/errors';
import { fillCandidatePool } from '@ganeti/master-config';
import { defineLogicalUnit, type CheckContext, type LogicalUnit, type RunContext } from '@ganeti/master-jobs';
import { changedParams, checkNd, fillNd, INITIAL_GROUP_NAME, initialNode, normaliseHostname, type Node, type NodeGroup } from '@ganeti/objects';
import { nodeAdd, type ParamsOf } from '@ganeti/opcodes';
import { warn } from '../common/disk-steps';
import { groupBy, groupOf } from '../common/lookup';
import type { Plain } from '../common/plain';
import { tellNodes } from '../common/redistribute';
import { refuseStateParams } from '../common/state-params';
import type { Introduction, Services } from '../services';
import { checkAddresses, homingProblem } from './addresses';
import { flagText, nodeHooks } from './hooks';
import { checkHello } from './introduction';

type Params = ParamsOf<typeof nodeAdd>;
type NewNode = Omit<Node, 'serial_no' | 'ctime' | 'mtime'>;
type Plan = { readonly node: Plain<NewNode>; readonly known: boolean };

export function nodeAddUnit(services: Services): LogicalUnit<typeof nodeAdd, Plan> {
  return defineLogicalUnit({
    definition: nodeAdd,
    locks: () => ({ cluster: { names: ['BGL'], mode: 'exclusive' } }),

    async check(params, cx): Promise<Plan> {
      refuseStateParams(params);
      const name = normaliseHostname(params.node_name);
      const known = cx.config.node(name);
      const same = known?.name === name ? known : undefined;
      if (params.readd && same === undefined) {
        throw new OpPrereqError(`Node ${name} cannot be added again: it is not in the cluster`, 'unknown_entity');
      }
      if (!params.readd && same !== undefined) {
        throw new OpPrereqError(`Node ${name} is in the cluster already; 'readd' takes it in again`, 'already_exists');
      }
      if (same !== undefined) checkReadd(cx, params, same);
      const primary_ip = params.primary_ip ?? same?.primary_ip ?? (await services.names.resolve(name)).address;
      const secondary_ip = params.secondary_ip ?? same?.secondary_ip ?? primary_ip;
      const addresses = { name, primary_ip, secondary_ip, port: params.port };
      checkAddresses(cx.config, addresses);
      const problem = homingProblem(cx.config, addresses);
      if (problem !== null) throw new OpPrereqError(problem, 'wrong_input');
      const cluster = cx.config.cluster();
      const hello = await services.introduce({
        name,
        address: primary_ip,
        port: params.port,
        cluster_name: cluster.cluster_name,
        cluster_uuid: cluster.uuid,
      });
      checkIntroduction(cx, name, hello, same);
      if (same === undefined) cx.reservations.name(cx.jobId, 'node', name);
      return { node: newNode(params, cx, { name, primary_ip, secondary_ip }, hello, same), known: same !== undefined };
    },

    hooks(_params, { node }, cx) {
      const all = [...cx.config.all('node')].map(({ uuid }) => uuid).filter((uuid) => uuid !== node.uuid);
      const environment = {
        NODE_NAME: node.name,
        NODE_PIP: node.primary_ip,
        NODE_SIP: node.secondary_ip,
        MASTER_CAPABLE: flagText(node.master_capable),
        VM_CAPABLE: flagText(node.vm_capable),
      };
      return { ...nodeHooks('node-add', node, environment, all), postNodes: [...all, node.uuid] };
    },

    async run(_params, { node, known }, cx) {
      await cx.update('add', (tx) => {
        if (known) tx.update('node', node.uuid, node);
        else tx.insert('node', node);
        fillCandidatePool(tx, [node.uuid]);
      });
      if (known && !node.master_candidate) {
        // It may have been one when it went away.
        try {
          await cx.call('drop-configuration', node.uuid, 'Files.DropConfig', {});
        } catch (error) {
          if (cx.signal.aborted) throw error;
          warn(cx, `Node ${node.name} may keep an old copy of the configuration: ${(error as Error).message}`);
        }
      }
      await makeSwitch(cx, node);
      await tellNodes(cx, services);
      return null;
    },
  });
}

/** The switch that its NICs are to be connected to, where its parameters want one. Without it the node is not added. */
async function makeSwitch(cx: RunContext, node: NewNode): Promise<void> {
  const { ovs, ovs_name, ovs_link } = fillNd(cx.config.cluster(), groupBy(cx.config, node.group), node as Node);
  if (!ovs || !node.vm_capable) return;
  cx.log(`* making Open vSwitch ${ovs_name} on ${node.name}`);
  await cx.call('switch', node.uuid, 'Machine.MakeSwitch', { name: ovs_name ?? '', link: ovs_link ?? '' });
}

function newNode(
  params: Params,
  cx: CheckContext,
  address: { readonly name: string; readonly primary_ip: string; readonly secondary_ip: string },
  hello: Introduction,
  same: Node | undefined,
): NewNode {
  const master_capable = params.master_capable ?? same?.master_capable ?? true;
  const { serial_no: _serial, ctime: _ctime, mtime: _mtime, ...old } = same ?? initialNode({
    ...address,
    uuid: hello.uuid === '' ? cx.ids.uuid() : hello.uuid,
    group: groupFor(params, cx).uuid,
    certificate_digest: hello.certificate_digest,
  }) as Node;
  return {
    ...old,
    ...address,
    certificate_digest: hello.certificate_digest,
    port: hello.port,
    group: same?.group ?? groupFor(params, cx).uuid,
    ndparams: params.ndparams === null ? old.ndparams : changedParams(old.ndparams, checkNd(params.ndparams, { allowReset: true })),
    master_capable,
    vm_capable: params.vm_capable ?? same?.vm_capable ?? true,
    drained: false,
    offline: false,
    powered: true,
    master_candidate: master_capable && ((same?.master_candidate ?? false) || poolIsShort(cx)),
  };
}

/** A node that comes back is the one it was; only what it can do may be told anew. */
function checkReadd(cx: CheckContext, params: Params, node: Node): void {
  const { name } = node;
  if (node.uuid === cx.config.cluster().master_node) throw new OpPrereqError(`Node ${name} is the master; it cannot be added again`, 'wrong_state');
  if (params.group !== null) {
    throw new OpPrereqError(`Node ${name} comes back into its group; say no group, or use gnt-group assign-nodes afterwards`, 'wrong_input');
  }
  for (const address of ['primary_ip', 'secondary_ip'] as const) {
    const given = params[address];
    if (given === null || given === node[address]) continue;
    throw new OpPrereqError(`Node ${name} has the address ${node[address]}, not ${given}; a node that comes back keeps its addresses`, 'wrong_input');
  }
  const instances = cx.config.primariesOf(node.uuid).size + cx.config.secondariesOf(node.uuid).size;
  if (params.vm_capable === false && instances > 0) {
    throw new OpPrereqError(`Node ${name} has ${instances} instances; move them away before it loses vm_capable`, 'wrong_state');
  }
}

function groupFor(params: Params, cx: CheckContext): NodeGroup {
  if (params.group !== null) return groupOf(cx.config, params.group);
  const standard = cx.config.group(INITIAL_GROUP_NAME) ?? [...cx.config.all('nodegroup')][0];
  if (standard === undefined) throw new OpPrereqError('The cluster has no node group to put the node in', 'wrong_state');
  return standard;
}

/** Whether the cluster has fewer candidates than it wants. */
function poolIsShort(cx: CheckContext): boolean {
  const candidates = [...cx.config.all('node')].filter((node) => node.master_candidate).length;
  return candidates < cx.config.cluster().candidate_pool_size;
}

function checkIntroduction(cx: CheckContext, name: string, hello: Introduction, same: Node | undefined): void {
  checkHello(cx, name, hello, same);
  const other = cx.config.get('node', hello.uuid);
  if (same === undefined && other !== undefined) {
    throw new OpPrereqError(`What answers as ${name} is the node ${other.name}, which is in the cluster already`, 'already_exists');
  }
  const missing = cx.config.cluster().enabled_hypervisors.filter((hypervisor) => !hello.hypervisors.includes(hypervisor));
  if (missing.length > 0) warn(cx, `Node ${name} does not have hypervisor ${missing.join(', ')}`);
}
