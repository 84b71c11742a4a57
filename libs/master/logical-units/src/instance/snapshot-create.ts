/** Steps: take-disk-N, record. */
import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import type { Snapshot } from '@ganeti/objects';
import { instanceSnapshotCreate } from '@ganeti/opcodes';
import { deviceMessage } from '../common/devices';
import { ownerInfo } from '../common/disk-steps';
import { checkFreezable, frozenId, frozenMessage, snapshotsOf } from '../common/instance-snapshots';
import { disksOf } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeBy } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import type { Plain } from '../common/plain';

type Plan = { readonly instance: string; readonly snapshot: Plain<Snapshot> };

export const instanceSnapshotCreateUnit = defineLogicalUnit({
  definition: instanceSnapshotCreate,
  locks: (params, cx) => instanceAndNodes(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const instance = instanceOf(cx.config, params);
    const { name, disk_template: template } = instance;
    checkFreezable(instance);
    checkOnline(nodeBy(cx.config, instance.primary_node));
    if (params.size !== null && template !== 'plain') {
      throw new OpPrereqError(`Snapshots of template '${template}' take room as they need it; 'size' is for template 'plain'`, 'wrong_input');
    }
    if (snapshotsOf(instance).some((snapshot) => snapshot.name === params.snapshot_name)) {
      throw new OpPrereqError(`Instance ${name} has a snapshot '${params.snapshot_name}' already; choose another name`, 'already_exists');
    }
    const disks = disksOf(cx.config, instance.uuid);
    if (disks.length === 0) throw new OpPrereqError(`Instance ${name} has no disks to take a snapshot of`, 'wrong_state');
    const frozen = disks.map(({ uuid, size, logical_id }) => ({ disk: uuid, size, room: Math.min(size, params.size ?? size), logical_id: frozenId(logical_id, params.snapshot_name) }));
    return { instance: instance.uuid, snapshot: { name: params.snapshot_name, ctime: cx.clock.now(), disks: frozen } };
  },

  async run(_params, { instance: uuid, snapshot }, cx) {
    const { name, primary_node: node } = instanceBy(cx.config, uuid);
    cx.log(`* taking snapshot ${snapshot.name} of ${snapshot.disks.length} disk(s) of instance ${name}`);
    for (const [index, disk] of disksOf(cx.config, uuid).entries()) {
      const frozen = snapshot.disks[index];
      if (frozen === undefined) continue;
      const device = frozenMessage(cx.config, disk, frozen);
      await cx.call(`take-disk-${index}`, node, 'Blocks.TakeSnapshot', { device: deviceMessage(cx.config, disk), snapshot: device, info: ownerInfo(name) }, {
        undo: [{ node, method: 'Blocks.Remove', request: { device } }],
      });
    }
    await cx.update('record', (tx) => {
      tx.update('instance', uuid, { snapshots: [...snapshotsOf(instanceBy(tx, uuid)), snapshot] });
    });
    return null;
  },
});
