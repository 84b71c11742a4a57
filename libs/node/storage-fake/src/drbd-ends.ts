/** This node's ends of simulated mirrors: what an event at one of them does to its bytes and paths (drbd-link), and the volumes below. */
import { mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GanetiError, OpExecError } from '@ganeti/errors';
import type { DurableMap } from '@ganeti/node-storage';
import { deviceName, type Device } from '@ganeti/node-storage';
import { shareContent, splitContent } from './content';
import { apply, readable, type Link, type LinkEvent, type LinkNet, type LinkWorld } from './drbd-link/index';
import type { Wire } from './drbd-wire';
import type { Simulator } from './simulator/simulator';
import type { VolumeDriver } from './volume-driver';

export interface DrbdOptions {
  readonly simulator: Simulator;
  readonly wire: Wire;
  /** The driver of the volumes below a mirror, by device type. Throws for a type that cannot be below. */
  readonly below: (device: Device) => VolumeDriver;
  /** Minors configured on this node: minor -> mirror. */
  readonly minors: DurableMap<string>;
}

export interface Side {
  readonly key: string;
  readonly node: string;
  readonly minor: number;
  readonly net: Omit<LinkNet, 'dual'> | null;
}

export type DrbdEnds = ReturnType<typeof drbdEnds>;

export function drbdEnds({ simulator, wire, below, minors }: DrbdOptions) {
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

  return { world, devicePath, send, perform, bringUp, takeDown };
}

export function childrenOf(device: Device): [Device, Device] {
  const [data, meta] = device.children;
  if (data === undefined || meta === undefined) {
    throw new OpExecError(`${deviceName(device)} needs a data and a metadata volume; its description names ${device.children.length}`);
  }
  return [data, meta];
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

