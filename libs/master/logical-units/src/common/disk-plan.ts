/** From wanted disks to disk objects: names, ports, minors and secrets are taken here, and belong to the job from now on. */
import { OpPrereqError } from '@ganeti/errors';
import type { ConfigView } from '@ganeti/master-config';
import type { CheckContext } from '@ganeti/master-jobs';
import { DRBD_META_SIZE, drbdVolumeNames, volumeName, type BlockDevice, type DiskTemplate, type LogicalId } from '@ganeti/objects';
import type { DiskData } from './devices';
import type { DiskSpec } from './disk-spec';
import { diskParamsOf } from './params';
import type { Plain } from './plain';

export interface DiskOwner {
  readonly uuid: string;
  readonly name: string;
  readonly template: DiskTemplate;
  readonly primary: string;
  readonly secondary: string | null;
  /** Directory of the instance's file disks; null for other templates. */
  readonly directory: string | null;
  readonly driver: string;
}

/** A disk object for each wanted disk; the first one is number `first` of the instance. */
export function planDisks(cx: CheckContext, owner: DiskOwner, specs: readonly DiskSpec[], first = 0): Plain<DiskData>[] {
  return specs.map((spec, position) => {
    const index = first + position;
    const device = planDevice(cx, owner, spec, index);
    return {
      ...device,
      uuid: cx.ids.uuid(),
      instance: owner.uuid,
      nodes: owner.secondary === null ? [owner.primary] : [owner.primary, owner.secondary],
      name: spec.name,
      mode: spec.mode,
      iv_name: `disk/${index}`,
      spindles: spec.spindles,
      params: spec.params,
    };
  });
}

function planDevice(cx: CheckContext, owner: DiskOwner, spec: DiskSpec, index: number): BlockDevice {
  const id = cx.ids.uuid();
  switch (owner.template) {
    case 'plain':
      return volume(spec.vg, volumeName('plain', id, index), spec.size);
    case 'drbd': {
      if (owner.secondary === null) throw new OpPrereqError(`Instance ${owner.name} needs a secondary node for its drbd disks`, 'wrong_input');
      const names = drbdVolumeNames(id, index);
      return {
        dev_type: 'drbd',
        logical_id: drbdId(cx, owner.primary, owner.secondary),
        size: spec.size,
        children: [volume(spec.vg, names.data, spec.size), volume(spec.metavg, names.meta, DRBD_META_SIZE)],
      };
    }
    case 'file':
    case 'sharedfile':
      return outside(spec, { type: owner.template, driver: owner.driver, path: `${owner.directory}/${volumeName(owner.template, id, index)}` });
    case 'gluster':
      return outside(spec, { type: 'gluster', driver: owner.driver, path: glusterPath(cx.config, owner.uuid, index) });
    case 'rbd':
      return outside(spec, { type: 'rbd', pool: diskParamsOf(cx.config, 'rbd', owner.primary).pool as string, image: volumeName('rbd', id, index) });
    case 'ext':
      return outside(spec, { type: 'ext', provider: spec.provider, name: volumeName('ext', id, index) });
    case 'blockdev':
      return outside(spec, { type: 'blockdev', path: spec.adopt ?? '' });
    case 'diskless':
      throw new OpPrereqError(`Instance ${owner.name} is diskless: it can be given no disks`, 'wrong_input');
  }
}

/** A device that is one thing at one place. */
function outside(spec: DiskSpec, logical_id: Exclude<LogicalId, { type: 'drbd' }>): BlockDevice {
  return { dev_type: logical_id.type, logical_id, size: spec.size, children: [] };
}

/** Ganeti's name for it, and the next one when a disk that was made earlier has that. */
function glusterPath(view: ConfigView, instance: string, index: number): string {
  const taken = new Set([...view.all('disk')].flatMap(({ logical_id: id }) => (id.type === 'gluster' ? [id.path] : [])));
  for (let number = index; ; number++) {
    const path = `ganeti/${instance}.${number}`;
    if (!taken.has(path)) return path;
  }
}

export function volume(vg: string, lv: string, size: number): BlockDevice {
  return { dev_type: 'plain', logical_id: { type: 'plain', vg, lv }, size, children: [] };
}

/** Identity of a new drbd device between two nodes. */
export function drbdId(cx: CheckContext, nodeA: string, nodeB: string): LogicalId & { type: 'drbd' } {
  return {
    type: 'drbd',
    node_a: nodeA,
    node_b: nodeB,
    port: cx.reservations.port(cx.jobId),
    minor_a: cx.reservations.minor(cx.jobId, nodeA),
    minor_b: cx.reservations.minor(cx.jobId, nodeB),
    secret: cx.reservations.drbdSecret(cx.jobId),
  };
}

/** Space in MiB that disks take on each node they are on, by volume group. */
export function volumeSpace(template: DiskTemplate, specs: readonly DiskSpec[]): Record<string, number> {
  const needed: Record<string, number> = {};
  const add = (name: string, size: number): void => void (needed[name] = (needed[name] ?? 0) + size);
  for (const spec of specs) {
    // What is adopted is there already.
    if (spec.adopt !== null) continue;
    if (template === 'plain' || template === 'drbd') add(spec.vg, spec.size);
    if (template === 'drbd') add(spec.metavg, DRBD_META_SIZE);
  }
  return needed;
}
