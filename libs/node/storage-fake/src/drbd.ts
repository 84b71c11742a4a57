/** Simulated DRBD: the driver around its ends (drbd-ends.ts), the state machine (drbd-link), the wire (drbd-wire.ts) and the volumes below. */
import { OpExecError } from '@ganeti/errors';
import { deviceName, type BlockDeviceDriver } from '@ganeti/node-storage';
import { zeroContent } from './content';
import { childrenOf, drbdEnds, type DrbdOptions } from './drbd-ends';
import { apply, readable, view } from './drbd-link/index';
import { drbdMirror } from './drbd-mirror';

const MAJOR = 147;

export function createDrbdDriver(options: DrbdOptions): BlockDeviceDriver {
  const { simulator, wire, below, minors } = options;
  const ends = drbdEnds(options);
  const { world, devicePath, send, perform, bringUp, takeDown } = ends;

  simulator.onReset(async () => {
    const { uuid, name } = simulator.identity();
    for (const [minor, key] of [...minors.entries()]) {
      const node = [uuid, name].find((own) => wire.read(key).ends[own] !== undefined);
      if (node !== undefined) await wire.update(key, (link) => ({ link: apply(link, node, { type: 'down' }, world()).link, result: null }));
      minors.delete(minor);
    }
  });

  return {
    types: ['drbd'],

    create: (device, { onPrimary, info }) =>
      perform('create', device, async (side, did) => {
        const before = wire.read(side.key).ends[side.node];
        for (const child of childrenOf(device)) await below(child).create(child, { onPrimary, info });
        await bringUp(device, side, false);
        const { disk } = wire.read(side.key).ends[side.node] ?? {};
        // The first sync starts here; a repeat must not declare old data good again.
        const first = onPrimary && disk?.current === '';
        if (first) await send(device, side, { type: 'promote', force: true });
        if (before?.up !== true || first) did();
      }),

    remove: (device) =>
      perform('remove', device, async (side, did) => {
        const known = await takeDown(device, side, 'forget');
        for (const child of device.children) await below(child).remove(child);
        if (known) did();
      }),

    rename: async (device) => {
      throw new OpExecError(`${deviceName(device)} has no name of its own to change; rename the volumes below it`);
    },

    grow: (device, amount, options) =>
      perform('grow', device, async (side, did) => {
        const data = childrenOf(device)[0];
        if (options.backingStore) {
          // Recorded sizes of children follow the disk's.
          await below(data).grow({ ...data, size: device.size }, amount, options);
          return;
        }
        const end = wire.read(side.key).ends[side.node];
        if (end?.up !== true) throw new OpExecError(`${deviceName(device)} is not active on this node; activate the disk first`);
        const size = device.size + amount;
        const room = below(data).find(data)?.size ?? size;
        if (options.dryRun || end.size >= size) return;
        if (room < size) throw new OpExecError(`${deviceName(device)}: the volume below has ${room} MiB, ${size} are wanted; grow that first`);
        await send(device, side, { type: 'resize', size });
        did();
      }),

    wipe: (device, offset, size, progress) =>
      perform('wipe', device, async (side, did) => {
        const path = readable(wire.read(side.key), side.node);
        if (path === null) throw new OpExecError(`${deviceName(device)} is not active on this node; activate the disk first`);
        zeroContent(path, offset, size);
        progress(100);
        did();
      }),

    setInfo: (device, info) =>
      perform('set-info', device, async () => {
        for (const child of device.children) await below(child).setInfo(child, info);
      }),

    assemble: (device, { asPrimary, ignoreSize }) =>
      perform('assemble', device, async (side, did) => {
        const before = wire.read(side.key).ends[side.node];
        await bringUp(device, side, ignoreSize);
        if (asPrimary) await send(device, side, { type: 'promote', force: false });
        const after = wire.read(side.key).ends[side.node];
        if (before?.up !== true || before.role !== after?.role || before.net === null) did();
        return devicePath(side.minor);
      }),

    shutdown: (device) =>
      perform('shutdown', device, async (side, did) => {
        if (await takeDown(device, side, 'down')) did();
      }),

    status: (device) =>
      perform('status', device, async (side) => {
        const link = wire.read(side.key);
        const end = link.ends[side.node];
        const exists = end?.up === true;
        const shown = view(link, side.node, world());
        return {
          uuid: device.uuid,
          exists,
          path: exists ? end.device : '',
          major: exists ? MAJOR : -1,
          minor: exists ? end.minor : -1,
          sync_percent: shown.syncPercent,
          estimated_time: shown.estimate,
          degraded: !exists || shown.degraded,
          local_disk: exists ? shown.localDisk : 'faulty',
          role: exists ? end.role : 'unknown',
          connection: exists ? shown.connection : 'unconfigured',
          size: exists ? end.size : 0,
          instance: '',
        };
      }),

    space: async () => [],
    listVolumes: async () => [],

    mirror: drbdMirror(options, ends),
  };
}
