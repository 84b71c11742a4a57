import { defineLogicalUnit } from '@ganeti/master-jobs';
import { instanceActivateDisks } from '@ganeti/opcodes';
import { assembleDisks } from '../common/disk-steps';
import { disksOf, setInstance } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeBy, nodeName } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import { waitForSync } from '../common/sync';

type Plan = { readonly instance: string; readonly primary: string; readonly wereActive: boolean };

export const instanceActivateDisksUnit = defineLogicalUnit({
  definition: instanceActivateDisks,
  locks: (params, cx) => instanceAndNodes(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const instance = instanceOf(cx.config, params);
    checkOnline(nodeBy(cx.config, instance.primary_node));
    return { instance: instance.uuid, primary: instance.primary_node, wereActive: instance.disks_active };
  },

  async run(params, plan, cx) {
    const { name } = instanceBy(cx.config, plan.instance);
    const disks = disksOf(cx.config, plan.instance);
    const paths = await assembleDisks(cx, disks, {
      owner: name,
      primary: plan.primary,
      ignoreSize: params.ignore_size,
      tolerate: (node) => node !== plan.primary,
      undo: !plan.wereActive,
    });
    await cx.update('disks-active', (tx) => setInstance(tx, plan.instance, { disks_active: true }));
    if (params.wait_for_sync) await waitForSync(cx, name, disks, plan.primary);
    return disks.map((disk, index): [string, string, string | null] => [nodeName(cx.config, plan.primary), disk.iv_name, paths[index] ?? null]);
  },
});
