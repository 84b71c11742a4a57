/** Changes of parameters, OS and state, worked out before anything is done. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import type { InstanceStatusReceived } from '@ganeti/node-api';
import { changedParams, checkBe, checkFilledBe, checkFilledHv, checkHv, type Instance, type ParamDict } from '@ganeti/objects';
import { checkStopped } from '../common/instance-state';
import { nodeBy } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import { checkHvOnNodes, checkOsOnNode } from '../common/node-params';
import { checkNotBlacklisted } from '../common/os-lists';
import { beOf, hvOf, osParamsOf, privateOsParamsOf } from '../common/params';
import type { Changed, SetParams } from './set-params';

export type ValueFields = Partial<Pick<Instance, 'beparams' | 'hvparams' | 'osparams' | 'osparams_private' | 'os' | 'admin_state'>>;
export interface ValueChanges {
  readonly fields: ValueFields;
  readonly changes: readonly Changed[];
}

/** `running`: what its node says of it; null: it does not run. */
export async function planValues(params: SetParams, cx: CheckContext, instance: Instance, running: InstanceStatusReceived | null): Promise<ValueChanges> {
  const all = [
    planState(params, instance, running !== null),
    planBe(params, cx, instance, running?.memory ?? 0),
    await planHv(params, cx, instance),
    await planOs(params, cx, instance),
  ];
  return { fields: Object.assign({}, ...all.map(({ fields }) => fields)) as ValueFields, changes: all.flatMap(({ changes }) => changes) };
}

const none: ValueChanges = { fields: {}, changes: [] };

function named(prefix: string, params: ParamDict): Changed[] {
  return Object.entries(params).map(([name, value]): Changed => [`${prefix}/${name}`, value]);
}

function planState(params: SetParams, instance: Instance, running: boolean): ValueChanges {
  if (params.offline === null) return none;
  if (params.offline) checkStopped(instance, running, 'it is marked offline');
  const state = params.offline ? 'offline' : instance.admin_state === 'offline' ? 'down' : instance.admin_state;
  return { fields: state === instance.admin_state ? {} : { admin_state: state }, changes: [['admin_state', state]] };
}

function planBe(params: SetParams, cx: CheckContext, instance: Instance, memory: number): ValueChanges {
  if (Object.keys(params.beparams).length === 0) return none;
  const asked = checkBe(params.beparams, { allowReset: true });
  const beparams = changedParams(instance.beparams, asked);
  checkFilledBe(beOf(cx.config, { beparams }));
  if (!params.force) checkStillStarts(cx, instance, { ...instance, beparams }, memory);
  return { fields: { beparams }, changes: named('be', asked) };
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

async function planHv(params: SetParams, cx: CheckContext, instance: Instance): Promise<ValueChanges> {
  if (Object.keys(params.hvparams).length === 0) return none;
  const asked = checkHv(instance.hypervisor, params.hvparams, { allowReset: true });
  const hvparams = changedParams(instance.hvparams, asked);
  const filled = hvOf(cx.config, { ...instance, hvparams });
  checkFilledHv(instance.hypervisor, filled);
  await checkHvOnNodes(cx, cx.config.nodesOfInstance(instance).map((uuid) => nodeBy(cx.config, uuid)), instance.hypervisor, filled);
  return { fields: { hvparams }, changes: named('hv', asked) };
}

async function planOs(params: SetParams, cx: CheckContext, instance: Instance): Promise<ValueChanges> {
  const secret = params.osparams_private ?? {};
  if (params.os_name === null && Object.keys(params.osparams).length + Object.keys(secret).length === 0) return none;
  const os = params.os_name ?? instance.os;
  const osparams = changedParams(instance.osparams, params.osparams, { nullResets: true });
  const osparams_private = changedParams(instance.osparams_private, secret, { nullResets: true });
  if (os !== instance.os) checkNotBlacklisted(cx.config.cluster(), os);
  const primary = nodeBy(cx.config, instance.primary_node);
  if (!params.force) {
    checkOnline(primary);
    const filled = { shown: osParamsOf(cx.config, { os, osparams }), hidden: privateOsParamsOf(cx.config, { os, osparams_private }) };
    await checkOsOnNode(cx, primary, os, filled, params.force_variant);
  }
  return {
    fields: { ...(params.os_name === null ? {} : { os }), osparams, osparams_private },
    changes: [
      ...(params.os_name === null ? [] : [['os', os] as Changed]),
      ...named('os', params.osparams),
      ...Object.keys(secret).map((key): Changed => [`os_private/${key}`, '<hidden>']),
    ],
  };
}
