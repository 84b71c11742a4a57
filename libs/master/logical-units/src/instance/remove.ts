import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type RunContext } from '@ganeti/master-jobs';
import { instanceRemove, type ParamsOf } from '@ganeti/opcodes';
import type { Disk, Instance } from '@ganeti/objects';
import { dismantle, forget } from '../common/dismantle';
import { warn } from '../common/disk-steps';
import { instanceHooks } from '../common/hooks';
import { instanceMessage } from '../common/instance-message';
import { disksOf, secondariesOf, setInstance } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceOf, nodeBy, nodeName } from '../common/lookup';
import type { Plain } from '../common/plain';
import { stopInstance } from '../common/stop';

type Plan = {
  /** As they were: a run that is resumed needs them after they have left the configuration. */
  readonly instance: Plain<Instance>;
  readonly disks: Plain<Disk>[];
};

export const instanceRemoveUnit = defineLogicalUnit({
  definition: instanceRemove,
  locks: (params, cx) => instanceAndNodes(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const instance = instanceOf(cx.config, params, { forthcoming: true });
    const primary = nodeBy(cx.config, instance.primary_node);
    if (primary.offline && !params.ignore_failures && !instance.forthcoming) {
      throw new OpPrereqError(
        `Instance ${instance.name} cannot be removed from its primary node ${primary.name}, which is marked offline; 'ignore_failures' removes it from the configuration all the same`,
        'wrong_state',
      );
    }
    return { instance, disks: disksOf(cx.config, instance.uuid) };
  },

  hooks(params, plan, cx) {
    const { instance } = plan;
    const master = cx.config.cluster().master_node;
    return instanceHooks(cx.config, 'instance-remove', instance, {
      environment: { SHUTDOWN_TIMEOUT: String(params.shutdown_timeout) },
      preNodes: [master],
      postNodes: [...new Set([master, instance.primary_node, ...secondariesOf(cx.config, instance)])],
    });
  },

  async run(params, { instance, disks }, cx) {
    if (!instance.forthcoming) await takeAway(cx, params, instance, disks);
    await forget(cx, instance.uuid, disks);
    return null;
  },
});

/** Guest and disks. Of a forthcoming instance there are none. */
async function takeAway(cx: RunContext, params: ParamsOf<typeof instanceRemove>, instance: Plan['instance'], disks: Plan['disks']): Promise<void> {
  const { uuid, name, primary_node: primary } = instance;
  const tolerate = (node: string): boolean => params.ignore_failures || (node !== primary && nodeBy(cx.config, node).offline);
  // Down before anything is lost: whoever looks after a failure must not try to start what is half gone.
  await cx.update('mark-down', (tx) => setInstance(tx, uuid, { admin_state: 'down', disks_active: false }));
  if (nodeBy(cx.config, primary).offline) {
    warn(cx, `Node ${nodeName(cx.config, primary)} is offline: make sure that instance ${name} does not run there any more`);
  } else {
    try {
      // Of a primary that is given up, it is stopped before its disks are taken away there.
      await stopInstance(cx, primary, instanceMessage(cx.config, instance, { disks }), params.shutdown_timeout, { leave: params.ignore_failures });
    } catch (error) {
      if (!params.ignore_failures || cx.signal.aborted) throw error;
      warn(cx, `Could not stop instance ${name}: ${(error as Error).message}`);
    }
  }
  await cx.keep('stopped');
  await dismantle(cx, instance, disks, { tolerate });
}
