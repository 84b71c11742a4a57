/** Disks of a stopped instance as they will be with another template. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import type { Needs } from '@ganeti/master-placement';
import { nodeCount, type Disk, type DiskTemplate, type Instance } from '@ganeti/objects';
import { allocatorName, checkOneChoice } from '../common/allocator-name';
import type { DiskData } from '../common/devices';
import { planDisks } from '../common/disk-plan';
import { checkTemplate, type DiskSpec } from '../common/disk-spec';
import { info } from '../common/disk-steps';
import { checkExclusiveStorage } from '../common/exclusive-storage';
import { defaultFileDriver, fileDirectory } from '../common/file-storage';
import { disksOf } from '../common/instance-state';
import { nodeBy, nodeOf } from '../common/lookup';
import { needsOf } from '../common/needs';
import { checkCanReceive } from '../common/node-checks';
import type { Plain } from '../common/plain';
import type { Services } from '../services';
import type { SetParams } from './set-params';

export type Conversion = {
  /** mirror: volumes get a second copy; unmirror: they lose it; copy: the data goes to new disks. */
  readonly how: 'mirror' | 'unmirror' | 'copy';
  readonly template: DiskTemplate;
  readonly old: readonly Plain<Disk>[];
  /** The same disks afterwards. */
  readonly disks: readonly Plain<DiskData>[];
  readonly wereActive: boolean;
  /** What it takes, and on which nodes (uuids); null: nothing. */
  readonly room: { readonly needs: Needs; readonly nodes: readonly string[] } | null;
};

/** null: no conversion is asked for. Throws OpPrereqError. That the instance is stopped is checked elsewhere. */
export async function planConversion(services: Services, cx: CheckContext, params: SetParams, instance: Instance): Promise<Conversion | null> {
  const { disk_template: to } = params;
  checkStray(params);
  if (to === null) return null;
  const { disk_template: from, name } = instance;
  if (to === from) throw new OpPrereqError(`Disks of instance ${name} are of template '${to}' already`, 'wrong_input');
  if (from === 'diskless' || to === 'diskless' || to === 'blockdev') {
    throw new OpPrereqError(`Disks of instance ${name} cannot be converted from '${from}' to '${to}'`, 'wrong_state');
  }
  if (params.disks.length > 0) throw new OpPrereqError('Disks are either converted or changed, not both in one operation', 'wrong_input');
  checkTemplate(cx.config.cluster(), to);
  const old = disksOf(cx.config, instance.uuid);
  const secondary = nodeCount(to) === 2 ? await newSecondary(services, cx, params, instance) : null;
  checkExclusiveStorage(cx.config, [instance.primary_node, ...(secondary === null ? [] : [secondary])].map((uuid) => nodeBy(cx.config, uuid)), to);
  const how = from === 'plain' && to === 'drbd' ? 'mirror' : from === 'drbd' && to === 'plain' ? 'unmirror' : 'copy';
  const made = how === 'unmirror' ? old.map((disk) => withoutMirror(instance, disk)) : newDisks(cx, params, instance, old, to, secondary);
  const disks = made.map((disk, index) => ({ ...disk, uuid: old[index]?.uuid ?? disk.uuid }));
  const needs = { ...needsOf(cx.config, { ...instance, disk_template: to }, disks), start: false };
  // Beside what is there already: on the primary a mirror takes room for its metadata only.
  const nodes = [...(how === 'mirror' ? [] : [instance.primary_node]), ...(secondary === null ? [] : [secondary])];
  const room = how === 'unmirror' ? null : { needs, nodes };
  if (room !== null) services.placement.claim({ jobId: cx.jobId, opIndex: cx.opIndex }, room.needs, room.nodes);
  return { how, template: to, old, disks, wereActive: instance.disks_active, room };
}

/** Parameters that are for a conversion to another template than this one, or for none. */
function checkStray(params: SetParams): void {
  const to = params.disk_template;
  if (Object.keys(params.ext_params).length > 0 && to !== 'ext') throw new OpPrereqError("'ext_params' are for a conversion to template 'ext'", 'wrong_input');
  const node = params.remote_node ?? params.remote_node_uuid ?? params.iallocator;
  if (node !== null && to !== 'drbd') throw new OpPrereqError("A secondary node or an allocator is for a conversion to template 'drbd'", 'wrong_input');
}

async function newSecondary(services: Services, cx: CheckContext, params: SetParams, instance: Instance): Promise<string> {
  const given = params.remote_node_uuid ?? params.remote_node;
  checkOneChoice(params.iallocator, given, 'secondary node');
  if (given === null) {
    const allocator = allocatorName(cx.config.cluster(), params.iallocator);
    const claimant = { jobId: cx.jobId, opIndex: cx.opIndex };
    const chosen = await services.placement.addSecondary(claimant, { ...needsOf(cx.config, instance), template: 'drbd' }, { allocator, signal: cx.signal });
    info(cx, `Allocator ${allocator} chose as secondary node of instance ${instance.name}: ${nodeBy(cx.config, chosen).name}`);
    return chosen;
  }
  const node = nodeOf(cx.config, params.remote_node ?? given, params.remote_node_uuid);
  if (node.uuid === instance.primary_node) throw new OpPrereqError(`Node ${node.name} is the primary node of instance ${instance.name}`, 'wrong_input');
  checkCanReceive(node);
  return node.uuid;
}

/** Without its mirror a disk is what was its data volume. */
function withoutMirror(instance: Instance, disk: Disk): DiskData {
  const [data] = disk.children;
  if (data === undefined) throw new OpPrereqError(`${disk.iv_name} of instance ${instance.name} has no data volume`, 'wrong_state');
  return { ...disk, dev_type: 'plain', logical_id: data.logical_id, children: [], nodes: [instance.primary_node], params: {} };
}

function newDisks(cx: CheckContext, params: SetParams, instance: Instance, old: readonly Disk[], template: DiskTemplate, secondary: string | null): DiskData[] {
  const cluster = cx.config.cluster();
  const { uuid, name, primary_node: primary } = instance;
  const { provider, ...ext } = params.ext_params;
  const external = typeof provider === 'string' ? provider : '';
  if (template === 'ext' && external === '') {
    throw new OpPrereqError("'ext_params' has to name the 'provider' of external storage", 'wrong_input');
  }
  const specs = old.map((disk): DiskSpec => {
    const [data, meta] = disk.dev_type === 'plain' ? [disk] : disk.children;
    const group = (device: Pick<Disk, 'logical_id'> | undefined): string => (device?.logical_id.type === 'plain' ? device.logical_id.vg : cluster.volume_group_name);
    const { size, mode, name: label, spindles } = disk;
    return { size, mode, name: label, spindles, vg: group(data), metavg: group(meta ?? data), adopt: null, provider: external, params: template === 'ext' ? ext : {} };
  });
  const directory = fileDirectory(cluster, template, name, params.file_storage_dir);
  return planDisks(cx, { uuid, name, template, primary, secondary, directory, driver: params.file_driver ?? defaultFileDriver }, specs);
}

