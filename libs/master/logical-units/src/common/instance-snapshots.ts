/** Snapshots of the disks of an instance: names, devices, and what they forbid. */
import { OpPrereqError } from '@ganeti/errors';
import type { ConfigView } from '@ganeti/master-config';
import type { RunContext } from '@ganeti/master-jobs';
import type { BlockDeviceMessage } from '@ganeti/node-api';
import { templateHas, type Instance, type LogicalId, type Snapshot } from '@ganeti/objects';
import { deviceMessage, type DiskData } from './devices';
import { warn } from './disk-steps';
import { nodeBy } from './lookup';

export type FrozenDisk = Snapshot['disks'][number];

/** Where a snapshot of a device lies: beside it. `name`: of the snapshot. Mirrors and adopted devices have none. */
export function frozenId(id: LogicalId, name: string): LogicalId {
  const suffix = `.snapshot.${name}`;
  switch (id.type) {
    case 'plain':
      return { ...id, lv: `${id.lv}${suffix}` };
    case 'file':
    case 'sharedfile':
    case 'gluster':
      return { ...id, path: `${id.path}${suffix}` };
    case 'rbd':
      return { ...id, image: `${id.image}${suffix}` };
    case 'ext':
      return { ...id, name: `${id.name}${suffix}` };
    case 'drbd':
    case 'blockdev':
      throw new TypeError(`Devices of type ${id.type} have no snapshots`);
  }
}

export function frozenMessage(view: ConfigView, disk: DiskData, { logical_id, room }: Pick<FrozenDisk, 'logical_id' | 'room'>): BlockDeviceMessage {
  return deviceMessage(view, { ...disk, logical_id, size: room, name: null });
}

export const snapshotsOf = (instance: Instance): readonly Snapshot[] => instance.snapshots ?? [];

/** Throws OpPrereqError (unknown_entity). */
export function snapshotOf(instance: Instance, name: string): Snapshot {
  const found = snapshotsOf(instance).find((snapshot) => snapshot.name === name);
  if (found !== undefined) return found;
  const names = snapshotsOf(instance).map((snapshot) => snapshot.name);
  throw new OpPrereqError(`Instance ${instance.name} has no snapshot '${name}'; it has ${names.length === 0 ? 'none' : names.join(', ')}`, 'unknown_entity');
}

export function checkFreezable(instance: Instance): void {
  if (!templateHas(instance.disk_template, 'freezable')) {
    throw new OpPrereqError(`Disks of instance ${instance.name} are of template '${instance.disk_template}', which has no snapshots`, 'wrong_state');
  }
}

/** What moves or changes disks would leave their snapshots behind. `before`: "its disks are converted". */
export function checkNoSnapshots(instance: Instance, before: string): void {
  const names = snapshotsOf(instance).map(({ name }) => name);
  if (names.length > 0) throw new OpPrereqError(`Instance ${instance.name} has snapshots (${names.join(', ')}); remove them before ${before}`, 'wrong_state');
}

/** Removes the devices of a snapshot. Steps: `<prefix>remove-disk-N`. Cannot be taken back; one that is not there counts as removed. */
export async function removeFrozen(
  cx: RunContext,
  primary: string,
  disks: readonly DiskData[],
  snapshot: Snapshot,
  { prefix, tolerate = false }: { readonly prefix: string; readonly tolerate?: boolean },
): Promise<void> {
  for (const frozen of snapshot.disks) {
    const disk = disks.find(({ uuid }) => uuid === frozen.disk);
    if (disk === undefined) continue;
    const step = `${prefix}remove-${disk.iv_name.replace('/', '-')}`;
    if (tolerate && nodeBy(cx.config, primary).offline) continue;
    try {
      await cx.call(step, primary, 'Blocks.Remove', { device: frozenMessage(cx.config, disk, frozen) }, { timeoutSeconds: 300 });
    } catch (error) {
      if (!tolerate || cx.signal.aborted) throw error;
      warn(cx, `Snapshot ${snapshot.name} of ${disk.iv_name} stays on its storage: ${(error as Error).message}`);
    }
  }
}
