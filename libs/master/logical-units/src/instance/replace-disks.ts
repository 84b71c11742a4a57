import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type CheckContext, type LogicalUnit } from '@ganeti/master-jobs';
import type { Disk, Instance, Node } from '@ganeti/objects';
import { instanceReplaceDisks, type ParamsOf } from '@ganeti/opcodes';
import { allocatorName } from '../common/allocator-name';
import { deviceMessage } from '../common/devices';
import { volume } from '../common/disk-plan';
import { info } from '../common/disk-steps';
import { instanceHooks } from '../common/hooks';
import { disksOf, secondariesOf } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeBy, nodeName, nodeOf } from '../common/lookup';
import { chosenNode, relocated } from '../common/move-target';
import { checkCanReceive, checkOnline } from '../common/node-checks';
import { checkPolicy, specOf } from '../common/params';
import type { Services } from '../services';
import { runNewSecondary, type NewSecondaryPlan } from './replace-secondary-steps';
import { runNewStorage, type NewStoragePlan } from './replace-storage-steps';

type Plan =
  | { readonly kind: 'storage'; readonly how: NewStoragePlan }
  | { readonly kind: 'secondary'; readonly how: NewSecondaryPlan }
  | { readonly kind: 'nothing'; readonly how: { readonly instance: string; readonly name: string } };
type Params = ParamsOf<typeof instanceReplaceDisks>;

export function instanceReplaceDisksUnit(services: Services): LogicalUnit<typeof instanceReplaceDisks, Plan> {
  return defineLogicalUnit({
    definition: instanceReplaceDisks,
    locks: (params, cx) => instanceAndNodes(cx.config, params, () => lockedNode(services, params, cx)),

    async check(params, cx): Promise<Plan> {
      // Of a forthcoming instance there is nothing but the record of its places.
      const instance = instanceOf(cx.config, params, { forthcoming: params.mode === 'replace_new_secondary' });
      const secondary = secondaryNode(cx, instance);
      const primary = nodeBy(cx.config, instance.primary_node);
      if (!instance.forthcoming) checkOnline(primary);
      if (params.mode === 'replace_new_secondary') {
        return { kind: 'secondary', how: await planNewSecondary(services, params, cx, instance, secondary) };
      }
      checkOnline(secondary);
      const all = disksOf(cx.config, instance.uuid);
      const onPrimary = await faulty(cx, all, primary);
      const onSecondary = await faulty(cx, all, secondary);
      const side = params.mode === 'replace_auto' ? faultySide(instance, onPrimary, onSecondary) : params.mode === 'replace_on_primary' ? 'primary' : 'secondary';
      if (side === null) return { kind: 'nothing', how: { instance: instance.uuid, name: instance.name } };
      const [target, other] = side === 'primary' ? [primary, secondary] : [secondary, primary];
      const [bad, badOther] = side === 'primary' ? [onPrimary, onSecondary] : [onSecondary, onPrimary];
      const chosen = params.mode === 'replace_auto' ? bad : selected(params, instance, all);
      if (instance.disks_active) checkPeer(instance, chosen, badOther, other);
      return { kind: 'storage', how: storagePlan(params, cx, instance, chosen, target, other) };
    },

    hooks(params, { how }, cx) {
      const instance = instanceBy(cx.config, how.instance);
      const old = secondariesOf(cx.config, instance);
      const next = 'newSecondary' in how ? [how.newSecondary] : old;
      const nodes = [...new Set([cx.config.cluster().master_node, instance.primary_node, ...old, ...next])];
      const names = (uuids: readonly string[]): string => uuids.map((uuid) => nodeName(cx.config, uuid)).join(' ');
      return instanceHooks(cx.config, 'mirrors-replace', instance, {
        environment: { MODE: params.mode, NEW_SECONDARY: names(next), OLD_SECONDARY: names(old) },
        preNodes: nodes,
        postNodes: nodes,
      });
    },

    // Own addition: which node it would be, or null when the disks stay where they are.
    dryRunResult: (_params, plan) => (plan.kind === 'secondary' ? plan.how.newSecondaryName : null),

    async run(_params, plan, cx) {
      if (plan.kind === 'storage') await runNewStorage(cx, plan.how);
      else if (plan.kind === 'secondary') await runNewSecondary(cx, plan.how);
      else cx.log(`All disks of instance ${plan.how.name} are well: nothing to replace`);
      return null;
    },
  });
}

/** The new secondary: the one that is named, or the one that the allocator chooses now. */
async function lockedNode(services: Services, params: Params, cx: CheckContext): Promise<string[]> {
  const given = params.remote_node_uuid ?? params.remote_node;
  if (given !== null) return [cx.config.node(given)?.uuid ?? []].flat();
  const instance = cx.config.instance(params.instance_name);
  const [secondary, ...more] = instance === undefined ? [] : secondariesOf(cx.config, instance);
  if (params.mode !== 'replace_new_secondary' || instance?.disk_template !== 'drbd' || secondary === undefined || more.length > 0) return [];
  return [await relocated(cx, services.placement, instance, allocatorName(cx.config.cluster(), params.iallocator), secondary)];
}

