/** This node's end of a mirror. */
import { OpExecError } from '@ganeti/errors';
import { deviceName, type Device } from '@ganeti/node-storage';

export interface Side {
  readonly minor: number;
  /** One resource for each minor. */
  readonly resource: string;
  /** Of the two ends, for DRBD 9: the disk's first node is 0. */
  readonly id: number;
  /** null: it may not talk to its peer yet. */
  readonly net: { readonly local: string; readonly peer: string; readonly secret: string } | null;
}

export interface NodeIdentity {
  readonly uuid: string;
  readonly name: string;
}

export const devicePath = ({ minor }: Pick<Side, 'minor'>): string => `/dev/drbd${minor}`;

/** Throws OpExecError for a device that has no end on this node. */
export function sideOf(device: Device, { uuid, name }: NodeIdentity): Side {
  const { drbd } = device;
  if (!drbd) throw new OpExecError(`Disk ${device.uuid} of type drbd has no minors and port; its description is damaged`);
  const isA = drbd.node_a === uuid || drbd.node_a === name;
  if (!isA && drbd.node_b !== uuid && drbd.node_b !== name) {
    throw new OpExecError(`${deviceName(device)} belongs to ${drbd.node_a} and ${drbd.node_b}, not to this node (${name})`);
  }
  const minor = isA ? drbd.minor_a : drbd.minor_b;
  const ends = [drbd.address_a, drbd.address_b].map((host) => address(host, drbd.port)) as [string, string];
  const [local, peer] = isA ? ends : [ends[1], ends[0]];
  return { minor, resource: `resource${minor}`, id: isA ? 0 : 1, net: drbd.port === 0 ? null : { local, peer, secret: drbd.secret } };
}

/** Data and metadata volume. Throws OpExecError. */
export function childrenOf(device: Device): [Device, Device] {
  const [data, meta] = device.children;
  if (data === undefined || meta === undefined) {
    throw new OpExecError(`${deviceName(device)} needs a data and a metadata volume; its description names ${device.children.length}`);
  }
  return [data, meta];
}

const address = (host: string, port: number): string => (host.includes(':') ? `ipv6:[${host}]:${port}` : `ipv4:${host}:${port}`);
