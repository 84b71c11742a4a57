/**
 * Steps: create-disk-N-<node> of new disks, memory, (running: added-assemble-…, those of set-params-hotplug,) change,
 * (stopped: added-assemble-…,) (waiting for the sync), added-shutdown-…, changed (no way back from here), removed-shutdown-…, remove-disk-N-<node>.
 */
import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type CheckContext, type RunContext } from '@ganeti/master-jobs';
import {
  changedParams,
  checkBe,
  checkFilledBe,
  checkFilledHv,
  checkHv,
  type Disk,
  type Instance,
  type Json,
  type Nic,
  type ParamDict,
} from '@ganeti/objects';
import { instanceSetParams, type ParamsOf } from '@ganeti/opcodes';
import type { DiskData } from '../common/devices';
import { assembleDisks, createDisks, info, removeDisks, shutdownDisks } from '../common/disk-steps';
import { instanceHooks } from '../common/hooks';
import { instanceMessage } from '../common/instance-message';
import { checkStopped, disksOf, runningOn } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeBy } from '../common/lookup';
import { groupsOf } from '../common/nics';
import { checkOnline } from '../common/node-checks';
import { checkHvOnNodes, checkOsOnNode } from '../common/node-params';
import { beOf, checkPolicy, hvOf, osParamsOf, privateOsParamsOf, specOf } from '../common/params';
import type { Plain } from '../common/plain';
import { checkSyncing, waitForSync } from '../common/sync';
import { changeDevices, hotplugProblem } from './set-params-hotplug';
import { nicChanges, planDiskChanges, planNicChanges } from './set-params-devices';

export type SetParams = ParamsOf<typeof instanceSetParams>;
/** What was changed, and to what; the result of the opcode. */
export type Changed = [string, Json];

type Plan = {
  readonly instance: string;
  readonly primary: string;
  /** Fields of the instance that get a new value. */
  readonly fields: Plain<Partial<InstanceFields>>;
  /** All disks after the change, in order. */
  readonly disks: readonly Plain<DiskData>[];
  readonly added: readonly Plain<DiskData>[];
  readonly removed: readonly Plain<Disk>[];
  readonly nicsBefore: readonly Plain<Nic>[];
  /** It runs, and its devices are changed at once. */
  readonly plug: boolean;
  readonly wereActive: boolean;
  /** MiB of the running instance. */
  readonly memory: { readonly from: number; readonly to: number } | null;
  readonly changes: readonly Changed[];
};
type InstanceFields = Pick<Instance, 'beparams' | 'hvparams' | 'osparams' | 'osparams_private' | 'os' | 'nics' | 'disks' | 'admin_state'>;

