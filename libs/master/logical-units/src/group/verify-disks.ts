import { defineLogicalUnit, type RunContext } from '@ganeti/master-jobs';
import type { Instance, Node } from '@ganeti/objects';
import { groupVerifyDisks } from '@ganeti/opcodes';
import { deviceMessage } from '../common/devices';
import { groupBy, groupOf, nodeName } from '../common/lookup';
import { together } from '../common/together';
import { volumesOf } from '../common/volumes';
import { groupLock } from './locks';

type Plan = { readonly group: string };

export const groupVerifyDisksUnit = defineLogicalUnit({
  definition: groupVerifyDisks,

  /** Instances too: the disks of one that is being started or stopped are neither here nor there. */
  locks(params, cx) {
    const group = cx.config.group(params.group_name)?.uuid;
    if (group === undefined) return {};
    return {
      ...groupLock(cx.config, params.group_name, 'shared'),
      instance: { names: instancesIn(cx, group).map(({ name }) => name), mode: 'shared' },
      node: () => ({ names: [...cx.config.nodesOf(group)], mode: 'shared' }),
    };
  },

  check: async (params, cx): Promise<Plan> => ({ group: groupOf(cx.config, params.group_name).uuid }),

  async run(params, { group }, cx): Promise<[Record<string, string>, string[], Record<string, string[][]>]> {
    groupBy(cx.config, group);
    const instances = instancesIn(cx, group).filter(({ disks_active }) => disks_active);
    const failed: Record<string, string> = {};
    const toActivate = new Set<string>();
    const missing: Record<string, string[][]> = {};
    await together(
      [...cx.config.nodesOf(group)].map(async (uuid) => {
        const node = cx.config.get('node', uuid);
        if (node === undefined || node.offline || !node.vm_capable) return;
        try {
          await lookAtVolumes(cx, node, instances, toActivate, missing);
          await lookAtMirrors(cx, node, instances, toActivate, params.is_strict);
        } catch (error) {
          if (cx.signal.aborted) throw error;
          failed[node.name] = (error as Error).message;
        }
      }),
    );
    return [failed, [...toActivate].sort(), missing];
  },
});

function instancesIn(cx: Pick<RunContext, 'config'>, group: string): Instance[] {
  const uuids = [...cx.config.nodesOf(group)].flatMap((node) => [...cx.config.primariesOf(node)]);
  return uuids.flatMap((uuid) => cx.config.get('instance', uuid) ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Volumes that are not there, and those that are not active. */
async function lookAtVolumes(
  cx: RunContext,
  node: Node,
  instances: readonly Instance[],
  toActivate: Set<string>,
  missing: Record<string, string[][]>,
): Promise<void> {
  const expected = instances.flatMap(({ name, ...instance }) =>
    cx.config.disksOf({ name, ...instance }).flatMap((disk) => (disk.nodes.includes(node.uuid) ? volumesOf(disk).map((volume) => ({ name, volume })) : [])),
  );
  if (expected.length === 0) return;
  const groups = [...new Set(expected.map(({ volume }) => volume.split('/')[0] ?? ''))];
  const { volumes } = await cx.read(node.uuid, 'Blocks.ListVolumes', { volume_groups: groups });
  const online = new Map(volumes.map((volume) => [`${volume.vg}/${volume.lv}`, volume.online]));
  for (const { name, volume } of expected) {
    const active = online.get(volume);
    if (active === undefined) (missing[name] ??= []).push([nodeName(cx.config, node.uuid), volume]);
    else if (!active) toActivate.add(name);
  }
}

/** Mirrors as their primary node sees them. `strict`: those that lack their other side count too. */
async function lookAtMirrors(cx: RunContext, node: Node, instances: readonly Instance[], toActivate: Set<string>, strict: boolean): Promise<void> {
  const mirrors = instances
    .filter((instance) => instance.primary_node === node.uuid)
    .flatMap((instance) => cx.config.disksOf(instance).flatMap((disk) => (disk.dev_type === 'drbd' ? [{ name: instance.name, disk }] : [])));
  if (mirrors.length === 0) return;
  const { status } = await cx.read(node.uuid, 'Blocks.Status', { devices: mirrors.map(({ disk }) => deviceMessage(cx.config, disk)) });
  mirrors.forEach(({ name }, index) => {
    const state = status[index];
    const isWhole = state?.exists === true && (!strict || !state.degraded || state.sync_percent >= 0);
    if (!isWhole) toActivate.add(name);
  });
}
