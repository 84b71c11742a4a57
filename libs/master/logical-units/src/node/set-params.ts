import { OpPrereqError } from '@ganeti/errors';
import { fillCandidatePool, poolShortfallWithout, type ConfigView } from '@ganeti/master-config';
import { defineLogicalUnit, type CheckContext, type LogicalUnit } from '@ganeti/master-jobs';
import { changedParams, checkNd, fillNd, type Node, type ParamDict } from '@ganeti/objects';
import { nodeSetParams, type ParamsOf } from '@ganeti/opcodes';
import { info, warn } from '../common/disk-steps';
import { groupBy, nodeBy, nodeOf } from '../common/lookup';
import { tellNodes } from '../common/redistribute';
import { refuseStateParams } from '../common/state-params';
import type { Services } from '../services';
import { flagText, nodeHooks } from './hooks';
import { checkAnswers } from './introduction';
import { changedFlags, idleFlags, nextRole, roleOf, type AskedRole, type Role } from './role';
import { checkSecondaryIp } from './secondary-ip';

type Params = ParamsOf<typeof nodeSetParams>;
type Plan = {
  readonly node: string;
  readonly change: Partial<Role> & {
    readonly master_capable?: boolean;
    readonly vm_capable?: boolean;
    readonly powered?: boolean;
    readonly secondary_ip?: string;
    readonly ndparams?: ParamDict;
  };
  /** It has a copy of the configuration that it shall not keep. */
  readonly drop: boolean;
};

export function nodeSetParamsUnit(services: Services): LogicalUnit<typeof nodeSetParams, Plan> {
  return defineLogicalUnit({
    definition: nodeSetParams,

    /** The node; all nodes when others may be promoted; with another address for mirrors, the instances that have some there. */
    locks(params, cx) {
      const node = cx.config.node(params.node_uuid ?? params.node_name)?.uuid;
      if (node === undefined) return {};
      const nodes = { names: params.auto_promote && mayDemote(params) ? ('all' as const) : [node], mode: 'exclusive' as const };
      return {
        ...(params.secondary_ip === null ? {} : { instance: { names: instancesOn(cx, node).map(({ name }) => name), mode: 'shared' as const } }),
        node: nodes,
        'node-res': nodes,
      };
    },

    async check(params, cx): Promise<Plan> {
      refuseStateParams(params);
      const node = nodeOf(cx.config, params.node_name, params.node_uuid);
      const isMaster = node.uuid === cx.config.cluster().master_node;
      const asked = askedRole(params, cx, node, isMaster);
      const now = roleOf(node);
      const next = nextRole(now, asked);
      if (now.offline && !next.offline) await checkBackOnline(services, params, cx, node);
      if (now.master_candidate && !next.master_candidate && !params.auto_promote && !params.force) checkPool(cx.config, node);
      if (params.secondary_ip !== null) await checkSecondaryIp(cx, node, params.secondary_ip, { force: params.force && isMaster });
      const change: Plan['change'] = {
        ...Object.fromEntries(changedFlags(now, next).map((flag) => [flag, next[flag]])),
        ...(params.master_capable === null ? {} : { master_capable: params.master_capable }),
        ...(params.vm_capable === null ? {} : { vm_capable: params.vm_capable }),
        ...(params.powered === null ? {} : { powered: params.powered }),
        ...(params.secondary_ip === null ? {} : { secondary_ip: params.secondary_ip }),
        ...(params.ndparams === null ? {} : { ndparams: changedParams(node.ndparams, checkNd(params.ndparams, { allowReset: true })) }),
      };
      return { node: node.uuid, change, drop: now.master_candidate && !next.master_candidate && !next.offline };
    },

    hooks(params, plan, cx) {
      const wanted = { ...params, ...plan.change };
      const environment = {
        MASTER_CANDIDATE: flagText(wanted.master_candidate),
        OFFLINE: flagText(wanted.offline),
        DRAINED: flagText(wanted.drained),
        MASTER_CAPABLE: flagText(wanted.master_capable),
        VM_CAPABLE: flagText(wanted.vm_capable),
      };
      return nodeHooks('node-modify', nodeBy(cx.config, plan.node), environment, [cx.config.cluster().master_node, plan.node]);
    },

    async run(params, { node, change, drop }, cx) {
      const isDifferent = Object.keys(change).length > 0;
      const promoted = isDifferent
        ? await cx.update('change', (tx) => {
            // Another one may have gone since the check, which locks only this node.
            if (params.force) tx.letPoolShrink();
            else if (change.master_candidate === false && !params.auto_promote) checkPool(tx, nodeBy(tx, node));
            tx.update('node', node, change);
            return params.auto_promote && change.master_candidate === false ? fillCandidatePool(tx, [node]) : [];
          })
        : [];
      for (const uuid of promoted) info(cx, `Node ${nodeBy(cx.config, uuid).name} is a master candidate now`);
      if (drop) {
        try {
          await cx.call('drop-configuration', node, 'Files.DropConfig', {});
        } catch (error) {
          if (cx.signal.aborted) throw error;
          warn(cx, `Node ${nodeBy(cx.config, node).name} keeps its old copy of the configuration: ${(error as Error).message}`);
        }
      }
      const { ndparams: _ndparams, powered: _powered, ...told } = change;
      if (Object.keys(told).length > 0) await tellNodes(cx, services);
      const order = ['master_capable', 'vm_capable', 'secondary_ip', 'master_candidate', 'drained', 'offline'] as const;
      return order.flatMap((name): [string, string][] => {
        const value = told[name];
        return value === undefined ? [] : [[name, typeof value === 'string' ? value : flagText(value)]];
      });
    },
  });
}

