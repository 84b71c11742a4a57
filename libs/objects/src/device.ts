/** Disks: their templates, names, nodes and needs. */
import type { BlockDevice, Cluster, DiskTemplate } from './objects';

/** Size of the metadata volume of a drbd device, MiB: enough for a device of 4 TiB. */
export const DRBD_META_SIZE = 128;

const templates = {
  /** One copy on each of two nodes, over the network. */
  netMirrored: ['drbd'],
  /** Seen by all nodes of the group, so that an instance can be moved to any of them. */
  shared: ['blockdev', 'diskless', 'ext', 'gluster', 'rbd', 'sharedfile'],
  fileBased: ['file', 'gluster', 'sharedfile'],
  lvmBased: ['drbd', 'plain'],
  growable: ['drbd', 'ext', 'file', 'gluster', 'plain', 'rbd', 'sharedfile'],
  /** What a disk holds can be frozen, and the disk be set back to it. */
  freezable: ['ext', 'file', 'gluster', 'plain', 'rbd', 'sharedfile'],
  /** An existing volume can be taken instead of making one. */
  adoptable: ['blockdev', 'plain'],
} as const satisfies Record<string, readonly DiskTemplate[]>;

export type TemplateTrait = keyof typeof templates;

export function templateHas(template: DiskTemplate, trait: TemplateTrait): boolean {
  return (templates[trait] as readonly DiskTemplate[]).includes(template);
}

/** Instances of this template can be moved without copying: the data is on another node too, or on none. */
export function isMirrored(template: DiskTemplate): boolean {
  return templateHas(template, 'netMirrored') || templateHas(template, 'shared');
}

/** How many nodes an instance of this template is on. */
export function nodeCount(template: DiskTemplate): 1 | 2 {
  return templateHas(template, 'netMirrored') ? 2 : 1;
}

/** Storage type that has the space of a template's disks. */
export const STORAGE_TYPES: Readonly<Record<DiskTemplate, string>> = {
  blockdev: 'blockdev',
  diskless: 'diskless',
  drbd: 'lvm-vg',
  ext: 'ext',
  file: 'file',
  gluster: 'gluster',
  plain: 'lvm-vg',
  rbd: 'rados',
  sharedfile: 'sharedfile',
};

/** Directories below which the cluster's file disks lie on nodes. */
export function fileDirectories(cluster: Pick<Cluster, 'enabled_disk_templates' | 'file_storage_dir' | 'shared_file_storage_dir'>): string[] {
  const { enabled_disk_templates: templates, file_storage_dir: own, shared_file_storage_dir: shared } = cluster;
  return [...(templates.includes('file') ? [own] : []), ...(templates.includes('sharedfile') ? [shared] : [])].filter((directory) => directory !== '');
}

/** Name of the volume, image or file of a disk. `id`: unique; `index`: place in the instance. */
export function volumeName(
  template: 'plain' | 'file' | 'sharedfile' | 'rbd' | 'ext',
  id: string,
  index: number,
): string {
  switch (template) {
    case 'plain':
      return `${id}.disk${index}`;
    case 'file':
    case 'sharedfile':
      return `${id}.file.disk${index}`;
    case 'rbd':
    case 'ext':
      return `${id}.${template}.disk${index}`;
  }
}

/** Names of the two volumes below a drbd disk. */
export function drbdVolumeNames(id: string, index: number): { readonly data: string; readonly meta: string } {
  const name = volumeName('plain', id, index);
  return { data: `${name}_data`, meta: `${name}_meta` };
}

/** uuids of the nodes that have a device, primary first; a device that does not know its nodes is on the primary node. */
export function diskNodes(device: BlockDevice, primaryNode: string): string[] {
  const { logical_id: id } = device;
  if (id.type !== 'drbd') return [primaryNode];
  return id.node_b === primaryNode ? [id.node_b, id.node_a] : [id.node_a, id.node_b];
}

/** uuid of the node that has the other copy; null: there is none. */
export function secondaryOf(device: BlockDevice, primaryNode: string): string | null {
  return diskNodes(device, primaryNode)[1] ?? null;
}

/** Space that disks of these sizes take on each of their nodes, MiB. */
export function diskUsage(template: DiskTemplate, sizes: readonly number[]): number {
  if (template === 'diskless') return 0;
  const extra = template === 'drbd' ? DRBD_META_SIZE : 0;
  return sizes.reduce((sum, size) => sum + size + extra, 0);
}
