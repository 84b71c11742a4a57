import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { instanceDeactivateDisks } from '@ganeti/opcodes';
import { shutdownDisks } from '../common/disk-steps';
import { disksOf, runningOn, setInstance } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeBy } from '../common/lookup';

type Plan = { readonly instance: string; readonly primary: string };

export const instanceDeactivateDisksUnit = defineLogicalUnit({
  definition: instanceDeactivateDisks,
  locks: (params, cx) => instanceAndNodes(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const instance = instanceOf(cx.config, params);
    const primary = nodeBy(cx.config, instance.primary_node);
    if (!params.force && !primary.offline && (await runningOn(cx, instance, primary.uuid)) !== null) {
      throw new OpPrereqError(`Instance ${instance.name} runs on ${primary.name}; shut it down before its disks are deactivated`, 'wrong_state');
    }
    return { instance: instance.uuid, primary: primary.uuid };
  },

  async run(params, plan, cx) {
    const { name } = instanceBy(cx.config, plan.instance);
    await shutdownDisks(cx, disksOf(cx.config, plan.instance), {
      owner: name,
      primary: plan.primary,
      tolerate: (node) => params.force || node !== plan.primary || nodeBy(cx.config, node).offline,
      leave: (node) => node !== plan.primary,
    });
    await cx.update('disks-inactive', (tx) => setInstance(tx, plan.instance, { disks_active: false }));
    return null;
  },
});