function secondaryNode(cx: CheckContext, instance: Instance): Node {
  const secondaries = secondariesOf(cx.config, instance);
  const [only] = secondaries;
  if (instance.disk_template !== 'drbd' || only === undefined || secondaries.length > 1) {
    // Ganeti's code for this, odd as it is; clients know it.
    throw new OpPrereqError(
      `Instance ${instance.name} has template '${instance.disk_template}' and ${secondaries.length} secondary nodes; only drbd disks with one secondary can be replaced`,
      'internal_error',
    );
  }
  return nodeBy(cx.config, only);
}

function selected(params: Params, instance: Instance, all: readonly Disk[]): Disk[] {
  if (params.disks.length === 0) return [...all];
  return [...new Set(params.disks)].sort((a, b) => a - b).map((index) => {
    const disk = all[index];
    if (disk === undefined) throw new OpPrereqError(`Instance ${instance.name} has no disk ${index}; it has ${all.length}`, 'wrong_input');
    return disk;
  });
}

/** Disks whose local copy on a node is not good. */
async function faulty(cx: CheckContext, disks: readonly Disk[], node: Node): Promise<Disk[]> {
  const { status } = await cx.read(node.uuid, 'Blocks.Status', { devices: disks.map((disk) => deviceMessage(cx.config, disk)) });
  return disks.filter((_, index) => status[index]?.exists !== true || status[index].local_disk === 'faulty');
}

function faultySide(instance: Instance, onPrimary: readonly Disk[], onSecondary: readonly Disk[]): 'primary' | 'secondary' | null {
  if (!instance.disks_active) {
    throw new OpPrereqError(`The disks of instance ${instance.name} are not active, so none can be seen to be faulty; activate them first`, 'wrong_state');
  }
  if (onPrimary.length > 0 && onSecondary.length > 0) {
    throw new OpPrereqError(`Instance ${instance.name} has faulty disks on both of its nodes; replace them one node at a time`, 'wrong_state');
  }
  return onPrimary.length > 0 ? 'primary' : onSecondary.length > 0 ? 'secondary' : null;
}

/** What is not good anywhere else must not be thrown away. */
function checkPeer(instance: Instance, chosen: readonly Disk[], bad: readonly Disk[], peer: Node): void {
  const lost = chosen.filter((disk) => bad.includes(disk)).map((disk) => disk.iv_name);
  if (lost.length > 0) {
    throw new OpPrereqError(`Instance ${instance.name}: ${lost.join(', ')} has no good copy on node ${peer.name} to replace it from`, 'wrong_state');
  }
}

function storagePlan(params: Params, cx: CheckContext, instance: Instance, disks: readonly Disk[], target: Node, other: Node): NewStoragePlan {
  return {
    instance: instance.uuid,
    name: instance.name,
    primary: instance.primary_node,
    target: target.uuid,
    other: other.uuid,
    disks,
    // In the order of the children: data, then metadata. Names that say where they come from, for whoever finds one left over.
    replacements: disks.map((disk) =>
      disk.children.map((child) => {
        if (child.logical_id.type !== 'plain') throw new OpPrereqError(`${disk.iv_name} of instance ${instance.name} is not made of volumes`, 'wrong_state');
        return volume(child.logical_id.vg, `${cx.ids.uuid()}.new`, child.size);
      }),
    ),
    suffix: `_replaced-${Math.floor(cx.clock.now())}`,
    wereActive: instance.disks_active,
    earlyRelease: params.early_release,
  };
}

async function planNewSecondary(services: Services, params: Params, cx: CheckContext, instance: Instance, secondary: Node): Promise<NewSecondaryPlan> {
  const { name } = instance;
  const node = newSecondary(services, params, cx, instance, secondary);
  checkCanReceive(node);
  const disks = disksOf(cx.config, instance.uuid);
  const sizes = disks.map((disk) => disk.size);
  const spec = specOf(cx.config, instance, sizes);
  checkPolicy(cx, name, node.uuid, spec, params.ignore_ipolicy, spec);
  if (instance.disks_active) checkPeer(instance, disks, await faulty(cx, disks, nodeBy(cx.config, instance.primary_node)), nodeBy(cx.config, instance.primary_node));
  return {
    instance: instance.uuid,
    name,
    primary: instance.primary_node,
    oldSecondary: secondary.uuid,
    newSecondary: node.uuid,
    newSecondaryName: node.name,
    disks,
    minors: disks.map(() => cx.reservations.minor(cx.jobId, node.uuid)),
    reserved: instance.forthcoming,
    wereActive: instance.disks_active,
    earlyRelease: params.early_release || secondary.offline,
  };
}

function newSecondary(services: Services, params: Params, cx: CheckContext, instance: Instance, secondary: Node): Node {
  const given = params.remote_node_uuid ?? params.remote_node;
  if (given === null) {
    const allocator = allocatorName(cx.config.cluster(), params.iallocator);
    const chosen = chosenNode(cx, services.placement, instance);
    info(cx, `Allocator ${allocator} chose as new secondary of instance ${instance.name}: ${chosen.name}`);
    return chosen;
  }
  const node = nodeOf(cx.config, params.remote_node ?? given, params.remote_node_uuid);
  if (node.uuid === instance.primary_node) throw new OpPrereqError(`Node ${node.name} is the primary node of instance ${instance.name}`, 'wrong_input');
  if (node.uuid === secondary.uuid) throw new OpPrereqError(`Node ${node.name} is the secondary node of instance ${instance.name} already`, 'wrong_input');
  return node;
}
