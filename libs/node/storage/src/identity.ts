import type { BlockDeviceReceived } from '@ganeti/node-api';

/** How a device is called in messages and logs: `vg/lv`, `drbd 3 (port 11000)`, `/path`, `pool/name`. */
export function deviceName(device: BlockDeviceReceived): string {
  if (device.plain) return `${device.plain.vg}/${device.plain.lv}`;
  if (device.drbd) return `drbd minor ${device.drbd.minor_a}/${device.drbd.minor_b} port ${device.drbd.port}`;
  if (device.file) return device.file.path;
  if (device.rbd) return `${device.rbd.pool}/${device.rbd.name}`;
  if (device.ext) return `${device.ext.pool}/${device.ext.name}`;
  return device.blockdev_path || device.uuid || device.dev_type;
}
