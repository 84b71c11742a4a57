/**
 * Steps: (os: another one is recorded), (temporary-assemble-disk-N-<node>), install, (temporary-shutdown-disk-N-<node>). A failed
 * installation leaves the OS that was recorded before; what is on the disks is lost all the same.
 */
import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type CheckContext, type RunContext } from '@ganeti/master-jobs';
import { changedParams, type Disk, type Instance } from '@ganeti/objects';
import { instanceReinstall, type ParamsOf } from '@ganeti/opcodes';
import { withActiveDisks } from '../common/active-disks';
import { instanceHooks } from '../common/hooks';
import { installOs } from '../common/install-os';
import { instanceMessage } from '../common/instance-message';
import { checkStopped, disksOf, runningOn, setInstance } from '../common/instance-state';
import { instanceAndNodes } from '../common/locks';
import { instanceBy, instanceOf, nodeBy } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import { checkOsOnNode } from '../common/node-params';
import { checkNotBlacklisted } from '../common/os-lists';
import { osParamsOf, privateOsParamsOf } from '../common/params';
import type { Plain } from '../common/plain';

type Params = ParamsOf<typeof instanceReinstall>;
/** Nothing of the parameters is in it: some of them are secret. */
type Plan = {
  readonly instance: string;
  readonly os: string;
  readonly disks: readonly Plain<Disk>[];
  readonly wereActive: boolean;
};

export const instanceReinstallUnit = defineLogicalUnit({
  definition: instanceReinstall,
  locks: (params, cx) => instanceAndNodes(cx.config, params),

  async check(params, cx): Promise<Plan> {
    const instance = instanceOf(cx.config, params);
    const { name } = instance;
    const primary = nodeBy(cx.config, instance.primary_node);
    checkOnline(primary);
    if (instance.disks.length === 0) throw new OpPrereqError(`Instance ${name} has no disks to install an OS on`, 'wrong_input');
    checkStopped(instance, (await runningOn(cx, instance, primary.uuid)) !== null, 'it is installed again');
    const os = params.os_type ?? instance.os;
    if (os === '') throw new OpPrereqError(`Instance ${name} has no OS; name one as 'os_type'`, 'wrong_input');
    if (os !== instance.os) checkNotBlacklisted(cx.config.cluster(), os);
    await checkParams(cx, params, installed(instance, params, os));
    return { instance: instance.uuid, os, disks: disksOf(cx.config, instance.uuid), wereActive: instance.disks_active };
  },

  hooks: (_params, plan, cx) => instanceHooks(cx.config, 'instance-reinstall', instanceBy(cx.config, plan.instance)),

  async run(params, plan, cx) {
    if (instanceBy(cx.config, plan.instance).os !== plan.os) cx.log(`* the OS is ${plan.os} from now on`);
    await cx.update('os', (tx) => setInstance(tx, plan.instance, { os: plan.os }));
    const { primary_node: primary } = instanceBy(cx.config, plan.instance);
    const offline = (node: string): boolean => node !== primary && nodeBy(cx.config, node).offline;
    await withActiveDisks(cx, plan.instance, plan.disks, plan.wereActive, () => install(cx, params, plan), offline);
    return null;
  },
});

/** The instance as it is installed: with the parameters that count this once. */
function installed(instance: Instance, params: Params, os: string): Instance {
  return {
    ...instance,
    os,
    osparams: changedParams(instance.osparams, params.osparams ?? {}, { nullResets: true }),
    osparams_private: changedParams(instance.osparams_private, params.osparams_private ?? {}, { nullResets: true }),
  };
}

function checkParams(cx: CheckContext, params: Params, instance: Instance): Promise<void> {
  const hidden = { ...privateOsParamsOf(cx.config, instance), ...params.osparams_secret };
  return checkOsOnNode(cx, nodeBy(cx.config, instance.primary_node), instance.os, { shown: osParamsOf(cx.config, instance), hidden }, params.force_variant);
}

async function install(cx: RunContext, params: Params, plan: Plan): Promise<void> {
  const instance = installed(instanceBy(cx.config, plan.instance), params, plan.os);
  const message = instanceMessage(cx.config, instance, { secrets: params.osparams_secret });
  await installOs(cx, instance.primary_node, message, { reinstall: true, debugLevel: params.debug_level });
}
