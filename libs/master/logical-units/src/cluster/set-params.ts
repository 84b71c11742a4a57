import { OpPrereqError } from '@ganeti/errors';
import { fillCandidatePool, trimCandidatePool, type ConfigTx } from '@ganeti/master-config';
import { defineLogicalUnit, withJobs, type LockPlan, type LogicalUnit, type RunContext } from '@ganeti/master-jobs';
import { BUILT_IN } from '@ganeti/master-placement';
import { reservedBits, type Cluster, type Json } from '@ganeti/objects';
import { clusterSetParams } from '@ganeti/opcodes';
import { info, warn } from '../common/disk-steps';
import { nodeBy } from '../common/lookup';
import { moveAddress } from '../common/master-address';
import { tellNodes } from '../common/redistribute';
import { refuseStateParams } from '../common/state-params';
import { endsOf } from '../network/pool';
import type { Services } from '../services';
import { tellEffects } from './set-params-effects';
import { changedFields, type SetParams } from './set-params-fields';
import { changedLayers } from './set-params-layers';
import { checkNodes } from './set-params-nodes';
import { checkUse } from './set-params-use';

type Address = Pick<Cluster, 'master_node' | 'master_ip' | 'master_netmask' | 'master_netdev' | 'use_external_mip_script'>;
type Plan = {
  readonly from: { readonly [K in keyof Address]: Address[K] };
  readonly to: { readonly [K in keyof Address]: Address[K] };
  /** uuid of the communication network that is to be made; null: none. */
  readonly network: string | null;
};

/** Network between instances and their node, as Ganeti makes it: link-local addresses, routed over a table of its own. */
const communication = { network: '169.254.0.0/16', network6: 'fe80::/10', mac_prefix: '52:54:00', mode: 'routed', link: 'communication_rt' };

async function checkAllocator({ placement }: Services, after: Pick<Cluster, 'default_iallocator' | 'default_iallocator_params'>): Promise<void> {
  const problem = await placement.allocatorProblem(after.default_iallocator || BUILT_IN, after.default_iallocator_params);
  if (problem !== null) throw new OpPrereqError(`The default allocator cannot be set: ${problem}`, 'wrong_input');
}

export function clusterSetParamsUnit(services: Services): LogicalUnit<typeof clusterSetParams, Plan> {
  return defineLogicalUnit({
    definition: clusterSetParams,

    /** What is checked against instances keeps them as they are; nodes that are asked, or get another role, stay. */
    locks(params): LockPlan {
      const judges = [params.enabled_hypervisors, params.enabled_disk_templates, params.vg_name, params.drbd_helper, params.nicparams].some((given) => given !== null);
      // Where the address lies must not change between the check and its move: two such jobs could leave it on both devices.
      const moves = [params.master_netdev, params.master_netmask, params.use_external_mip_script].some((given) => given !== null);
      return {
        ...(moves ? { cluster: { names: ['BGL'], mode: 'exclusive' } } : {}),
        ...(judges ? { instance: { names: 'all', mode: 'shared' } } : {}),
        ...(judges || params.candidate_pool_size !== null ? { node: { names: 'all', mode: 'shared' } } : {}),
      };
    },

    async check(params, cx): Promise<Plan> {
      refuseStateParams(params);
      const before = cx.config.cluster();
      const after = { ...before, ...changedCluster(before, params) };
      checkUse(cx, params, after);
      await checkNodes(cx, params, after);
      if (params.default_iallocator !== null || params.default_iallocator_params !== null) await checkAllocator(services, after);
      tellEffects(cx, params, after);
      const network = after.instance_communication_network;
      const isNew = params.instance_communication_network !== null && network !== '' && cx.config.network(network)?.name !== network;
      if (isNew) cx.reservations.name(cx.jobId, 'network', network);
      return { from: addressOf(before), to: addressOf(after), network: isNew ? cx.ids.uuid() : null };
    },

    hooks(params, _plan, cx) {
      const { cluster_name: name, master_node: master } = cx.config.cluster();
      return { path: 'cluster-modify', objectType: 'CLUSTER', environment: { OP_TARGET: name, NEW_VG_NAME: params.vg_name ?? 'None' }, preNodes: [master], postNodes: [master] };
    },

    async run(params, plan, cx) {
      await moveAddress(cx, plan.from, plan.to);
      const { changed, promoted, demoted } = await cx.update('change', (tx) => {
        // Made anew from the cluster as it is now: another job may have changed other parameters since the check.
        const cluster = tx.cluster();
        const change = changedCluster(cluster, params);
        const isDifferent = Object.entries(change).some(([name, value]) => JSON.stringify(value) !== JSON.stringify(cluster[name as keyof Cluster]));
        if (!isDifferent) return { changed: false, promoted: [], demoted: [] };
        tx.update('cluster', cluster.uuid, change);
        if (plan.network !== null) addNetwork(tx, plan.network, tx.cluster().instance_communication_network);
        return { changed: true, ...(params.candidate_pool_size === null ? { promoted: [], demoted: [] } : { promoted: fillCandidatePool(tx), demoted: trimCandidatePool(tx) }) };
      });
      for (const uuid of promoted) info(cx, `Node ${nodeBy(cx.config, uuid).name} is a master candidate now`);
      for (const uuid of demoted) await demote(cx, uuid);
      if (changed) await tellNodes(cx, services);
      const jobs = params.instance_communication_network === null ? [] : connections(cx);
      return jobs.length === 0 ? null : withJobs(jobs);
    },
  });
}

/** What the parameters make of a cluster. Throws OpPrereqError and TypeEnforcementError for what cannot be. */
export function changedCluster(cluster: Cluster, params: SetParams): Partial<Cluster> {
  return { ...changedFields(cluster, params), ...changedLayers(cluster, params) };
}

function addressOf({ master_node, master_ip, master_netmask, master_netdev, use_external_mip_script }: Cluster): Address {
  return { master_node, master_ip, master_netmask, master_netdev, use_external_mip_script };
}

function addNetwork(tx: ConfigTx, uuid: string, name: string): void {
  const { network, network6, mac_prefix } = communication;
  tx.insert('network', { uuid, name, network, gateway: null, network6, gateway6: null, mac_prefix, ext_reservations: reservedBits(network, endsOf(network)), tags: [] });
}

async function demote(cx: RunContext, uuid: string): Promise<void> {
  const { name } = nodeBy(cx.config, uuid);
  info(cx, `Node ${name} is no master candidate any more`);
  try {
    await cx.call(`drop-configuration-${name}`, uuid, 'Files.DropConfig', {});
  } catch (error) {
    if (cx.signal.aborted) throw error;
    warn(cx, `Node ${name} keeps its old copy of the configuration: ${(error as Error).message}`);
  }
}

/** Jobs that connect the communication network where it is not. */
function connections(cx: RunContext): (readonly Json[])[] {
  const network = cx.config.network(cx.config.cluster().instance_communication_network);
  if (network === undefined) return [];
  return [...cx.config.all('nodegroup')]
    .filter((group) => group.networks[network.uuid] === undefined)
    .map(({ name }) => [
      { OP_ID: 'OP_NETWORK_CONNECT', group_name: name, network_name: network.name, network_mode: communication.mode, network_link: communication.link, conflicts_check: false },
    ]);
}