function mayDemote(params: Params): boolean {
  return params.offline === true || params.drained === true || params.master_candidate === false || params.master_capable === false;
}

function instancesOn(cx: CheckContext, node: string) {
  return [...cx.config.primariesOf(node), ...cx.config.secondariesOf(node)].flatMap((uuid) => cx.config.get('instance', uuid) ?? []);
}

/** What is asked, after what follows from it: a node that may again becomes a candidate when the cluster has too few. */
function askedRole(params: Params, cx: CheckContext, node: Node, isMaster: boolean): AskedRole {
  const asked = { master_candidate: params.master_candidate, drained: params.drained, offline: params.offline };
  if (isMaster && Object.values(asked).some((flag) => flag !== null)) {
    throw new OpPrereqError(`Node ${node.name} is the master; its role changes only when another node becomes master (gnt-cluster master-failover there)`, 'wrong_input');
  }
  if (isMaster && params.master_capable === false) throw new OpPrereqError(`Node ${node.name} is the master and has to stay master_capable`, 'wrong_state');
  const capable = params.master_capable ?? node.master_capable;
  if (asked.master_candidate === true && !capable) {
    throw new OpPrereqError(`Node ${node.name} is not master_capable and cannot be a master candidate; allow it with master_capable first`, 'wrong_state');
  }
  if (params.vm_capable === false && instancesOn(cx, node.uuid).length > 0) {
    throw new OpPrereqError(`Node ${node.name} has instances (${instancesOn(cx, node.uuid)[0]?.name}, …); move them away before it loses vm_capable`, 'wrong_state');
  }
  checkPower(params, cx, node);
  for (const flag of idleFlags(roleOf(node), asked)) {
    info(cx, `Node ${node.name} is not ${flag}: nothing to take away`);
    asked[flag] = null;
  }
  const comesBack = asked.drained === false || asked.offline === false || (params.master_capable === true && !node.master_capable);
  const staysAway = asked.drained === true || asked.offline === true || (asked.drained === null && node.drained) || (asked.offline === null && node.offline);
  if (comesBack && !staysAway && capable && !node.master_candidate && isShortWith(cx, node)) {
    info(cx, `Node ${node.name} becomes a master candidate, for the cluster has too few`);
    return { ...asked, master_candidate: true };
  }
  if (params.master_capable === false && node.master_candidate) {
    info(cx, `Node ${node.name} is no master candidate any more`);
    return { ...asked, master_candidate: false };
  }
  return asked;
}

/** Whether there is a place among the candidates for this node. */
function isShortWith(cx: CheckContext, node: Node): boolean {
  const candidates = [...cx.config.all('node')].filter((other) => other.uuid !== node.uuid && other.master_candidate).length;
  return candidates < cx.config.cluster().candidate_pool_size;
}

function checkPower(params: Params, cx: CheckContext, node: Node): void {
  const { oob_program } = fillNd(cx.config.cluster(), groupBy(cx.config, node.group), node);
  if (oob_program === '' && params.powered !== null) {
    throw new OpPrereqError(`Node ${node.name} has no out-of-band program, so nobody can tell its power; set the node parameter oob_program first`, 'wrong_state');
  }
  if (oob_program !== '' && params.offline === false && !(params.powered ?? node.powered)) {
    throw new OpPrereqError(`Node ${node.name} is switched off; switch it on (gnt-node power on) before it comes back`, 'wrong_state');
  }
}

async function checkBackOnline(services: Services, params: Params, cx: CheckContext, node: Node): Promise<void> {
  await checkAnswers(services, cx, node);
  warn(cx, `Node ${node.name} comes back as it is; if it was away for long, add it again (gnt-node add --readd ${params.node_name}) instead`);
}

function checkPool(view: ConfigView, node: Node): void {
  const missing = poolShortfallWithout(view, [node.uuid]);
  if (missing === 0) return;
  throw new OpPrereqError(
    `Without node ${node.name} the cluster has ${missing} master candidate(s) too few; let others take its place with auto_promote, or promote one first`,
    'wrong_state',
  );
}
