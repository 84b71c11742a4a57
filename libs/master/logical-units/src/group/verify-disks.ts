import { defineLogicalUnit, type RunContext } from '@ganeti/master-jobs';
import type { ConfigView } from '@ganeti/master-config';
import type { Disk, Instance, Node } from '@ganeti/objects';
import { groupVerifyDisks } from '@ganeti/opcodes';
import { deviceMessage } from '../common/devices';
import { groupOf } from '../common/lookup';
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
    const { volumes, mirrors } = expected(cx.config, instancesIn(cx, group).filter(({ disks_active }) => disks_active));
    const failed: Record<string, string> = {};
    const toActivate = new Set<string>();
    const missing: Record<string, string[][]> = {};
    await together(
      [...cx.config.nodesOf(group)].map(async (uuid) => {
        const node = cx.config.get('node', uuid);
        if (node === undefined || node.offline || !node.vm_capable) return;
        try {
          const seen = await lookAtVolumes(cx, node, volumes.get(uuid) ?? []);
          for (const { name, volume } of seen.missing) (missing[name] ??= []).push([node.name, volume]);
          for (const name of [...seen.inactive, ...(await brokenMirrors(cx, node, mirrors.get(uuid) ?? [], params.is_strict))]) toActivate.add(name);
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

/** `name`: of the instance. */
interface Volume {
  readonly name: string;
  readonly volume: string;
}
interface MirrorDisk {
  readonly name: string;
  readonly disk: Disk;
}

/** By node: volumes that should be there, mirrors of which it is the primary. */
function expected(view: ConfigView, instances: readonly Instance[]): { volumes: Map<string, Volume[]>; mirrors: Map<string, MirrorDisk[]> } {
  const volumes = new Map<string, Volume[]>();
  const mirrors = new Map<string, MirrorDisk[]>();
  for (const instance of instances) {
    const { name, primary_node } = instance;
    for (const disk of view.disksOf(instance)) {
      const own = volumesOf(disk).map((volume) => ({ name, volume }));
      for (const node of disk.nodes) volumes.set(node, [...(volumes.get(node) ?? []), ...own]);
      if (disk.dev_type === 'drbd') mirrors.set(primary_node, [...(mirrors.get(primary_node) ?? []), { name, disk }]);
    }
  }
  return { volumes, mirrors };
}

/** Volumes that are not there, and instances with some that are not active. */
async function lookAtVolumes(cx: RunContext, node: Node, volumes: readonly Volume[]): Promise<{ missing: Volume[]; inactive: string[] }> {
  if (volumes.length === 0) return { missing: [], inactive: [] };
  const groups = [...new Set(volumes.map(({ volume }) => volume.split('/')[0] ?? ''))];
  const answer = await cx.read(node.uuid, 'Blocks.ListVolumes', { volume_groups: groups });
  const online = new Map(answer.volumes.map(({ vg, lv, online: active }) => [`${vg}/${lv}`, active]));
  return {
    missing: volumes.filter(({ volume }) => !online.has(volume)),
    inactive: volumes.filter(({ volume }) => online.get(volume) === false).map(({ name }) => name),
  };
}

/** Instances with mirrors that their primary node does not have. `strict`: those that lack their other side count too. */
async function brokenMirrors(cx: RunContext, node: Node, mirrors: readonly MirrorDisk[], strict: boolean): Promise<string[]> {
  if (mirrors.length === 0) return [];
  const { status } = await cx.read(node.uuid, 'Blocks.Status', { devices: mirrors.map(({ disk }) => deviceMessage(cx.config, disk)) });
  return mirrors.flatMap(({ name }, index) => {
    const state = status[index];
    const isWhole = state?.exists === true && (!strict || !state.degraded || state.sync_percent >= 0);
    return isWhole ? [] : [name];
  });
}
