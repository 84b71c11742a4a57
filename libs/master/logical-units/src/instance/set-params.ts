/**
 * Steps: those of a conversion (convert-steps.ts), create-disk-N-<node> of new disks, memory, (running: added-assemble-…, those of
 * set-params-hotplug,) change, (stopped: added-assemble-…,) (waiting for the sync), added-shutdown-…, detached-shutdown-…, changed (no way
 * back from here), removed-shutdown-…, remove-disk-N-<node>.
 */
import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type CheckContext, type LogicalUnit, type RunContext } from '@ganeti/master-jobs';
import type { ConfigTx } from '@ganeti/master-config';
import type { Disk, Instance, Json, Nic } from '@ganeti/objects';
import { instanceSetParams, type ParamsOf } from '@ganeti/opcodes';
import type { DiskData } from '../common/devices';
import { assembleDisks, createDisks, info, removeDisks, shutdownDisks } from '../common/disk-steps';
import { instanceHooks } from '../common/hooks';
import { checkNoSnapshots } from '../common/instance-snapshots';
import { checkStopped, disksOf, runningOn, setPrimary } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeBy } from '../common/lookup';
import { groupsOf } from '../common/nics';
import { checkOnline } from '../common/node-checks';
import { checkProviders } from '../common/node-params';
import { checkPolicy, specOf } from '../common/params';
import type { Plain } from '../common/plain';
import { checkSyncing, waitForSync } from '../common/sync';
import type { Services } from '../services';
import { planConversion, type Conversion } from './convert-plan';
import { finishConversion, prepareConversion } from './convert-steps';
import { planDiskChanges } from './set-params-disks';
import { changeDevices, hotplugProblem } from './set-params-hotplug';
import { runtimeMemory, setMemory, type MemoryChange } from './set-params-memory';
import { nicChanges, planNicChanges } from './set-params-nics';
import { namedNodes, otherPrimary } from './set-params-nodes';
import { planValues, type ValueFields } from './set-params-values';

export type SetParams = ParamsOf<typeof instanceSetParams>;
/** What was changed, and to what; the result of the opcode. */
export type Changed = [string, Json];

type Plan = {
  readonly instance: string;
  readonly primary: string;
  /** uuid of the node that is recorded as its primary from now on; null: none other. */
  readonly newPrimary: string | null;
  /** Fields of the instance that get a new value. */
  readonly fields: Plain<ValueFields & Partial<Pick<Instance, 'nics' | 'disks' | 'disk_template'>>>;
  /** All disks after the change, in order. */
  readonly disks: readonly Plain<DiskData>[];
  readonly added: readonly Plain<DiskData>[];
  readonly attached: readonly Plain<Disk>[];
  readonly removed: readonly Plain<Disk>[];
  readonly detached: readonly Plain<Disk>[];
  readonly conversion: Plain<Conversion> | null;
  readonly nicsBefore: readonly Plain<Nic>[];
  /** It runs, and its devices are changed at once. */
  readonly plug: boolean;
  readonly wereActive: boolean;
  readonly memory: MemoryChange | null;
  readonly changes: readonly Changed[];
};

export function instanceSetParamsUnit(services: Services): LogicalUnit<typeof instanceSetParams, Plan> {
  return defineLogicalUnit({
    definition: instanceSetParams,
    locks: (params, cx) => ({
      ...instanceAndNodes(cx.config, params, () => namedNodes(cx.config, params)),
      nodegroup: async () => {
        const instance = cx.config.instance(params.instance_name);
        const nics = nicChanges(cx.config, params, instance).map((change) => change.params);
        return { names: await groupsOf(cx.config, nics, () => [instance?.primary_node ?? '']), mode: 'shared' };
      },
    }),
    check: (params, cx) => check(services, params, cx),
    hooks: (_params, plan, cx) => instanceHooks(cx.config, 'instance-modify', instanceBy(cx.config, plan.instance)),

    async run(params, plan, cx) {
      const claimant = { jobId: cx.jobId, opIndex: cx.opIndex };
      const room = plan.conversion?.room ?? null;
      if (room !== null) services.placement.hold(claimant, room.needs, room.nodes);
      try {
        await change(params, plan, cx);
      } finally {
        services.placement.release(claimant);
      }
      return plan.changes.map(([what, value]): Changed => [what, value]);
    },
  });
}