export const instanceSetParamsUnit = defineLogicalUnit({
  definition: instanceSetParams,
  locks: (params, cx) => ({
    ...instanceAndNodes(cx.config, params),
    nodegroup: async () => {
      const primary = (): string[] => [cx.config.instance(params.instance_name)?.primary_node ?? ''];
      return { names: await groupsOf(cx.config, nicChanges(params).map((change) => change.params), primary), mode: 'shared' };
    },
  }),

  async check(params, cx): Promise<Plan> {
    checkSupported(params);
    const instance = instanceOf(cx.config, params);
    const primary = nodeBy(cx.config, instance.primary_node);
    const running = primary.offline ? null : await runningOn(cx, instance, primary.uuid);
    const changes: Changed[] = [];
    const fields: Partial<{ -readonly [K in keyof InstanceFields]: InstanceFields[K] }> = {};

    if (params.offline !== null) {
      const state = offlineState(instance, params.offline, running !== null);
      if (state !== instance.admin_state) fields.admin_state = state;
      changes.push(['admin_state', state]);
    }
    if (Object.keys(params.beparams).length > 0) {
      const asked = checkBe(params.beparams, { allowReset: true });
      fields.beparams = changedParams(instance.beparams, asked);
      checkFilledBe(beOf(cx.config, { beparams: fields.beparams }));
      changes.push(...named('be', asked));
      if (!params.force) checkStillStarts(cx, instance, { ...instance, beparams: fields.beparams }, running?.memory ?? 0);
    }
    if (Object.keys(params.hvparams).length > 0) {
      const asked = checkHv(instance.hypervisor, params.hvparams, { allowReset: true });
      fields.hvparams = changedParams(instance.hvparams, asked);
      const filled = hvOf(cx.config, { ...instance, hvparams: fields.hvparams });
      checkFilledHv(instance.hypervisor, filled);
      await checkHvOnNodes(cx, cx.config.nodesOfInstance(instance).map((uuid) => nodeBy(cx.config, uuid)), instance.hypervisor, filled);
      changes.push(...named('hv', asked));
    }
    await planOs(params, cx, instance, fields, changes);

    const nics = planNicChanges(params, cx, instance);
    if (nics !== null) {
      fields.nics = nics.nics;
      changes.push(...nics.changes);
    }
    const now = disksOf(cx.config, instance.uuid);
    const disks = planDiskChanges(params, cx, instance, now);
    if (disks !== null) {
      if (disks.added.length > 0) cx.config.nodesOfInstance(instance).forEach((uuid) => checkOnline(nodeBy(cx.config, uuid)));
      fields.disks = disks.after.map(({ uuid }) => uuid);
      changes.push(...disks.changes);
    }
    const otherDisks = disks !== null && disks.added.length + disks.removed.length > 0;
    let plug = false;
    if (running !== null && (nics !== null || otherDisks)) {
      const reason = params.hotplug ? await hotplugProblem(cx, instance) : 'hotplug is not asked for';
      plug = reason === null;
      if (!plug && nics !== null) info(cx, `Instance ${instance.name} runs: the changes of its NICs take effect when it is started the next time (${reason})`);
    }
    if (otherDisks && !plug) checkStopped(instance, running !== null, 'disks are added or removed');
    let memory: Plan['memory'] = null;
    if (params.runtime_mem !== null) {
      memory = runtimeMemory(cx, { ...instance, ...fields }, params.runtime_mem, running?.memory ?? null);
      changes.push(['runtime_memory', params.runtime_mem]);
    }
    if (changes.length === 0) throw new OpPrereqError(`No changes are asked for on instance ${instance.name}`, 'wrong_input');

    const after = disks?.after ?? now;
    const spec = (of: Instance, sizes: readonly DiskData[]) => specOf(cx.config, of, sizes.map((disk) => disk.size));
    checkPolicy(cx, instance.name, primary.uuid, spec({ ...instance, ...fields }, after), params.ignore_ipolicy, spec(instance, now));
    return {
      instance: instance.uuid,
      primary: primary.uuid,
      fields: fields,
      disks: after,
      added: disks?.added ?? [],
      removed: disks?.removed ?? [],
      nicsBefore: instance.nics,
      plug,
      wereActive: instance.disks_active,
      memory,
      changes,
    };
  },

  hooks: (_params, plan, cx) => instanceHooks(cx.config, 'instance-modify', instanceBy(cx.config, plan.instance)),

  async run(params, plan, cx) {
    const { name } = instanceBy(cx.config, plan.instance);
    await createDisks(cx, plan.added, name, plan.primary);
    if (plan.memory !== null) await setMemory(cx, plan.instance, plan.primary, plan.memory);
    const use = { owner: name, primary: plan.primary, prefix: 'added-' };
    if (plan.plug) {
      await assembleDisks(cx, plan.added, use);
      await changeDevices(cx, { ...plan, nics: plan.fields.nics ?? plan.nicsBefore });
    }
    await cx.update('change', (tx) => {
      for (const disk of plan.added) tx.insert('disk', disk);
      if (Object.keys(plan.fields).length > 0) tx.update('instance', plan.instance, plan.fields);
      for (const { uuid } of plan.removed) tx.remove('disk', uuid);
      for (const { uuid, name: diskName, mode, iv_name } of plan.disks) {
        const disk = tx.get('disk', uuid);
        if (disk !== undefined && (disk.name !== diskName || disk.mode !== mode || disk.iv_name !== iv_name)) {
          tx.update('disk', uuid, { name: diskName, mode, iv_name });
        }
      }
    });
    if (plan.added.length > 0) {
      if (!plan.plug) await assembleDisks(cx, plan.added, use);
      if (params.wait_for_sync) await waitForSync(cx, name, plan.added, plan.primary);
      else await checkSyncing(cx, name, plan.added, plan.primary);
      if (!plan.wereActive) await shutdownDisks(cx, plan.added, use);
    }
    if (plan.removed.length > 0) {
      await cx.keep('changed');
      await shutdownDisks(cx, plan.removed, { owner: name, primary: plan.primary, prefix: 'removed-', tolerate: () => true, undo: false });
      await removeDisks(cx, plan.removed, { tolerate: () => true });
    }
    return plan.changes.map(([what, value]): Changed => [what, value]);
  },
});

