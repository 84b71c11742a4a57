/** Changes of NICs and disks, worked out before anything is done. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import { MAX_DISKS, MAX_NICS, templateHas, type Disk, type Instance, type Nic } from '@ganeti/objects';
import { deviceChanges } from '@ganeti/opcodes';
import { posix } from 'node:path';
import type { DiskData } from '../common/devices';
import { planDisks } from '../common/disk-plan';
import { checkDiskKeys, checkTemplate, diskMode, diskName, diskSpec } from '../common/disk-spec';
import { defaultFileDriver, fileDirectory } from '../common/file-storage';
import { changedNic, checkDistinct, newNic, type AskedNic } from '../common/nics';
import { diskParamsOf, nicParamsOf } from '../common/params';
import type { Plain } from '../common/plain';
import { editDevices } from './device-list';
import type { Changed, SetParams } from './set-params';

export function nicChanges(params: Pick<SetParams, 'nics'>): { action: 'add'; target: number; params: AskedNic }[] {
  return deviceChanges(params.nics as Parameters<typeof deviceChanges>[0]) as { action: 'add'; target: number; params: AskedNic }[];
}

/** null: no change is asked for. */
export function planNicChanges(params: SetParams, cx: CheckContext, instance: Instance): { nics: Nic[]; changes: Changed[] } | null {
  const asked = nicChanges(params);
  if (asked.length === 0) return null;
  const place = { node: instance.primary_node, conflictsCheck: params.conflicts_check };
  const nics = editDevices('NIC', instance.nics, asked, MAX_NICS, {
    make: (nic, index) => newNic(cx, nic, index, place),
    change: (nic, change, index) => changedNic(cx, nic, change, index, place),
  });
  checkDistinct(nics);
  const before = new Map(instance.nics.map((nic, index) => [nic.uuid, { nic, index }]));
  const changes: Changed[] = [];
  for (const [index, nic] of nics.entries()) {
    const old = before.get(nic.uuid)?.nic;
    if (old === undefined) changes.push([`nic.${index}`, `add:${nicText(cx, nic)}`]);
    else if (JSON.stringify(old) !== JSON.stringify(nic)) changes.push(...nicDifferences(cx, old, nic, index));
  }
  for (const [uuid, { index }] of before) if (!nics.some((nic) => nic.uuid === uuid)) changes.push([`nic.${index}`, 'remove']);
  return { nics, changes };
}

function nicValues(cx: CheckContext, nic: Nic): Record<string, string | null> {
  const { mode, link, vlan } = nicParamsOf(cx.config, nic);
  return { mac: nic.mac, ip: nic.ip, mode, link, vlan, network: nic.network, name: nic.name };
}
/** As Ganeti's clients show it. */
function nicText(cx: CheckContext, nic: Nic): string {
  const values = nicValues(cx, nic);
  return ['mac', 'ip', 'mode', 'link', 'network'].map((key) => `${key}=${values[key] ?? 'None'}`).join(',');
}
function nicDifferences(cx: CheckContext, old: Nic, nic: Nic, index: number): Changed[] {
  const [was, is] = [nicValues(cx, old), nicValues(cx, nic)];
  return Object.keys(is).flatMap((key): Changed[] => (was[key] === is[key] ? [] : [[`nic.${key}/${index}`, is[key] ?? null]]));
}

export interface DiskChanges {
  /** All disks after the change, numbered anew. */
  readonly after: Plain<DiskData>[];
  readonly added: Plain<DiskData>[];
  readonly removed: Disk[];
  readonly changes: Changed[];
}

export function planDiskChanges(params: SetParams, cx: CheckContext, instance: Instance, now: readonly Disk[]): DiskChanges | null {
  const asked = deviceChanges(params.disks as Parameters<typeof deviceChanges>[0]) as {
    action: 'add';
    target: number;
    params: Readonly<Record<string, string | number>>;
  }[];
  if (asked.length === 0) return null;
  const { disk_template: template, name } = instance;
  if (template === 'diskless') throw new OpPrereqError(`Instance ${name} is diskless and stays so: this release cannot convert templates`, 'wrong_state');
  const cluster = cx.config.cluster();
  const nodes = cx.config.nodesOfInstance(instance);
  const owner = {
    uuid: instance.uuid,
    name,
    template,
    primary: instance.primary_node,
    secondary: templateHas(template, 'netMirrored') ? (nodes[1] ?? null) : null,
    directory: directoryOf(now) ?? fileDirectory(cluster, template, name, params.file_storage_dir),
    driver: params.file_driver ?? defaultFileDriver,
  };
  const list = editDevices<Plain<DiskData>, (typeof asked)[number]['params']>('disk', now, asked, MAX_DISKS, {
    make(disk, index) {
      checkTemplate(cluster, template);
      const spec = diskSpec(disk, index, template, cluster, diskParamsOf(cx.config, 'drbd', instance.primary_node));
      return planDisks(cx, owner, [spec], index)[0] as Plain<DiskData>;
    },
    change(disk, change, index) {
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
    },
  });
  const after = list.map((disk, index) => ({ ...disk, iv_name: `disk/${index}` }));
  const before = new Map(now.map((disk) => [disk.uuid, disk]));
  const kept = new Set(after.map(({ uuid }) => uuid));
  const removed = now.filter(({ uuid }) => !kept.has(uuid));
  const changes: Changed[] = after.flatMap((disk, index): Changed[] => {
    const old = before.get(disk.uuid);
    if (old === undefined) return [[`disk/${index}`, `add:size=${disk.size},mode=${disk.mode}`]];
    return [
      ...(old.mode === disk.mode ? [] : [[`disk.mode/${index}`, disk.mode] as Changed]),
      ...(old.name === disk.name ? [] : [[`disk.name/${index}`, disk.name] as Changed]),
    ];
  });
  for (const disk of removed) changes.push([disk.iv_name, 'remove']);
  return { after, added: after.filter(({ uuid }) => !before.has(uuid)), removed, changes };
}

/** New file disks go where the others are. */
function directoryOf(disks: readonly Disk[]): string | null {
  const id = disks[0]?.logical_id;
  return id !== undefined && (id.type === 'file' || id.type === 'sharedfile') ? posix.dirname(id.path) : null;
}
