import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { checkBe, checkHv } from '@ganeti/objects';
import { instanceStartup } from '@ganeti/opcodes';
import { assembleDisks, warn } from '../common/disk-steps';
import { instanceHooks } from '../common/hooks';
import { instanceMessage } from '../common/instance-message';
import { checkNotOfflineState, disksOf, guestOn, setInstance } from '../common/instance-state';
import { instanceOnly } from '../common/locks';
import { instanceBy, instanceOf, nodeBy } from '../common/lookup';
import { checkFreeMemory, checkOnline } from '../common/node-checks';
import { checkHvOnNodes } from '../common/node-params';
import { beOf, hvOf } from '../common/params';
import { stopInstance } from '../common/stop';

type Plan = {
  readonly instance: string;
  readonly primary: string;
  /** `mark`: its node is offline, only the configuration is changed. `running`: there is nothing to start. */
  readonly action: 'start' | 'mark' | 'running';
  /** Something of it is still on the node, and is ended first. */
  readonly left: boolean;
};

export const instanceStartupUnit = defineLogicalUnit({
  definition: instanceStartup,
  locks: (params, cx) => instanceOnly(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const instance = instanceOf(cx.config, params);
    checkNotOfflineState(instance);
    const beparams = checkBe(params.beparams);
    const hvparams = checkHv(instance.hypervisor, params.hvparams);
    const primary = nodeBy(cx.config, instance.primary_node);
    const plan = { instance: instance.uuid, primary: primary.uuid, left: false };
    if (primary.offline && params.ignore_offline_nodes) {
      if (Object.keys(params.beparams).length + Object.keys(params.hvparams).length > 0) {
        throw new OpPrereqError('Parameters for one start only make no sense while the primary node is offline', 'wrong_state');
      }
      return { ...plan, action: 'mark' };
    }
    checkOnline(primary);
    const { running, left } = await guestOn(cx, instance, primary.uuid);
    if (running !== null) return { ...plan, action: 'running' };
    const memory = Number({ ...beOf(cx.config, instance), ...beparams }.minmem);
    checkFreeMemory(cx, primary, memory, `starting instance ${instance.name}`);
    if (Object.keys(hvparams).length > 0) {
      await checkHvOnNodes(cx, [primary], instance.hypervisor, { ...hvOf(cx.config, instance), ...hvparams });
    }
    return { ...plan, action: 'start', left };
  },

  hooks: (params, plan, cx) =>
    instanceHooks(cx.config, 'instance-start', instanceBy(cx.config, plan.instance), {
      environment: { FORCE: params.force ? 'True' : 'False' },
    }),

  async run(params, plan, cx) {
    const { name } = instanceBy(cx.config, plan.instance);
    if (!params.no_remember) {
      await cx.update('mark-up', (tx) =>
        setInstance(tx, plan.instance, { admin_state: 'up', admin_state_source: 'admin', ...(plan.action === 'mark' ? {} : { disks_active: true }) }),
      );
    }
    if (plan.action === 'mark') {
      warn(cx, `The primary node is offline: instance ${name} is marked up, and will be started when its node is back`);
      return null;
    }
    if (plan.action === 'running') {
      cx.log(`Instance ${name} already runs`);
      return null;
    }
    const disks = disksOf(cx.config, plan.instance);
    await assembleDisks(cx, disks, {
      owner: name,
      primary: plan.primary,
      tolerate: (node) => node !== plan.primary && (params.force || nodeBy(cx.config, node).offline),
    });
    const message = instanceMessage(cx.config, instanceBy(cx.config, plan.instance), {
      hvparams: params.hvparams,
      beparams: checkBe(params.beparams),
    });
    if (plan.left) await stopInstance(cx, plan.primary, message, params.shutdown_timeout, { step: 'end-left' });
    await cx.call('start', plan.primary, 'Instances.Start', { instance: message, paused: params.startup_paused }, {
      undo: [{ node: plan.primary, method: 'Instances.Shutdown', request: { instance: message, timeout: 0 } }],
      timeoutSeconds: 300,
    });
    return null;
  },
});