function checkSupported(params: SetParams): void {
  const refused: readonly (readonly [boolean, string])[] = [
    [params.disk_template !== null, "converting disks to another template ('disk_template')"],
    [params.pnode !== null || params.pnode_uuid !== null, "recording another primary node ('pnode'); use migrate or failover"],
    [params.instance_communication !== null, "a NIC for talking to the node ('instance_communication')"],
    [Object.keys(params.ext_params).length > 0, "external storage ('ext_params')"],
  ];
  const found = refused.find(([asked]) => asked);
  if (found !== undefined) throw new OpPrereqError(`This release does not have ${found[1]}`, 'wrong_input');
}

function named(prefix: string, params: ParamDict): Changed[] {
  return Object.entries(params).map(([name, value]): Changed => [`${prefix}/${name}`, value]);
}

function offlineState(instance: Instance, offline: boolean, running: boolean): Instance['admin_state'] {
  if (offline) {
    checkStopped(instance, running, 'it is marked offline');
    return 'offline';
  }
  return instance.admin_state === 'offline' ? 'down' : instance.admin_state;
}

/** More memory than its node has would only show at the next start. */
function checkStillStarts(cx: CheckContext, before: Instance, after: Instance, now: number): void {
  const [had, wanted] = [beOf(cx.config, before).minmem, beOf(cx.config, after).minmem];
  const free = cx.live.node(after.primary_node).resources?.memory_free;
  if (wanted <= had || free === undefined || wanted <= now + free) return;
  throw new OpPrereqError(
    `Instance ${after.name} could not be started with ${wanted} MiB: its node has ${now + free} MiB for it; 'force' changes it all the same`,
    'insufficient_resources',
  );
}

function runtimeMemory(cx: CheckContext, instance: Instance, wanted: number, now: number | null): { from: number; to: number } {
  if (now === null) throw new OpPrereqError(`Instance ${instance.name} does not run, so its running memory cannot be changed`, 'wrong_state');
  const { minmem, maxmem } = beOf(cx.config, instance);
  if (wanted < minmem || wanted > maxmem) {
    throw new OpPrereqError(`Running memory of instance ${instance.name} has to be between ${minmem} and ${maxmem} MiB, not ${wanted}`, 'wrong_input');
  }
  const free = cx.live.node(instance.primary_node).resources?.memory_free ?? 0;
  if (wanted - now > free) {
    throw new OpPrereqError(`The node of instance ${instance.name} has ${free} MiB free; ${wanted - now} MiB more are wanted`, 'insufficient_resources');
  }
  return { from: now, to: wanted };
}

async function planOs(
  params: SetParams,
  cx: CheckContext,
  instance: Instance,
  fields: { os?: string; osparams?: ParamDict; osparams_private?: ParamDict },
  changes: Changed[],
): Promise<void> {
  const secret = params.osparams_private ?? {};
  const isChanged = params.os_name !== null || Object.keys(params.osparams).length + Object.keys(secret).length > 0;
  if (!isChanged) return;
  const os = params.os_name ?? instance.os;
  const osparams = changedParams(instance.osparams, params.osparams, { nullResets: true });
  const osparams_private = changedParams(instance.osparams_private, secret, { nullResets: true });
  const primary = nodeBy(cx.config, instance.primary_node);
  if (!params.force) {
    checkOnline(primary);
    const filled = { shown: osParamsOf(cx.config, { os, osparams }), hidden: privateOsParamsOf(cx.config, { os, osparams_private }) };
    await checkOsOnNode(cx, primary, os, filled, params.force_variant);
  }
  if (params.os_name !== null) {
    fields.os = os;
    changes.push(['os', os]);
  }
  fields.osparams = osparams;
  fields.osparams_private = osparams_private;
  changes.push(...named('os', params.osparams), ...Object.keys(secret).map((key): Changed => [`os_private/${key}`, '<hidden>']));
}

async function setMemory(cx: RunContext, uuid: string, primary: string, memory: { readonly from: number; readonly to: number }): Promise<void> {
  const instance = instanceMessage(cx.config, instanceBy(cx.config, uuid));
  await cx.call('memory', primary, 'Instances.SetMemory', { instance, memory: memory.to }, {
    undo: [{ node: primary, method: 'Instances.SetMemory', request: { instance, memory: memory.from } }],
  });
}
