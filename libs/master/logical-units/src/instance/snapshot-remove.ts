/** Steps: remove-disk-N, forget. A failure leaves the record, so that it can be tried again. */
import { defineLogicalUnit } from '@ganeti/master-jobs';
import type { Disk, Snapshot } from '@ganeti/objects';
import { instanceSnapshotRemove } from '@ganeti/opcodes';
import { removeFrozen, snapshotOf, snapshotsOf } from '../common/instance-snapshots';
import { disksOf } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeBy } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import type { Plain } from '../common/plain';

type Plan = { readonly instance: string; readonly primary: string; readonly disks: readonly Plain<Disk>[]; readonly snapshot: Plain<Snapshot> };

export const instanceSnapshotRemoveUnit = defineLogicalUnit({
  definition: instanceSnapshotRemove,
  locks: (params, cx) => instanceAndNodes(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const instance = instanceOf(cx.config, params);
    const snapshot = snapshotOf(instance, params.snapshot_name);
    checkOnline(nodeBy(cx.config, instance.primary_node));
    return { instance: instance.uuid, primary: instance.primary_node, disks: disksOf(cx.config, instance.uuid), snapshot };
  },

  async run(_params, { instance: uuid, primary, disks, snapshot }, cx) {
    await removeFrozen(cx, primary, disks, snapshot, { prefix: '' });
    await cx.update(
      'forget',
      (tx) => {
        tx.update('instance', uuid, { snapshots: snapshotsOf(instanceBy(tx, uuid)).filter(({ name }) => name !== snapshot.name) });
      },
      { undo: false },
    );
    return null;
  },
});
