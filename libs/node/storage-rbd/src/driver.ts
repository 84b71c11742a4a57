/** Disks that are images in a Ceph pool, mapped by the kernel where they are used. */
import { OpExecError } from '@ganeti/errors';
import { CommandFailed, volumeStatus, writeZeros, type BlockDeviceDriver, type Commands, type Device } from '@ganeti/node-storage';
import { imageOf, Rbd, type Image, type ImageInfo } from './rbd';
import { createSnapshots, removeSnapshots } from './snapshots';

/** Debian packages of the programs it runs. */
export const rbdPackages: Readonly<Record<string, string>> = { rbd: 'ceph-common' };

/** Where an image notes whose it is. */
const OWNER = 'ganeti.owner';

export function createRbdDriver({ commands }: { readonly commands: Commands }): BlockDeviceDriver {
  const rbd = new Rbd(commands);
  const existing = async (device: Device): Promise<{ image: Image; info: ImageInfo }> => {
    const image = imageOf(device);
    const info = await rbd.info(image);
    if (info === null) throw new OpExecError(`Ceph image ${image.name} does not exist; recreate the disk, or check the pool and user-id of template rbd`);
    return { image, info };
  };
  const setOwner = (image: Image, info: string): Promise<void> => rbd.run(image, 'image-meta', 'set', image.name, OWNER, info);

  return {
    types: ['rbd'],

    create: async (device, { info }) => {
      const image = imageOf(device);
      const known = await rbd.info(image);
      if (known !== null && known.size < device.size) throw new OpExecError(`Ceph image ${image.name} exists already with ${known.size} MiB instead of ${device.size}; remove it or choose another name`);
      if (known === null) await rbd.run(image, 'create', '--size', `${device.size}M`, image.name);
      if (info !== '') await setOwner(image, info);
    },

    remove: async (device) => {
      const image = imageOf(device);
      const info = await rbd.info(image);
      if (info === null) return;
      await rbd.unmap(image);
      await removeSnapshots(rbd, image);
      await rbd.run(image, 'rm', '--no-progress', image.name).catch((error: unknown) => {
        if (!(error instanceof CommandFailed && error.says(/watchers|Device or resource busy/i))) throw error;
        throw new OpExecError(`Ceph image ${image.name} is in use, maybe on another node; deactivate the disks of its instance there first`);
      });
      // A snapshot is a clone; what it was made from goes with it.
      const { parent } = info;
      if (parent?.snapshot === image.image) {
        await removeSnapshots(rbd, { ...image, pool: parent.pool, image: parent.image, name: `${parent.pool}/${parent.image}` }, image.image);
      }
    },

    rename: async (device, newId) => {
      const [from, to] = [imageOf(device), imageOf(newId)];
      if (from.name === to.name) return;
      if (from.pool !== to.pool) throw new OpExecError(`Ceph image ${from.name} cannot be renamed to ${to.name}: that is another pool; move the disk instead`);
      const [old, taken] = [await rbd.info(from), await rbd.info(to)];
      if (old === null && taken !== null) return;
      if (taken !== null) throw new OpExecError(`Ceph image ${from.name} cannot be renamed to ${to.name}: that name is taken`);
      if (old === null) await existing(device);
      await rbd.unmap(from);
      await rbd.run(from, 'rename', from.name, to.name);
    },

    grow: async (device, amount, { dryRun, backingStore }) => {
      // An image has nothing above its backing store.
      if (!backingStore) return;
      const { image, info } = await existing(device);
      const end = device.size + amount;
      if (end <= info.size || dryRun) return;
      await rbd.run(image, 'resize', '--no-progress', '--size', `${end}M`, image.name);
    },

    wipe: async (device, offset, size, progress) => {
      const { image, info } = await existing(device);
      await writeZeros(await rbd.map(image), offset, Math.max(0, Math.min(size, info.size - offset)), progress);
    },

    setInfo: async (device, info) => {
      const { image } = await existing(device);
      await setOwner(image, info);
    },

    assemble: async (device, { ignoreSize }) => {
      const { image, info } = await existing(device);
      if (!ignoreSize && info.size < device.size) {
        throw new OpExecError(`Ceph image ${image.name} has ${info.size} MiB, ${device.size} MiB are recorded for it; check the storage, or activate it ignoring the size`);
      }
      return rbd.map(image);
    },

    shutdown: (device) => rbd.unmap(imageOf(device)),

    status: async (device) => {
      const image = imageOf(device);
      const info = await rbd.info(image);
      return volumeStatus(device, info === null ? null : { path: (await rbd.deviceOf(image)) ?? '', size: info.size });
    },

    // Room is the whole cluster's; nobody asks a node.
    space: async () => [],
    listVolumes: async () => [],
    snapshots: createSnapshots(rbd, existing, setOwner),
  };
}
