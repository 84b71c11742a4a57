import { defineLogicalUnit } from '@ganeti/master-jobs';
import { instanceReboot } from '@ganeti/opcodes';
import { assembleDisks, shutdownDisks } from '../common/disk-steps';
import { instanceHooks } from '../common/hooks';
import { instanceMessage } from '../common/instance-message';
import { checkNotOfflineState, disksOf, guestOn, setInstance } from '../common/instance-state';
import { instanceOnly } from '../common/locks';
import { instanceBy, instanceOf, nodeBy } from '../common/lookup';
import { checkFreeMemory, checkOnline } from '../common/node-checks';
import { beOf } from '../common/params';
import { stopInstance } from '../common/stop';

type Plan = { readonly instance: string; readonly primary: string; readonly running: boolean; readonly left: boolean };

export const instanceRebootUnit = defineLogicalUnit({
  definition: instanceReboot,
  locks: (params, cx) => instanceOnly(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const instance = instanceOf(cx.config, params);
    checkNotOfflineState(instance);
    const primary = nodeBy(cx.config, instance.primary_node);
    checkOnline(primary);
    const { running, left } = await guestOn(cx, instance, primary.uuid);
    if (running === null) checkFreeMemory(cx, primary, beOf(cx.config, instance).minmem, `starting instance ${instance.name}`);
    return { instance: instance.uuid, primary: primary.uuid, running: running !== null, left };
  },

  hooks: (params, plan, cx) =>
    instanceHooks(cx.config, 'instance-reboot', instanceBy(cx.config, plan.instance), {
      environment: {
        IGNORE_SECONDARIES: params.ignore_secondaries ? 'True' : 'False',
        REBOOT_TYPE: params.reboot_type,
        SHUTDOWN_TIMEOUT: String(params.shutdown_timeout),
      },
    }),

  async run(params, plan, cx) {
    const message = instanceMessage(cx.config, instanceBy(cx.config, plan.instance));
    await cx.update('mark-up', (tx) =>
      setInstance(tx, plan.instance, { admin_state: 'up', admin_state_source: 'admin', disks_active: true }),
    );
    if (plan.running && params.reboot_type !== 'full') {
      await cx.call(
        'reboot',
        plan.primary,
        'Instances.Reboot',
        { instance: message, type: params.reboot_type, timeout: params.shutdown_timeout },
        { timeoutSeconds: params.shutdown_timeout + 300 },
      );
      return null;
    }
    const { name } = instanceBy(cx.config, plan.instance);
    const disks = disksOf(cx.config, plan.instance);
    const use = {
      owner: name,
      primary: plan.primary,
      tolerate: (node: string) => node !== plan.primary && (params.ignore_secondaries || nodeBy(cx.config, node).offline),
    };
    if (plan.running) {
      await stopInstance(cx, plan.primary, message, params.shutdown_timeout);
      await shutdownDisks(cx, disks, { ...use, undo: false });
    } else {
      cx.log(`Instance ${name} does not run: starting it`);
      if (plan.left) await stopInstance(cx, plan.primary, message, params.shutdown_timeout, { step: 'end-left' });
    }
    // A guest that was stopped cannot be un-stopped; its disks and its start are taken back, and it stays marked up.
    if (plan.running) await cx.keep('stopped');
    await assembleDisks(cx, disks, use);
    await cx.call('start', plan.primary, 'Instances.Start', { instance: message, paused: false }, {
      undo: [{ node: plan.primary, method: 'Instances.Shutdown', request: { instance: message, timeout: 0 } }],
      timeoutSeconds: 300,
    });
    return null;
  },
});
