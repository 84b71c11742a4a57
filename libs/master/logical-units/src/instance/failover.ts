import { defineLogicalUnit, type LogicalUnit } from '@ganeti/master-jobs';
import { instanceFailover } from '@ganeti/opcodes';
import { instanceHooks } from '../common/hooks';
import { checkNotOfflineState } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeName } from '../common/lookup';
import { lockTargets, moveTarget } from '../common/move-target';
import { bridgesOf } from '../common/nics';
import { checkBridges, checkOnline } from '../common/node-checks';
import { checkPolicy, specOf } from '../common/params';
import type { Services } from '../services';
import { planFailover, runFailover, type FailoverPlan } from './failover-steps';

export function instanceFailoverUnit(services: Services): LogicalUnit<typeof instanceFailover, FailoverPlan> {
  return defineLogicalUnit({
    definition: instanceFailover,
    locks: (params, cx) => instanceAndNodes(cx.config, params, () => lockTargets(cx, services.placement, params)),

    async check(params, cx) {
      const instance = instanceOf(cx.config, params);
      checkNotOfflineState(instance);
      const target = moveTarget(cx, services.placement, instance, params, 'failed over');
      checkOnline(target);
      const sizes = cx.config.disksOf(instance).map((disk) => disk.size);
      const spec = specOf(cx.config, instance, sizes);
      checkPolicy(cx, instance.name, target.uuid, spec, params.ignore_ipolicy, spec);
      if (instance.admin_state === 'up') await checkBridges(cx, target, bridgesOf(cx, instance.nics));
      return planFailover(cx, instance, target.uuid, {
        ignoreConsistency: params.ignore_consistency,
        shutdownTimeout: params.shutdown_timeout,
      });
    },

    hooks: (params, plan, cx) => failoverHooks('instance-failover', plan, cx, {
      IGNORE_CONSISTENCY: params.ignore_consistency ? 'True' : 'False',
      SHUTDOWN_TIMEOUT: String(params.shutdown_timeout),
    }),

    async run(_params, plan, cx) {
      await runFailover(cx, plan);
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
  return instanceHooks(cx.config, path, instanceBy(cx.config, plan.instance), {
    environment: {
      OLD_PRIMARY: nodeName(cx.config, source),
      NEW_PRIMARY: nodeName(cx.config, target),
      OLD_SECONDARY: nodeName(cx.config, target),
      NEW_SECONDARY: nodeName(cx.config, source),
      ...environment,
    },
    ...nodesOf(cx, source, target),
  });
}

function nodesOf(cx: { readonly config: Parameters<typeof nodeName>[0] }, source: string, target: string) {
  const master = cx.config.cluster().master_node;
  return { preNodes: [...new Set([master, target])], postNodes: [...new Set([master, source, target])] };
}
