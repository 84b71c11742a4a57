/** What placement has to know of a disk template. */
import type { DiskTemplate } from '@ganeti/objects';

/** How an instance leaves its primary node. */
export const enum Mirror {
  /** Not at all. */
  none = 0,
  /** To its secondary node. */
  internal = 1,
  /** To any node of the group: the data is seen by all. */
  external = 2,
}

const MIRROR: Readonly<Record<DiskTemplate, Mirror>> = {
  plain: Mirror.none,
  file: Mirror.none,
  drbd: Mirror.internal,
  diskless: Mirror.external,
  sharedfile: Mirror.external,
  blockdev: Mirror.external,
  rbd: Mirror.external,
  ext: Mirror.external,
  gluster: Mirror.external,
};

export const mirrorOf = (template: DiskTemplate): Mirror => MIRROR[template];

export const isTemplate = (text: string): text is DiskTemplate => Object.hasOwn(MIRROR, text);

/** Its disks take space and spindles of the node's volume group. */
export const usesVolumes = (template: DiskTemplate): boolean => template === 'plain' || template === 'drbd';

/**
 * Whether the instance can be started on another node when its own has failed. (Block devices are seen by several nodes,
 * but not necessarily by all.)
 */
export const restartsElsewhere = (template: DiskTemplate): boolean => MIRROR[template] === Mirror.external && template !== 'blockdev';
