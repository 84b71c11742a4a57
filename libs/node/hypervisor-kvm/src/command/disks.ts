/** Disks, CDs and the floppy: block nodes, and the devices that show them to the guest. */
import type { KvmParameters } from '../parameters';
import { deviceArgs, type Options } from './options';
import { slotOptions } from './pci';
import { isQ35, type DiskSpec, type GuestSpec } from './spec';

/** Storage that two nodes have open while a guest moves. */
const SHARED: ReadonlySet<string> = new Set(['sharedfile', 'blockdev', 'rbd', 'ext', 'gluster']);

/** Names of devices and nodes must have less than 32 characters. */
export const diskId = (uuid: string): string => `disk-${uuid.slice(0, 18)}`;
const fileNode = (uuid: string): string => `file-${uuid.slice(0, 18)}`;

type Json = string | number | boolean | { readonly [key: string]: Json };
export type BlockNode = Readonly<Record<string, Json>> & { readonly 'node-name': string };

export interface DiskParts {
  /** For blockdev-add, in this order. */
  readonly nodes: readonly [BlockNode, BlockNode];
  readonly device: Options;
}

/** `bootIndex`: its turn when the firmware looks for something to boot; null: never. */
export function diskParts(guest: GuestSpec, disk: DiskSpec, bootIndex: number | null): DiskParts {
  const { params } = guest;
  const cache = cacheOf(params, disk.type);
  const common = { 'read-only': disk.readOnly, cache: { direct: cache === 'none', 'no-flush': false }, discard: params.disk_discard };
  const file: BlockNode = { driver: disk.block ? 'host_device' : 'file', 'node-name': fileNode(disk.uuid), filename: disk.path, aio: params.disk_aio, ...common };
  const format: BlockNode = { driver: 'raw', 'node-name': diskId(disk.uuid), file: fileNode(disk.uuid), ...common };
  const device = {
    ...place(guest, disk),
    id: diskId(disk.uuid),
    drive: diskId(disk.uuid),
    ...(cache === 'writethrough' && takesWriteCache(params.disk_type) ? { 'write-cache': 'off' } : {}),
    ...(bootIndex === null ? {} : { bootindex: bootIndex }),
  };
  return { nodes: [file, format], device };
}

/**
 * `none` where the host's page cache could show one node what another has overwritten: while a guest moves, both have the disk
 * open. Native I/O needs it too.
 */
function cacheOf({ disk_cache, disk_aio }: KvmParameters, type: string): string {
  if (SHARED.has(type) || disk_aio === 'native') return 'none';
  if (disk_cache !== 'default') return disk_cache;
  return type === 'drbd' ? 'none' : 'writeback';
}

const takesWriteCache = (diskType: string): boolean => !['scsi-block', 'scsi-generic'].includes(diskType);

function place(guest: GuestSpec, disk: DiskSpec): Options {
  const { disk_type: type } = guest.params;
  // Two to a bus, but one on q35. CDs take what is left.
  if (type === 'ide') return isQ35(guest) ? { driver: 'ide-hd', bus: `ide.${disk.slot}` } : { driver: 'ide-hd', bus: `ide.${disk.slot >> 1}`, unit: disk.slot & 1 };
  if (isScsi(type)) return { driver: type === 'scsi' ? 'scsi-hd' : type, bus: 'scsi.0', 'scsi-id': disk.slot };
  return { driver: 'virtio-blk-pci', ...slotOptions(guest, disk.slot) };
}

export const isScsi = (type: string): boolean => type === 'scsi' || type.startsWith('scsi-');

export function controllerArgs({ params }: GuestSpec): string[] {
  if (!isScsi(params.disk_type) && !isScsi(params.cdrom_disk_type)) return [];
  return deviceArgs({ driver: params.scsi_controller_type, id: 'scsi' });
}

const nodeArgs = (nodes: readonly object[]): string[] => nodes.flatMap((node) => ['-blockdev', JSON.stringify(node)]);

export function diskArgs(guest: GuestSpec): string[] {
  const first = bootsFirst(guest.params, 'disk') ? 1 : 10;
  const bootable = guest.params.kernel_path === '';
  return guest.disks.flatMap((disk, index) => {
    const { nodes, device } = diskParts(guest, disk, bootable ? first + index : null);
    return [...nodeArgs(nodes), ...deviceArgs(device)];
  });
}

export const bootsFirst = ({ boot_order, kernel_path }: KvmParameters, what: string): boolean => kernel_path === '' && boot_order === what;

export function removableArgs(guest: GuestSpec): string[] {
  const { params } = guest;
  const images: [string, string][] = [['cdrom1', params.cdrom_image_path], ['cdrom2', params.cdrom2_image_path]];
  const cds = images.filter(([, path]) => path !== '').flatMap(([id, path], index) => [
    ...nodeArgs([{ ...imageSource(path), 'node-name': id, 'read-only': true }]),
    ...deviceArgs({ ...cdDevice(guest, index), id: `${id}-drive`, drive: id, ...(bootsFirst(params, 'cdrom') ? { bootindex: 1 + index } : {}) }),
  ]);
  if (params.floppy_image_path === '') return cds;
  const floppy = { driver: 'raw', 'node-name': 'floppy', file: { driver: 'file', filename: params.floppy_image_path } };
  const controller = isQ35(guest) ? deviceArgs({ driver: 'isa-fdc', id: 'fdc' }) : [];
  return [...cds, ...controller, ...nodeArgs([floppy]), ...deviceArgs({ driver: 'floppy', drive: 'floppy', ...(bootsFirst(params, 'floppy') ? { bootindex: 1 } : {}) })];
}

function imageSource(path: string): Record<string, Json> {
  const scheme = /^(https?|ftps?):/.exec(path)?.[1];
  return { driver: 'raw', file: scheme === undefined ? { driver: 'file', filename: path } : { driver: scheme, url: path } };
}

/** A CD of the kind that every installer knows, unless another one is asked for; the last places of the bus are theirs. */
function cdDevice(guest: GuestSpec, index: number): Options {
  const { cdrom_disk_type: type } = guest.params;
  if (type === 'paravirtual') return { driver: 'virtio-blk-pci' };
  if (isScsi(type)) return { driver: 'scsi-cd', bus: 'scsi.0' };
  return { driver: 'ide-cd', ...(isQ35(guest) ? { bus: `ide.${5 - index}` } : { bus: 'ide.1', unit: 1 - index }) };
}

/** A small read-only disk with what cloud-init wants to know. */
export function seedArgs({ params }: GuestSpec, seed: string): string[] {
  if (!params.cloud_init) return [];
  return [...nodeArgs([{ driver: 'raw', 'node-name': 'seed', 'read-only': true, file: { driver: 'file', filename: seed } }]), ...deviceArgs({ driver: 'virtio-blk-pci', id: 'seed-drive', drive: 'seed' })];
}
