/** Changes of disks, worked out before anything is done. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import { MAX_DISKS, templateHas, type Disk, type DiskTemplate, type Instance } from '@ganeti/objects';
import { deviceChanges, type DeviceChange } from '@ganeti/opcodes';
import { posix } from 'node:path';
import type { DiskData } from '../common/devices';
import { planDisks, type DiskOwner } from '../common/disk-plan';
import { checkDiskKeys, checkTemplate, diskMode, diskName, diskSpec, type AskedDisk } from '../common/disk-spec';
import { defaultFileDriver, fileDirectory } from '../common/file-storage';
import { diskParamsOf } from '../common/params';
import type { Plain } from '../common/plain';
import { attachable } from './attach-disk';
import { editDevices } from './device-list';
import type { Changed, SetParams } from './set-params';

export interface DiskChanges {
  /** The template they have after the change: of none, diskless. */
  readonly template: DiskTemplate;
  /** All disks after the change, numbered anew. */
  readonly after: Plain<DiskData>[];
  readonly added: Plain<DiskData>[];
  readonly attached: Plain<Disk>[];
  readonly removed: Disk[];
  readonly detached: Disk[];
  readonly changes: Changed[];
}

export function planDiskChanges(params: SetParams, cx: CheckContext, instance: Instance, now: readonly Disk[]): DiskChanges | null {
  const asked = deviceChanges(params.disks as Parameters<typeof deviceChanges>[0]) as DeviceChange<AskedDisk>[];
  if (asked.length === 0) return null;
  const attached = new Map<string, Disk>();
  let template = instance.disk_template;
  const { list, detached } = editDevices<Plain<DiskData>, AskedDisk>('disk', now, asked, MAX_DISKS, {
    make: (disk, index) => newDisk(params, cx, instance, now, disk, index),
    change: (disk, change, index) => changedDisk(disk, change, index, instance.disk_template),
    attach(disk, index) {
      const found = attachable(cx.config, instance, template, disk, index);
      if (attached.has(found.uuid)) throw new OpPrereqError(`Disk ${found.uuid} is to be attached twice`, 'wrong_input');
      template = found.dev_type;
      attached.set(found.uuid, found);
      return { ...found, instance: instance.uuid };
    },
  });
  if (detached.length > 0 && list.length === 0) template = 'diskless';
  const after = list.map((disk, index) => ({ ...disk, iv_name: `disk/${index}` }));
  const before = new Map(now.map((disk) => [disk.uuid, disk]));
  const kept = new Set([...after, ...detached].map(({ uuid }) => uuid));
  const removed = now.filter(({ uuid }) => !kept.has(uuid));
  return {
    template,
    after,
    added: after.filter(({ uuid }) => !before.has(uuid) && !attached.has(uuid)),
    attached: after.flatMap((disk) => (attached.has(disk.uuid) ? [{ ...(attached.get(disk.uuid) as Disk), ...disk }] : [])),
    removed,
    detached: detached.flatMap(({ uuid }) => before.get(uuid) ?? []),
    changes: [...differences(after, before, attached), ...removed.map((disk): Changed => [disk.iv_name, 'remove']), ...detached.map((disk): Changed => [disk.iv_name, 'detach'])],
  };
}

function differences(after: readonly DiskData[], before: ReadonlyMap<string, Disk>, attached: ReadonlyMap<string, Disk>): Changed[] {
  return after.flatMap((disk, index): Changed[] => {
    const old = before.get(disk.uuid);
    if (old === undefined) return [[`disk/${index}`, `${attached.has(disk.uuid) ? 'attach' : 'add'}:size=${disk.size},mode=${disk.mode}`]];
    return [
      ...(old.mode === disk.mode ? [] : [[`disk.mode/${index}`, disk.mode] as Changed]),
      ...(old.name === disk.name ? [] : [[`disk.name/${index}`, disk.name] as Changed]),
    ];
  });
}

function changedDisk(disk: Plain<DiskData>, change: AskedDisk, index: number, template: DiskTemplate): Plain<DiskData> {
  checkDiskKeys(change, index, template);
  const fixed = Object.keys(change).find((key) => key !== 'mode' && key !== 'name');
  if (fixed !== undefined) {
    throw new OpPrereqError(`The ${fixed} of disk ${index} cannot be changed this way; only mode and name can${fixed === 'size' ? ', and grow-disk makes it larger' : ''}`, 'wrong_input');
  }
  return {
    ...disk,
    ...(change.mode === undefined ? {} : { mode: diskMode(change.mode, index) }),
    ...(change.name === undefined ? {} : { name: diskName(change.name) }),
  };
}

function newDisk(params: SetParams, cx: CheckContext, instance: Instance, now: readonly Disk[], asked: AskedDisk, index: number): Plain<DiskData> {
  const { disk_template: template, name } = instance;
  if (template === 'diskless') throw new OpPrereqError(`Instance ${name} is diskless; attach a disk to it, or create it with another template`, 'wrong_state');
  const cluster = cx.config.cluster();
  checkTemplate(cluster, template);
  const spec = diskSpec(asked, index, template, cluster, diskParamsOf(cx.config, 'drbd', instance.primary_node));
  if (spec.adopt !== null) throw new OpPrereqError(`Disk ${index} cannot adopt '${spec.adopt}': only a new instance does, for all its disks`, 'wrong_input');
  const owner: DiskOwner = {
    uuid: instance.uuid,
    name,
    template,
    primary: instance.primary_node,
    secondary: templateHas(template, 'netMirrored') ? (cx.config.nodesOfInstance(instance)[1] ?? null) : null,
    directory: directoryOf(now) ?? fileDirectory(cluster, template, name, params.file_storage_dir),
    driver: params.file_driver ?? defaultFileDriver,
  };
  return planDisks(cx, owner, [spec], index)[0] as Plain<DiskData>;
}

/** New file disks go where the others are. */
function directoryOf(disks: readonly Disk[]): string | null {
  const id = disks[0]?.logical_id;
  return id !== undefined && (id.type === 'file' || id.type === 'sharedfile') ? posix.dirname(id.path) : null;
}
