/** What is on the disks of instances in a UnitWorld. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { UnitWorld } from './unit-world';

const MIB = 1 << 20;

export interface DiskBytes {
  /** Text at the beginning of a MiB of a disk, without zeros. The disk has to be active on the instance's primary node. */
  read(instance: string, index: number, mib?: number): Promise<string>;
  write(instance: string, index: number, text: string, mib?: number): Promise<void>;
}

export function diskBytes(world: () => UnitWorld): DiskBytes {
  const path = async (name: string, index: number): Promise<string> => {
    const { config, nodes } = world();
    const instance = config.view.instance(name);
    const disk = instance === undefined ? undefined : config.view.disksOf(instance)[index];
    if (instance === undefined || disk === undefined) throw new Error(`There is no disk ${index} of instance ${name}`);
    const id = disk.logical_id;
    const device = {
      dev_type: disk.dev_type,
      uuid: disk.uuid,
      size: disk.size,
      ...(id.type === 'plain' ? { plain: { vg: id.vg, lv: id.lv } } : {}),
      ...(id.type === 'file' || id.type === 'sharedfile' ? { file: { driver: id.driver, path: id.path } } : {}),
      ...(id.type === 'drbd' ? { drbd: id } : {}),
    };
    const { status } = await nodes.rpc.call(instance.primary_node, 'Blocks.Status', { devices: [device] });
    const found = status[0]?.path ?? '';
    if (found === '') throw new Error(`Disk ${index} of instance ${name} is not active on its primary node`);
    return found;
  };
  return {
    async read(instance, index, mib = 0) {
      const fd = openSync(await path(instance, index), 'r');
      try {
        const bytes = Buffer.alloc(64);
        const got = readSync(fd, bytes, 0, bytes.length, mib * MIB);
        return bytes.toString('latin1', 0, got).replace(/\0+$/, '');
      } finally {
        closeSync(fd);
      }
    },
    async write(instance, index, text, mib = 0) {
      const fd = openSync(await path(instance, index), 'r+');
      try {
        writeSync(fd, text, mib * MIB);
      } finally {
        closeSync(fd);
      }
    },
  };
}
