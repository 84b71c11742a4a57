import { defineLogicalUnit, type LogicalUnit } from '@ganeti/master-jobs';
import { templateHas } from '@ganeti/objects';
import { instanceFailover } from '@ganeti/opcodes';
import { instanceHooks } from '../common/hooks';
import { checkNotOfflineState } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeName } from '../common/lookup';
import { lockTargets, moveTarget, namedTarget } from '../common/move-target';
import { bridgesOf } from '../common/nics';
import { checkBridges, checkOnline } from '../common/node-checks';
import { checkPolicy, specOf } from '../common/params';
import type { Services } from '../services';
import { planCleanup, runCleanup, type CleanupPlan } from './cleanup';
import { planFailover, runFailover, type FailoverPlan } from './failover-steps';
import { planReservedMove, runReservedMove, type ReservedMove } from './reserved-move';

type Plan =
  | { readonly kind: 'failover'; readonly how: FailoverPlan }
  | { readonly kind: 'cleanup'; readonly how: CleanupPlan }
  | { readonly kind: 'reserved'; readonly how: ReservedMove };

export function instanceFailoverUnit(services: Services): LogicalUnit<typeof instanceFailover, Plan> {
  return defineLogicalUnit({
    definition: instanceFailover,
    locks: (params, cx) => instanceAndNodes(cx.config, params, () => (params.cleanup ? namedTarget(cx, params) : lockTargets(cx, services.placement, params))),

    async check(params, cx): Promise<Plan> {
      const instance = instanceOf(cx.config, params, { forthcoming: !params.cleanup });
      checkNotOfflineState(instance);
      if (params.cleanup) return { kind: 'cleanup', how: await planCleanup(params, cx, instance) };
      const target = moveTarget(cx, services.placement, instance, params, 'failed over');
      if (instance.forthcoming) return { kind: 'reserved', how: planReservedMove(cx, instance, target, params.ignore_ipolicy) };
      checkOnline(target);
      const sizes = cx.config.disksOf(instance).map((disk) => disk.size);
      const spec = specOf(cx.config, instance, sizes);
      checkPolicy(cx, instance.name, target.uuid, spec, params.ignore_ipolicy, spec);
      if (instance.admin_state === 'up') await checkBridges(cx, target, bridgesOf(cx, instance.nics));
      const options = { ignoreConsistency: params.ignore_consistency, shutdownTimeout: params.shutdown_timeout };
      return { kind: 'failover', how: await planFailover(cx, instance, target.uuid, options) };
    },

    hooks: (params, { how }, cx) => failoverHooks('instance-failover', how, cx, {
      IGNORE_CONSISTENCY: params.ignore_consistency ? 'True' : 'False',
      SHUTDOWN_TIMEOUT: String(params.shutdown_timeout),
    }),

    async run(_params, plan, cx) {
      if (plan.kind === 'failover') await runFailover(cx, plan.how);
      else if (plan.kind === 'cleanup') await runCleanup(cx, plan.how);
      else await runReservedMove(cx, plan.how);
      return null;
    },
  });
}

/** Before: the scripts of the node it goes to; after: of both. */
export function failoverHooks(
  path: string,
  plan: { readonly instance: string; readonly source: string; readonly target: string },
  cx: Parameters<typeof nodesOf>[0],
  environment: Readonly<Record<string, string>>,
): ReturnType<typeof instanceHooks> {
  const { source, target } = plan;
  const instance = instanceBy(cx.config, plan.instance);
  // Where all nodes have the same disks there is no secondary.
  const isPair = templateHas(instance.disk_template, 'netMirrored');
  return instanceHooks(cx.config, path, instance, {
    environment: {
      OLD_PRIMARY: nodeName(cx.config, source),
      NEW_PRIMARY: nodeName(cx.config, target),
      OLD_SECONDARY: isPair ? nodeName(cx.config, target) : '',
      NEW_SECONDARY: isPair ? nodeName(cx.config, source) : '',
      ...environment,
    },
    ...nodesOf(cx, source, target),
  });
}

function nodesOf(cx: { readonly config: Parameters<typeof nodeName>[0] }, source: string, target: string) {
  const master = cx.config.cluster().master_node;
  return { preNodes: [...new Set([master, target])], postNodes: [...new Set([master, source, target])] };
}
