/** What is said to drbdsetup(8) and drbdmeta(8), line by line: DRBD 8.4, and 9 with its peers and paths. No I/O. */
import type { Side } from './side';

/** Arguments of one call of drbdsetup. */
export type Line = readonly string[];
type Net = NonNullable<Side['net']>;

export interface Syntax {
  /** Format of the metadata, and what `create-md` needs beside. */
  readonly format: 'v08' | 'v09';
  readonly createArgs: readonly string[];
  configure(side: Side): Line[];
  /** `size`: MiB; null: what the disks allow. */
  attach(side: Side, data: string, meta: string, size: number | null, disk: readonly string[], sync: readonly string[]): Line[];
  connect(side: Side, ends: Net, net: readonly string[], sync: readonly string[]): Line[];
  allowTwoPrimaries(side: Side, ends: Pick<Net, 'local' | 'peer'>, allow: boolean): Line[];
  disconnect(side: Side, ends: Pick<Net, 'local' | 'peer'>): Line[];
  primary(side: Side, force: boolean): Line;
  secondary(side: Side): Line;
  pauseSync(side: Side, pause: boolean): Line;
  verify(side: Side): Line;
  /** Generations of its data: the first of them is `justCreated` as long as there are none. */
  generations(side: Side): Line;
}

export const justCreated = '0000000000000004';
const minorOf = ({ minor }: Side): string => String(minor);
const sizeOption = (size: number | null): string[] => (size === null ? [] : [`--size=${size}m`]);
const yesNo = (value: boolean): string => (value ? 'yes' : 'no');

/** The same in both. */
export const detachLine = (side: Side): Line => ['detach', minorOf(side)];
export const downLine = ({ resource }: Pick<Side, 'resource'>): Line => ['down', resource];
/** `alone`: the peer does not answer, but has room, as whoever calls has made sure. */
export const resizeLine = (side: Side, size: number, alone: boolean): Line => ['resize', minorOf(side), `--size=${size}m`, ...(alone ? ['--assume-peer-has-space=yes'] : [])];

export const syntax84: Syntax = {
  format: 'v08',
  createArgs: [],
  configure: (side) => [
    ['new-resource', side.resource],
    ['new-minor', side.resource, minorOf(side), '0'],
  ],
  attach: (side, data, meta, size, disk, sync) => [
    ['attach', minorOf(side), data, meta, 'flexible', ...disk, ...sizeOption(size)],
    ['disk-options', minorOf(side), ...sync],
  ],
  connect: ({ resource }, { local, peer }, net) => [['connect', resource, local, peer, ...net]],
  allowTwoPrimaries: (_, { local, peer }, allow) => [['net-options', local, peer, `--allow-two-primaries=${yesNo(allow)}`]],
  disconnect: (_, { local, peer }) => [['disconnect', local, peer]],
  primary: (side, force) => ['primary', minorOf(side), ...(force ? ['--force'] : [])],
  secondary: (side) => ['secondary', minorOf(side)],
  pauseSync: (side, pause) => [pause ? 'pause-sync' : 'resume-sync', minorOf(side)],
  verify: (side) => ['verify', minorOf(side)],
  generations: (side) => ['get-gi', minorOf(side)],
};

const peerOf = ({ id }: Side): string => String(1 - id);

export const syntax9: Syntax = {
  format: 'v09',
  createArgs: ['1'],
  configure: (side) => [
    ['new-resource', side.resource, String(side.id), '--auto-promote=no'],
    ['new-minor', side.resource, minorOf(side), '0'],
  ],
  attach: (side, data, meta, size, disk) => [['attach', minorOf(side), data, meta, 'flexible', ...disk, ...sizeOption(size)]],
  connect: (side, { local, peer }, net, sync) => [
    ['new-peer', side.resource, peerOf(side), '--_name=peer', ...net],
    ['new-path', side.resource, peerOf(side), local, peer],
    ['peer-device-options', side.resource, peerOf(side), '0', ...sync],
    ['connect', side.resource, peerOf(side)],
  ],
  allowTwoPrimaries: (side, _, allow) => [['net-options', side.resource, peerOf(side), `--allow-two-primaries=${yesNo(allow)}`]],
  disconnect: (side, { local, peer }) => [
    ['disconnect', side.resource, peerOf(side)],
    ['del-path', side.resource, peerOf(side), local, peer],
    ['del-peer', side.resource, peerOf(side)],
  ],
  primary: ({ resource }, force) => ['primary', resource, ...(force ? ['--force'] : [])],
  secondary: ({ resource }) => ['secondary', resource],
  pauseSync: (side, pause) => [pause ? 'pause-sync' : 'resume-sync', side.resource, peerOf(side), '0'],
  verify: (side) => ['verify', side.resource, peerOf(side), '0'],
  generations: (side) => ['get-gi', side.resource, peerOf(side), '0'],
};
