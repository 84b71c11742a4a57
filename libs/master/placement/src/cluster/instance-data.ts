/** Instances as the allocator sees them: those of the configuration, and those that are being made. */
import type { InstanceData } from '@ganeti/master-allocator';
import type { ConfigView } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import { diskUsage, fillBe, type BlockDevice, type Instance } from '@ganeti/objects';
import { spaceOf, spindlesOf, type Claim } from '../claims';
import type { Needs } from '../types';

const STOPPED = { up: 'ERROR_down', down: 'ADMIN_down', offline: 'ADMIN_offline' } as const;

export interface SeenInstance {
  readonly data: InstanceData;
  /** MiB that it will want of its primary node and does not use now. */
  readonly owed: number;
}

/** What should run is planned for as if it did. `claimed`: a job under way is about to start it. */
export function instanceData(view: ConfigView, live: LiveView, instance: Instance, claimed: boolean): SeenInstance {
  const be = fillBe(view.cluster(), instance.beparams);
  const disks = view.disksOf(instance);
  const sizes = disks.map(({ size }) => size);
  const [primary, secondary] = view.nodesOfInstance(instance).map((uuid) => view.get('node', uuid)?.name ?? null);
  const here = live.instance(instance.name).find(({ node }) => node === instance.primary_node);
  const wanted = instance.admin_state === 'up';
  const running = wanted || claimed || here !== undefined;
  const volumes = volumeSpace(disks);
  const data: InstanceData = {
    name: instance.name,
    memory: be.maxmem,
    disk: mainDisk(view, volumes, diskUsage(instance.disk_template, sizes)),
    diskSizes: sizes,
    vcpus: be.vcpus,
    status: running ? 'running' : STOPPED[instance.admin_state],
    autoBalance: be.auto_balance,
    primary: primary ?? null,
    secondary: instance.disk_template === 'drbd' ? (secondary ?? null) : null,
    template: instance.disk_template,
    tags: instance.tags,
    spindleUse: be.spindle_use,
    spindles: spindlesOf(instance.disk_template, disks),
    forthcoming: instance.forthcoming,
    nicCount: instance.nics.length,
    networks: instance.nics.flatMap(({ network }) => network ?? []),
    ...(Object.keys(volumes).length === 0 ? {} : { space: Object.entries(volumes).map(([name, size]) => ({ type: 'lvm-vg', name, size })) }),
  };
  const owed = wanted || here !== undefined || instance.forthcoming ? Math.max(0, be.maxmem - (here?.memory ?? 0)) : 0;
  return { data, owed };
}

/** An instance that is being made: it takes its room already. */
export function claimedInstance(view: ConfigView, { needs, nodes }: Claim): InstanceData {
  const [primary, secondary] = nodes.map((uuid) => view.get('node', uuid)?.name ?? null);
  return {
    ...wantedInstance(view, needs),
    status: needs.start ? 'running' : 'ADMIN_down',
    primary: primary ?? null,
    secondary: needs.template === 'drbd' ? (secondary ?? null) : null,
  };
}

/** An instance that has no place yet. */
function wantedInstance(view: ConfigView, needs: Needs): Omit<InstanceData, 'status' | 'primary' | 'secondary'> {
  const sizes = needs.disks.map(({ size }) => size);
  return {
    name: needs.name,
    memory: needs.memory,
    disk: mainDisk(view, needs.volumeSpace, diskUsage(needs.template, sizes)),
    diskSizes: sizes,
    vcpus: needs.vcpus,
    autoBalance: true,
    template: needs.template,
    tags: needs.tags,
    spindleUse: needs.spindleUse,
    spindles: spindlesOf(needs.template, needs.disks),
    forthcoming: false,
    nicCount: needs.nics.length,
    networks: needs.nics.flatMap(({ network }) => network ?? []),
    space: spaceOf(needs),
  };
}

/** What is scored is the space of the cluster's volume group. */
function mainDisk(view: ConfigView, volumes: Readonly<Record<string, number>>, otherwise: number): number {
  return Object.keys(volumes).length === 0 ? otherwise : (volumes[view.cluster().volume_group_name] ?? 0);
}

/** MiB on each node, by volume group. */
export function volumeSpace(disks: readonly BlockDevice[]): Record<string, number> {
  const space: Record<string, number> = {};
  for (const device of disks.flatMap((disk) => (disk.dev_type === 'drbd' ? disk.children : [disk]))) {
    if (device.logical_id.type === 'plain') space[device.logical_id.vg] = (space[device.logical_id.vg] ?? 0) + device.size;
  }
  return space;
}
