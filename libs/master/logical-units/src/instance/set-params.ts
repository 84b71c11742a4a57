/** What an instance is to be like, and whether that can be. How it is done: set-params-steps.ts. */
import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type CheckContext, type LogicalUnit } from '@ganeti/master-jobs';
import type { Instance, Json } from '@ganeti/objects';
import { instanceSetParams, type ParamsOf } from '@ganeti/opcodes';
import type { DiskData } from '../common/devices';
import { info } from '../common/disk-steps';
import { instanceHooks } from '../common/hooks';
import { checkNoSnapshots } from '../common/instance-snapshots';
import { checkStopped, disksOf, runningOn } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeBy } from '../common/lookup';
import { groupsOf } from '../common/nics';
import { checkOnline } from '../common/node-checks';
import { checkProviders } from '../common/node-params';
import { checkPolicy, specOf } from '../common/params';
import type { Services } from '../services';
import { planConversion } from './convert-plan';
import { planDiskChanges } from './set-params-disks';
import { hotplugProblem } from './set-params-hotplug';
import { runtimeMemory } from './set-params-memory';
import { nicChanges, planNicChanges } from './set-params-nics';
import { namedNodes, otherPrimary } from './set-params-nodes';
import { changeInstance, type SetParamsPlan } from './set-params-steps';
import { planValues } from './set-params-values';

export type SetParams = ParamsOf<typeof instanceSetParams>;
/** What was changed, and to what; the result of the opcode. */
export type Changed = [string, Json];

export function instanceSetParamsUnit(services: Services): LogicalUnit<typeof instanceSetParams, SetParamsPlan> {
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
    hooks(params, plan, cx) {
      const instance = instanceBy(cx.config, plan.instance);
      const { beparams = instance.beparams, nics = instance.nics } = plan.fields;
      // Scripts that are to judge a change see memory, processors and network cards as they would be.
      return instanceHooks(cx.config, 'instance-modify', { ...instance, beparams, nics }, {
        environment: {
          ...(plan.conversion === null ? {} : { NEW_DISK_TEMPLATE: plan.conversion.template }),
          ...(params.runtime_mem === null ? {} : { RUNTIME_MEMORY: String(params.runtime_mem) }),
        },
      });
    },

    async run(params, plan, cx) {
      const claimant = { jobId: cx.jobId, opIndex: cx.opIndex };
      const room = plan.conversion?.room ?? null;
      if (room !== null) services.placement.hold(claimant, room.needs, room.nodes);
      try {
        await changeInstance(params, plan, cx);
      } finally {
        services.placement.release(claimant);
      }
      return plan.changes.map(([what, value]): Changed => [what, value]);
    },
  });
}

async function check(services: Services, params: SetParams, cx: CheckContext): Promise<SetParamsPlan> {
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
  const fields: SetParamsPlan['fields'] = {
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
