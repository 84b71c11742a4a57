import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { instanceRemove } from '@ganeti/opcodes';
import type { Disk } from '@ganeti/objects';
import { removeDisks, shutdownDisks, warn } from '../common/disk-steps';
import { instanceHooks } from '../common/hooks';
import { instanceMessage } from '../common/instance-message';
import { disksOf, secondariesOf, setInstance } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeBy } from '../common/lookup';
import type { Plain } from '../common/plain';
import { stopInstance } from '../common/stop';

type Plan = {
  readonly instance: string;
  readonly name: string;
  readonly primary: string;
  /** As they were: run needs them after they have left the configuration. */
  readonly disks: Plain<Disk>[];
};

export const instanceRemoveUnit = defineLogicalUnit({
  definition: instanceRemove,
  locks: (params, cx) => instanceAndNodes(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const instance = instanceOf(cx.config, params);
    const primary = nodeBy(cx.config, instance.primary_node);
    if (primary.offline && !params.ignore_failures) {
      throw new OpPrereqError(
        `Instance ${instance.name} cannot be removed from its primary node ${primary.name}, which is marked offline; 'ignore_failures' removes it from the configuration all the same`,
        'wrong_state',
      );
    }
    return { instance: instance.uuid, name: instance.name, primary: primary.uuid, disks: disksOf(cx.config, instance.uuid) };
  },

  hooks(params, plan, cx) {
    const instance = instanceBy(cx.config, plan.instance);
    const master = cx.config.cluster().master_node;
    return instanceHooks(cx.config, 'instance-remove', instance, {
      environment: { SHUTDOWN_TIMEOUT: String(params.shutdown_timeout) },
      preNodes: [master],
      postNodes: [...new Set([master, instance.primary_node, ...secondariesOf(cx.config, instance)])],
    });
  },

  async run(params, plan, cx) {
    const tolerate = (node: string): boolean => params.ignore_failures || (node !== plan.primary && nodeBy(cx.config, node).offline);
    const instance = cx.config.get('instance', plan.instance);
    if (instance !== undefined) {
      // Down before anything is lost: whoever looks after a failure must not try to start what is half gone.
      await cx.update('mark-down', (tx) => setInstance(tx, plan.instance, { admin_state: 'down', disks_active: false }));
      try {
        await stopInstance(cx, plan.primary, instanceMessage(cx.config, instance), params.shutdown_timeout);
      } catch (error) {
        if (!params.ignore_failures || cx.signal.aborted) throw error;
        warn(cx, `Could not stop instance ${plan.name}: ${(error as Error).message}`);
      }
      await cx.keep('stopped');
      await shutdownDisks(cx, plan.disks, { owner: plan.name, primary: plan.primary, tolerate, undo: false });
      await removeDisks(cx, plan.disks, { tolerate });
    }
    await cx.update(
      'remove',
      (tx) => {
        for (const disk of plan.disks) tx.remove('disk', disk.uuid);
        tx.remove('instance', plan.instance);
      },
      { undo: false },
    );
    return null;
  },
});