async function check(services: Services, params: SetParams, cx: CheckContext): Promise<Plan> {
  const instance = instanceOf(cx.config, params);
  const primary = nodeBy(cx.config, instance.primary_node);
  const running = primary.offline ? null : await runningOn(cx, instance, primary.uuid);
  const stopped = (before: string): void => checkStopped(instance, running !== null, before);
  const values = await planValues(params, cx, instance, running);
  const nics = planNicChanges(params, cx, instance);
  const conversion = await planConversion(services, cx, params, instance);
  if (conversion !== null) {
    stopped('its disks are converted');
    checkOnline(primary);
  }
  if (conversion !== null) checkNoSnapshots(instance, 'its disks are converted');
  const newPrimary = otherPrimary(cx, params, instance);
  if (newPrimary !== null) stopped('another primary node is recorded');
  const now = disksOf(cx.config, instance.uuid);
  const disks = planDiskChanges(params, cx, instance, now);
  const template = conversion?.template ?? disks?.template ?? instance.disk_template;
  const fields: Plan['fields'] = {
    ...values.fields,
    ...(nics === null ? {} : { nics: nics.nics }),
    ...(disks === null ? {} : { disks: disks.after.map(({ uuid }) => uuid) }),
    ...(template === instance.disk_template ? {} : { disk_template: template }),
  };
  const { added = [], attached = [], removed = [], detached = [] } = disks ?? {};
  if (added.length + attached.length > 0) cx.config.nodesOfInstance(instance).forEach((uuid) => checkOnline(nodeBy(cx.config, uuid)));
  await checkProviders(cx, [primary], [...added, ...(conversion?.disks ?? [])]);
  if (removed.length + detached.length > 0) checkNoSnapshots(instance, 'disks are taken away');
  const otherDisks = added.length + attached.length + removed.length + detached.length > 0;
  let plug = false;
  if (running !== null && (nics !== null || otherDisks)) {
    const reason = params.hotplug ? await hotplugProblem(cx, instance) : 'hotplug is not asked for';
    plug = reason === null;
    if (!plug && nics !== null) info(cx, `Instance ${instance.name} runs: the changes of its NICs take effect when it is started the next time (${reason})`);
  }
  if (otherDisks && !plug) stopped('disks are added or removed');
  const memory = params.runtime_mem === null ? null : runtimeMemory(cx, { ...instance, ...values.fields }, params.runtime_mem, running?.memory ?? null);
  const changes: Changed[] = [
    ...values.changes,
    ...(nics?.changes ?? []),
    ...(disks?.changes ?? []),
    ...(conversion === null ? [] : [['disk_template', conversion.template] as Changed]),
    ...(newPrimary === null ? [] : [['pnode', newPrimary.name] as Changed]),
    ...(memory === null ? [] : [['runtime_memory', memory.to] as Changed]),
  ];
  if (changes.length === 0) throw new OpPrereqError(`No changes are asked for on instance ${instance.name}`, 'wrong_input');

  const after = disks?.after ?? now;
  const spec = (of: Instance, sizes: readonly DiskData[]) => specOf(cx.config, of, sizes.map((disk) => disk.size));
  const place = newPrimary?.uuid ?? primary.uuid;
  checkPolicy(cx, instance.name, place, spec({ ...instance, ...fields }, after), params.ignore_ipolicy, spec(instance, now));
  return {
    instance: instance.uuid,
    primary: primary.uuid,
    newPrimary: newPrimary?.uuid ?? null,
    fields,
    disks: after,
    added,
    attached,
    removed,
    detached,
    conversion,
    nicsBefore: instance.nics,
    plug,
    wereActive: instance.disks_active,
    memory,
    changes,
  };
}

async function change(params: SetParams, plan: Plan, cx: RunContext): Promise<void> {
  const { name } = instanceBy(cx.config, plan.instance);
  const { primary, conversion } = plan;
  const converting = { owner: name, primary, wait: params.wait_for_sync };
  if (conversion !== null) await prepareConversion(cx, conversion, converting);
  await createDisks(cx, plan.added, name, primary);
  if (plan.memory !== null) await setMemory(cx, plan.instance, primary, plan.memory);
  // An attached disk is used when the others are; a new one has to be, to get its second copy.
  const fresh = [...plan.added, ...(plan.wereActive ? plan.attached : [])];
  const use = { owner: name, primary, prefix: 'added-' };
  if (plan.plug) {
    await assembleDisks(cx, fresh, use);
    const devices = { ...plan, added: [...plan.added, ...plan.attached], removed: [...plan.removed, ...plan.detached] };
    await changeDevices(cx, { ...devices, nics: plan.fields.nics ?? plan.nicsBefore });
  }
  await cx.update('change', (tx) => record(tx, plan));
  if (conversion !== null) await finishConversion(cx, conversion, converting);
  if (fresh.length > 0) {
    if (!plan.plug) await assembleDisks(cx, fresh, use);
    if (params.wait_for_sync) await waitForSync(cx, name, plan.added, primary);
    else await checkSyncing(cx, name, plan.added, primary);
    if (!plan.wereActive) await shutdownDisks(cx, fresh, use);
  }
  if (plan.wereActive) await shutdownDisks(cx, plan.detached, { ...use, prefix: 'detached-' });
  if (plan.removed.length > 0) {
    await cx.keep('changed');
    await shutdownDisks(cx, plan.removed, { owner: name, primary, prefix: 'removed-', tolerate: () => true, undo: false });
    await removeDisks(cx, plan.removed, { tolerate: () => true });
  }
}

function record(tx: ConfigTx, plan: Plan): void {
  for (const disk of plan.added) tx.insert('disk', disk);
  if (Object.keys(plan.fields).length > 0) tx.update('instance', plan.instance, plan.fields);
  for (const { uuid } of plan.removed) tx.remove('disk', uuid);
  for (const { uuid } of plan.detached) tx.update('disk', uuid, { instance: null });
  for (const { uuid, nodes } of plan.attached) tx.update('disk', uuid, { instance: plan.instance, nodes });
  for (const { uuid, dev_type, logical_id, children, nodes, params } of plan.conversion?.disks ?? []) {
    tx.update('disk', uuid, { dev_type, logical_id, children, nodes, params });
  }
  for (const { uuid, name, mode, iv_name } of plan.disks) {
    const disk = tx.get('disk', uuid);
    if (disk !== undefined && (disk.name !== name || disk.mode !== mode || disk.iv_name !== iv_name)) tx.update('disk', uuid, { name, mode, iv_name });
  }
  if (plan.newPrimary !== null) setPrimary(tx, plan.instance, plan.newPrimary);
}
