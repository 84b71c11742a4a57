/**
 * Snapshots of images. What the cluster calls a snapshot is a device like others, so it is a clone of the same name as Ceph's snapshot
 * it is made from; both go together.
 */
import { OpExecError } from '@ganeti/errors';
import type { Device, SnapshotDriver } from '@ganeti/node-storage';
import { imageOf, type Image, type ImageInfo, type Rbd } from './rbd';

export function createSnapshots(rbd: Rbd, existing: (device: Device) => Promise<{ image: Image; info: ImageInfo }>, setOwner: (image: Image, info: string) => Promise<void>): SnapshotDriver {
  return {
    take: async (device, snapshotDevice, { info }) => {
      const { image } = await existing(device);
      const snapshot = imageOf(snapshotDevice);
      const clone = await rbd.info(snapshot);
      if (clone !== null) {
        if (clone.parent?.image === image.image && clone.parent.pool === image.pool) return;
        throw new OpExecError(`A snapshot of Ceph image ${image.name} cannot be called ${snapshot.name}: that name is taken`);
      }
      const at = `${image.name}@${snapshot.image}`;
      const frozen = (await rbd.snapshotsOf(image)).find(({ name }) => name === snapshot.image);
      if (frozen === undefined) await rbd.run(image, 'snap', 'create', '--no-progress', at);
      // Ceph's newer clones need no protection; the older ones do, and it harms neither.
      if (frozen?.protected !== true) await rbd.run(image, 'snap', 'protect', at);
      await rbd.run(image, 'clone', at, snapshot.name);
      if (info !== '') await setOwner(snapshot, info);
    },

    rollBack: async (device, snapshotDevice) => {
      const { image } = await existing(device);
      const snapshot = imageOf(snapshotDevice);
      if (!(await rbd.snapshotsOf(image)).some(({ name }) => name === snapshot.image)) {
        throw new OpExecError(`Ceph image ${image.name} has no snapshot ${snapshot.image}; it stays as it is`);
      }
      // What the kernel remembers of it is outdated then.
      await rbd.unmap(image);
      await rbd.run(image, 'snap', 'rollback', '--no-progress', `${image.name}@${snapshot.image}`);
    },
  };
}

/** Removes Ceph's snapshots of an image (or the one named) whose clones are gone. Throws OpExecError while one has its clone. */
export async function removeSnapshots(rbd: Rbd, image: Image, only?: string): Promise<void> {
  for (const { name, protected: isProtected } of await rbd.snapshotsOf(image)) {
    if (only !== undefined && name !== only) continue;
    if (only === undefined && (await rbd.info({ ...image, image: name, name: `${image.pool}/${name}` })) !== null) {
      throw new OpExecError(`Ceph image ${image.name} has snapshot ${image.pool}/${name}; remove that first`);
    }
    if (isProtected) await rbd.run(image, 'snap', 'unprotect', `${image.name}@${name}`);
    await rbd.run(image, 'snap', 'rm', '--no-progress', `${image.name}@${name}`);
  }
}
