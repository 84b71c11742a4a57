import { defineLogicalUnit } from '@ganeti/master-jobs';
import { instanceShutdown } from '@ganeti/opcodes';
import { shutdownDisks, warn } from '../common/disk-steps';
import { instanceHooks } from '../common/hooks';
import { instanceMessage } from '../common/instance-message';
import { checkNotOfflineState, disksOf, setInstance } from '../common/instance-state';
import { instanceOnly } from '../common/locks';
import { instanceBy, instanceOf, nodeBy } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import { stopInstance } from '../common/stop';

type Plan = {
  readonly instance: string;
  readonly primary: string;
  /** The primary node is offline: only the configuration is changed. */
  readonly markOnly: boolean;
};

export const instanceShutdownUnit = defineLogicalUnit({
  definition: instanceShutdown,
  locks: (params, cx) => instanceOnly(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const instance = instanceOf(cx.config, params);
    if (!params.force) checkNotOfflineState(instance);
    const primary = nodeBy(cx.config, instance.primary_node);
    const markOnly = primary.offline && params.ignore_offline_nodes;
    if (!markOnly) checkOnline(primary);
    return { instance: instance.uuid, primary: primary.uuid, markOnly };
  },

  hooks: (params, plan, cx) =>
    instanceHooks(cx.config, 'instance-stop', instanceBy(cx.config, plan.instance), {
      environment: { TIMEOUT: String(params.timeout) },
    }),

  async run(params, plan, cx) {
    const instance = instanceBy(cx.config, plan.instance);
    if (!params.no_remember) {
      const source = params.admin_state_source ?? 'admin';
      await cx.update('mark-down', (tx) => setInstance(tx, plan.instance, { admin_state: 'down', admin_state_source: source }));
    }
    if (plan.markOnly) {
      warn(cx, `The primary node is offline: instance ${instance.name} is marked down, and nothing was stopped`);
      return null;
    }
    await stopInstance(cx, plan.primary, instanceMessage(cx.config, instance), params.timeout);
    // Stopped is stopped: from here on a failure must not say that it is up.
    await cx.keep('stopped');
    await shutdownDisks(cx, disksOf(cx.config, plan.instance), {
      owner: instance.name,
      primary: plan.primary,
      tolerate: (node) => node !== plan.primary,
      leave: (node) => node !== plan.primary,
      undo: false,
    });
    await cx.update('disks-inactive', (tx) => setInstance(tx, plan.instance, { disks_active: false }));
    return null;
  },
});
