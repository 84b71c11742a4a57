/** Disks as nodes see them. */
import type { ConfigView } from '@ganeti/master-config';
import type { BlockDeviceMessage } from '@ganeti/node-api';
import type { BlockDevice, Disk, LogicalId, ParamDict } from '@ganeti/objects';
import { diskParamsOf } from './params';
import { encodeValues } from './values';

/** What identifies and describes a disk that is not in the configuration yet, or no more. */
export type DiskData = Omit<Disk, 'serial_no' | 'ctime' | 'mtime'>;

/** A disk for a node call: with the parameters of its template for the group of its first node, and where mirrors are reached. */
export function deviceMessage(view: ConfigView, disk: DiskData): BlockDeviceMessage {
  const params = { ...diskParamsOf(view, disk.dev_type, disk.nodes[0]), ...disk.params };
  return {
    ...deviceOf(view, disk, params),
    uuid: disk.uuid,
    name: disk.name ?? '',
    mode: disk.mode,
  };
}

/** A device below a disk, such as the data volume of a mirror. `params`: those of the disk. */
export function childMessage(view: ConfigView, disk: DiskData, child: BlockDevice): BlockDeviceMessage {
  return deviceOf(view, child, { ...diskParamsOf(view, child.dev_type, disk.nodes[0]), ...disk.params });
}

function deviceOf(view: ConfigView, device: BlockDevice, params: ParamDict): BlockDeviceMessage {
  return {
    dev_type: device.dev_type,
    size: device.size,
    ...logicalId(view, device.logical_id),
    children: device.children.map((child) => deviceOf(view, child, params)),
    params: encodeValues(params),
  };
}

function logicalId(view: ConfigView, id: LogicalId): Partial<BlockDeviceMessage> {
  switch (id.type) {
    case 'plain':
      return { plain: { vg: id.vg, lv: id.lv } };
    case 'drbd': {
      const { type: _, ...rest } = id;
      return {
        drbd: {
          ...rest,
          address_a: view.get('node', id.node_a)?.secondary_ip ?? '',
          address_b: view.get('node', id.node_b)?.secondary_ip ?? '',
        },
      };
    }
    case 'file':
    case 'sharedfile':
    case 'gluster':
      return { file: { driver: id.driver, path: id.path } };
    case 'blockdev':
      return { blockdev_path: id.path };
    case 'rbd':
      return { rbd: { pool: id.pool, name: id.image } };
    case 'ext':
      return { ext: { pool: id.provider, name: id.name } };
  }
}
