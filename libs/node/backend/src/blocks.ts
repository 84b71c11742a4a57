import { OpExecError } from '@ganeti/errors';
import { copyBytes, type Device, type SnapshotDriver } from '@ganeti/node-storage';
import type { Drivers } from './drivers';
import type { DiskLinks } from './disk-links';
import { required, type ServiceHandlers } from './handlers';

export function blocksHandlers(drivers: Drivers, links: DiskLinks): ServiceHandlers<'Blocks'> {
  const snapshotsOf = (device: Device): SnapshotDriver => {
    const { snapshots } = drivers.storageFor(device);
    if (snapshots === undefined) throw new OpExecError(`Disks of type ${device.dev_type} cannot have snapshots on this node`);
    return snapshots;
  };
  const openPath = async (device: Device): Promise<string> => {
    const { exists, path } = await drivers.storageFor(device).status(device);
    if (!exists || path === '') throw new OpExecError(`Disk ${device.uuid} is not active on this node; activate it first`);
    return path;
  };

  return {
    'Blocks.Create': async (request) => {
      const device = required(request.device, 'device');
      const driver = drivers.storageFor(device);
      await driver.create(device, { onPrimary: request.on_primary, info: request.info, exclusive: request.exclusive_storage });
      return driver.status(device);
    },

    'Blocks.Assemble': async (request) => {
      const device = required(request.device, 'device');
      const path = await drivers.storageFor(device).assemble(device, { asPrimary: request.as_primary, ignoreSize: request.ignore_size, shared: request.shared });
      const link = request.as_primary && request.owner !== '' ? links.set(request.owner, request.index, path) : '';
      return { path, link, uri: '' };
    },

    'Blocks.Shutdown': async (request) => {
      const device = required(request.device, 'device');
      const driver = drivers.storageFor(device);
      const { path } = await driver.status(device);
      await driver.shutdown(device);
      if (path !== '') links.removeTo(path);
    },

    'Blocks.Remove': async (request) => {
      const device = required(request.device, 'device');
      const driver = drivers.storageFor(device);
      const { path } = await driver.status(device);
      await driver.remove(device);
      if (path !== '') links.removeTo(path);
    },

    'Blocks.Rename': async ({ pairs }) => {
      for (const pair of pairs) {
        const device = required(pair.device, 'device');
        await drivers.storageFor(device).rename(device, required(pair.new_id, 'new id'));
      }
    },

    'Blocks.Grow': async (request) => {
      const device = required(request.device, 'device');
      await drivers.storageFor(device).grow(device, request.amount, { dryRun: request.dry_run, backingStore: request.backing_store });
    },

    'Blocks.Wipe': async (request, cx) => {
      const device = required(request.device, 'device');
      await drivers.storageFor(device).wipe(device, request.offset, request.size, (percent) => cx.progress(`wiped ${Math.round(percent)}%`, percent));
    },

    'Blocks.Status': async ({ devices }) => ({
      status: await Promise.all(devices.map((device) => drivers.storageFor(device).status(device))),
    }),

    'Blocks.PauseSync': async ({ devices, pause }) => {
      // Disks without a mirror never sync, so there is nothing to pause.
      for (const device of devices) await drivers.storageFor(device).mirror?.pauseSync(device, pause);
    },

    'Blocks.SetInfo': async (request) => {
      const device = required(request.device, 'device');
      await drivers.storageFor(device).setInfo(device, request.info);
    },

    'Blocks.TakeSnapshot': async (request) => {
      const [device, snapshot] = [required(request.device, 'device'), required(request.snapshot, 'snapshot')];
      await snapshotsOf(device).take(device, snapshot, { info: request.info });
    },

    'Blocks.RollBack': async (request) => {
      const device = required(request.device, 'device');
      await snapshotsOf(device).rollBack(device, required(request.snapshot, 'snapshot'));
    },

    'Blocks.Copy': async (request, cx) => {
      const [from, to] = await Promise.all([openPath(required(request.source, 'source')), openPath(required(request.target, 'target'))]);
      const progress = (percent: number): void => cx.progress(`copied ${percent}%`, percent);
      await copyBytes(from, to, { size: request.size, progress, signal: cx.signal });
    },

    'Blocks.DetachChildren': async (request) => {
      const device = required(request.device, 'device');
      await drivers.mirrorFor(device).detachChildren(device, request.children);
    },

    'Blocks.AttachChildren': async (request) => {
      const device = required(request.device, 'device');
      await drivers.mirrorFor(device).attachChildren(device, request.children);
    },

    'Blocks.DisconnectNetwork': async ({ devices }) => {
      for (const device of devices) await drivers.mirrorFor(device).disconnect(device);
    },

    'Blocks.ConnectNetwork': async ({ devices, dual_primary }) => {
      for (const device of devices) await drivers.mirrorFor(device).connect(device, dual_primary);
    },

    'Blocks.SetRole': async ({ devices, primary }) => {
      for (const device of devices) await drivers.storageFor(device).mirror?.setRole(device, primary);
    },

    'Blocks.ListVolumes': async ({ volume_groups }) => ({
      volumes: (await drivers.allStorage((driver) => driver.listVolumes(volume_groups))).map((volume) => ({ device: '', in_use: false, ...volume })),
    }),
  };
}
