/** Simulated DRBD: the driver around the state machine (drbd-link.ts), the wire (drbd-wire.ts) and the volumes below. */
import { mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GanetiError, OpExecError } from '@ganeti/errors';
import type { DurableMap} from '@ganeti/node-storage';
import { deviceName, type BlockDeviceDriver, type Device } from '@ganeti/node-storage';
import { shareContent, splitContent, zeroContent } from './content';
import { apply, readable, view, type Link, type LinkEvent, type LinkNet, type LinkWorld } from './drbd-link';
import type { Wire } from './drbd-wire';
import type { Simulator } from './simulator/simulator';
import type { VolumeDriver } from './volume-driver';

const MAJOR = 147;

export interface DrbdOptions {
  readonly simulator: Simulator;
  readonly wire: Wire;
  /** The driver of the volumes below a mirror, by device type. Throws for a type that cannot be below. */
  readonly below: (device: Device) => VolumeDriver;
  /** Minors configured on this node: minor -> mirror. */
  readonly minors: DurableMap<string>;
}

interface Side {
  readonly key: string;
  readonly node: string;
  readonly minor: number;
  readonly net: Omit<LinkNet, 'dual'> | null;
}

export function createDrbdDriver({ simulator, wire, below, minors }: DrbdOptions): BlockDeviceDriver {
  const world = (): LinkWorld => ({
    now: simulator.clock.now(),
    rate: simulator.settings.sync_rate,
    newGeneration: () => simulator.ids.hex(8),
  });
  const devicePath = (minor: number): string => join(simulator.dir, 'drbd', String(minor));

  /** This node's side of a device. */
  const sideOf = (device: Device): Side => {
    const { drbd } = device;
    if (!drbd) throw new OpExecError(`Disk ${device.uuid} of type drbd has no minors and port; its description is damaged`);
    const { uuid, name } = simulator.identity();
    const isA = drbd.node_a === uuid || drbd.node_a === name;
    if (!isA && drbd.node_b !== uuid && drbd.node_b !== name) {
      throw new OpExecError(`${deviceName(device)} belongs to ${drbd.node_a} and ${drbd.node_b}, not to this node (${name})`);
    }
    return {
      key: device.uuid === '' ? `port-${drbd.port}` : device.uuid,
      node: isA ? drbd.node_a : drbd.node_b,
      minor: isA ? drbd.minor_a : drbd.minor_b,
      // No port: a device that is made before it may talk to its peer.
      net: drbd.port === 0 ? null : { peer: isA ? drbd.node_b : drbd.node_a, port: drbd.port, secret: drbd.secret },
    };
  };

  /** Sends events to this node's end, and makes the bytes and the device paths follow. Answers why the ends refused each other. */
  const send = (device: Device, side: Side, ...events: readonly LinkEvent[]): Promise<string | null> =>
    wire.update(side.key, (before) => {
      let link = before;
      let refusal: string | null = null;
      try {
        for (const event of events) {
          const applied = apply(link, side.node, event, world());
          for (const effect of applied.effects) {
            if (effect.type === 'share') shareContent(effect.source, effect.target);
            else splitContent(effect.path);
          }
          link = applied.link;
          refusal = applied.refusal ?? refusal;
        }
      } catch (error) {
        throw error instanceof GanetiError ? new OpExecError(`${deviceName(device)}: ${error.message}`) : error;
      }
      for (const name of Object.keys(link.ends)) pointDevice(link, name);
      return { link, result: refusal };
    });

  const perform = <T>(op: string, device: Device, work: (side: Side, did: () => void) => Promise<T>): Promise<T> =>
    simulator.perform(`drbd.${op}`, device.uuid || deviceName(device), (did) => work(sideOf(device), did));

  const claimMinor = (device: Device, side: Side): void => {
    const holder = minors.get(String(side.minor));
    if (holder === side.key) return;
    if (holder !== undefined) throw new OpExecError(`drbd minor ${side.minor} is used by ${holder}; ${deviceName(device)} needs another one`);
    minors.set(String(side.minor), side.key);
  };

  /** Everything but the role: children in use, minor configured, disk attached, network on. */
  const bringUp = async (device: Device, side: Side, ignoreSize: boolean): Promise<void> => {
    const [data, meta] = childrenOf(device);
    const volumes = [data, meta].map((child) => {
      const volume = below(child).find(child);
      if (volume === null) throw new OpExecError(`${deviceName(device)}: its volume ${deviceName(child)} does not exist on this node; recreate the disk`);
      return volume;
    });
    for (const child of [data, meta]) await below(child).assemble(child, { asPrimary: false, ignoreSize });
    claimMinor(device, side);
    const dual = wire.read(side.key).ends[side.node]?.net?.dual ?? false;
    await send(
      device,
      side,
      { type: 'configure', minor: side.minor, size: device.size, device: devicePath(side.minor) },
      { type: 'attach', id: volumes[1]?.id ?? '', path: volumes[0]?.path ?? '', fresh: false },
      ...(side.net === null ? [] : [{ type: 'connect' as const, net: { ...side.net, dual } }]),
    );
  };

  const takeDown = async (device: Device, side: Side, event: 'down' | 'forget'): Promise<boolean> => {
    const known = wire.read(side.key).ends[side.node];
    if (known === undefined || (event === 'down' && !known.up)) return minors.delete(String(side.minor));
    await send(device, side, ...(event === 'forget' ? [{ type: 'down' as const }] : []), { type: event });
    rmSync(known.device, { force: true });
    if (minors.get(String(known.minor)) === side.key) minors.delete(String(known.minor));
    return true;
  };

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

    mirror: {
      detachChildren: (device, children) =>
        perform('detach-children', device, async (side, did) => {
          const end = wire.read(side.key).ends[side.node];
          if (children.length === 0 || end?.disk == null) return;
          await send(device, side, { type: 'detach' });
          did();
        }),

      attachChildren: (device, children) =>
        perform('attach-children', device, async (side, did) => {
          const [data, meta] = childrenOf({ ...device, children: [...children] });
          const [dataVolume, metaVolume] = [data, meta].map((child) => below(child).find(child));
          if (!dataVolume || !metaVolume) {
            throw new OpExecError(`${deviceName(device)}: ${deviceName(dataVolume ? meta : data)} does not exist on this node; create it first`);
          }
          if (dataVolume.size < device.size) {
            throw new OpExecError(`${deviceName(device)}: ${deviceName(data)} has ${dataVolume.size} MiB, too small for ${device.size}`);
          }
          const end = wire.read(side.key).ends[side.node];
          if (end?.attached === true && end.disk?.id === metaVolume.id) return;
          const refusal = await send(device, side, { type: 'attach', id: metaVolume.id, path: dataVolume.path, fresh: true });
          if (refusal !== null) throw new OpExecError(`${deviceName(device)}: ${refusal}`);
          did();
        }),

      disconnect: (device) =>
        perform('disconnect', device, async (side, did) => {
          if (!wire.read(side.key).ends[side.node]?.net) return;
          await send(device, side, { type: 'disconnect' });
          did();
        }),

      connect: (device, dualPrimary) =>
        perform('connect', device, async (side, did) => {
          if (side.net === null) throw new OpExecError(`${deviceName(device)} has no port to connect with`);
          const refusal = await send(device, side, { type: 'connect', net: { ...side.net, dual: dualPrimary } });
          if (refusal !== null) throw new OpExecError(`${deviceName(device)}: the ends do not connect: ${refusal}`);
          did();
        }),

      setRole: (device, primary) =>
        perform('set-role', device, async (side, did) => {
          const end = wire.read(side.key).ends[side.node];
          if (end?.up === true && end.role === (primary ? 'primary' : 'secondary')) return;
          await send(device, side, primary ? { type: 'promote', force: false } : { type: 'demote' });
          did();
        }),

      pauseSync: (device, pause) =>
        perform('pause-sync', device, async (side) => {
          await send(device, side, { type: 'pause', pause });
        }),

      usedMinors: async () => [...minors.entries()].map(([minor]) => Number(minor)).sort((a, b) => a - b),
    },
  };

  function childrenOf(device: Device): [Device, Device] {
    const [data, meta] = device.children;
    if (data === undefined || meta === undefined) {
      throw new OpExecError(`${deviceName(device)} needs a data and a metadata volume; its description names ${device.children.length}`);
    }
    return [data, meta];
  }
}

/** Makes the path a guest opens lead to the bytes its end shows. */
function pointDevice(link: Link, node: string): void {
  const end = link.ends[node];
  const target = readable(link, node);
  if (end === undefined || target === null) return;
  let now: string | null;
  try {
    now = readlinkSync(end.device);
  } catch {
    now = null;
  }
  if (now === target) return;
  mkdirSync(dirname(end.device), { recursive: true, mode: 0o750 });
  rmSync(`${end.device}.new`, { force: true });
  symlinkSync(target, `${end.device}.new`);
  renameSync(`${end.device}.new`, end.device);
}

