/** Frozen copies of disks, to be read while the instance runs on. */
import type { CheckContext } from '@ganeti/master-jobs';
import { volumeName, type BlockDevice } from '@ganeti/objects';
import { volume } from '../common/disk-plan';
import type { DiskData } from '../common/devices';
import type { Plain } from '../common/plain';

/** Of a mirror, its data volume is frozen. */
function frozenPart(disk: DiskData): Pick<BlockDevice, 'logical_id' | 'size'> | undefined {
  return disk.dev_type === 'drbd' ? disk.children[0] : disk;
}

/** The volume whose contents are frozen, as a disk; null for disks whose technology cannot do that. */
export function frozenOf(disk: DiskData, primary: string): Plain<DiskData> | null {
  const part = frozenPart(disk);
  if (part?.logical_id.type !== 'plain') return null;
  const { vg, lv } = part.logical_id;
  return { ...disk, ...volume(vg, lv, part.size), nodes: [primary] };
}

/** A snapshot for each disk, as a disk of the same uuid; null unless all disks can have one. */
export function planSnapshots(cx: CheckContext, disks: readonly DiskData[], primary: string): Plain<DiskData>[] | null {
  const snapshots = disks.map((disk, index) => {
    const frozen = frozenOf(disk, primary);
    if (frozen?.logical_id.type !== 'plain') return null;
    return { ...frozen, ...volume(frozen.logical_id.vg, `${volumeName('plain', cx.ids.uuid(), index)}.snap`, frozen.size) };
  });
  return snapshots.every((snapshot) => snapshot !== null) ? snapshots : null;
}
