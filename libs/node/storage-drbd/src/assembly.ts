/** Setting a mirror up on this node and taking it down again: whatever of it is there already stays. */
import { OpExecError } from '@ganeti/errors';
import { deviceName, type BlockDeviceDriver, type Device } from '@ganeti/node-storage';
import type { Drbd } from './drbd';
import type { DrbdResource } from './events';
import { agreedSize } from './metadata';
import { diskOptions, netOptions, syncOptions } from './params';
import type { Shown } from './shown';
import { childrenOf, type NodeIdentity, type Side } from './side';
import { downLine } from './syntax';
import type { DrbdWatch } from './watch';

export interface Parts {
  readonly drbd: Drbd;
  readonly watch: DrbdWatch;
  readonly identity: () => NodeIdentity;
  /** The driver of the volumes below a mirror. Throws for a type that cannot be below. */
  readonly below: (device: Device) => BlockDeviceDriver;
}

interface Found {
  readonly resource: DrbdResource | undefined;
  readonly shown: Shown | null;
}

export async function find({ drbd }: Parts, side: Side): Promise<Found> {
  const resource = (await drbd.state()).get(side.resource);
  return { resource, shown: resource === undefined ? null : await drbd.shown(side) };
}

/** Whether what has this minor is this device: by the volume below, or where there is none by its port. */
function isOurs(device: Device, { shown }: Found): boolean {
  if (shown === null) return true;
  if (shown.data !== null) return shown.data.endsWith(`/${deviceName(childrenOf(device)[0])}`);
  return shown.local === null || device.drbd?.port === 0 || shown.local.endsWith(`:${device.drbd?.port}`);
}

/** Volumes in use, resource and minor set up. Answers what was there, and the paths of data and metadata. */
export async function configure(parts: Parts, device: Device, side: Side, ignoreSize: boolean): Promise<Found & { readonly paths: readonly [string, string] }> {
  const { drbd, watch, below } = parts;
  const [data, meta] = childrenOf(device);
  const use = (child: Device): Promise<string> => below(child).assemble(child, { asPrimary: false, ignoreSize });
  const paths = await Promise.all([use(data), use(meta)]);
  const syntax = await drbd.syntax();
  watch.start();
  const found = await find(parts, side);
  if (!isOurs(device, found)) {
    throw new OpExecError(`drbd minor ${side.minor} is used on this node by ${found.shown?.data ?? `the mirror at ${found.shown?.local}`}; ${deviceName(device)} needs another one`);
  }
  if (found.resource === undefined || found.resource.minor === null) await drbd.run(deviceName(device), syntax.configure(side), /\(161\)|already exists/i);
  return { ...found, paths };
}

/** Gives it its disk, whose metadata is in order. */
export async function attach({ drbd }: Parts, device: Device, side: Side, [data, meta]: readonly [string, string], ignoreSize: boolean): Promise<void> {
  const syntax = await drbd.syntax();
  // Changed blocks of a node that crashed are noted in the activity log: they are to be synced again.
  await drbd.meta(side, meta, 'apply-al');
  // The master may not know yet of a growth that both ends have agreed upon.
  const size = ignoreSize ? null : Math.max(device.size, await agreedSize(drbd, side, meta));
  await drbd.run(deviceName(device), syntax.attach(side, data, meta, size, diskOptions(device), syncOptions(device)), /\(124\)/);
}

/** Looks for its peer, if it may; away from another one first. Answers whether it did anything. */
export async function connect(parts: Parts, device: Device, side: Side, { resource, shown }: Found, dualPrimary: boolean): Promise<boolean> {
  const { drbd } = parts;
  if (side.net === null) return false;
  const syntax = await drbd.syntax();
  const same = shown?.local === side.net.local && shown.peer === side.net.peer;
  if (same && resource !== undefined && resource.connection !== 'StandAlone') return false;
  if (shown !== null) await disconnect(parts, device, side, shown);
  await drbd.run(deviceName(device), syntax.connect(side, side.net, netOptions(device, side.net.secret, dualPrimary), syncOptions(device)));
  return true;
}

/** Lets go of the peer it has, whichever that is. Answers whether it had one. */
export async function disconnect({ drbd }: Parts, device: Device, side: Side, { local, peer }: Shown): Promise<boolean> {
  if (local === null || peer === null) return false;
  const syntax = await drbd.syntax();
  await drbd.run(deviceName(device), syntax.disconnect(side, { local, peer }), /\(162\)|unknown connection/i);
  return true;
}

/** Answers whether it was up. Another device that has its minor is left alone. */
export async function takeDown(parts: Parts, device: Device, side: Side): Promise<boolean> {
  const found = await find(parts, side);
  if (found.resource === undefined || !isOurs(device, found)) return false;
  await parts.drbd.run(deviceName(device), [downLine(side)]);
  return true;
}
