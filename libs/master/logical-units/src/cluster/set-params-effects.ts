/** What a change means for what there is; told in the job log. */
import type { CheckContext } from '@ganeti/master-jobs';
import { fillBe, fillHv, fillIPolicy, fillNic, fillOs, fillPrivateOs, type Cluster, type Instance } from '@ganeti/objects';
import { info, warn } from '../common/disk-steps';
import { newViolations } from '../common/policy-violations';
import type { SetParams } from './set-params-fields';

/** Kept, shown and passed on, but nothing here acts on them. */
const idle = ['install_image', 'zeroing_image'] as const;

export function tellEffects(cx: CheckContext, params: SetParams, after: Cluster): void {
  const before = cx.config.cluster();
  for (const name of idle) if (params[name] !== null && after[name] !== before[name]) warn(cx, `'${name}' is kept, but this release does not act on it`);
  tellOsLists(cx, params, before);
  if (after.mac_prefix !== before.mac_prefix) info(cx, `New NICs get addresses that begin with ${after.mac_prefix}; those that there are keep theirs`);
  if (params.diskparams !== null) info(cx, 'Disks take the new parameters when they are activated the next time');
  if ([params.beparams, params.hvparams, params.os_hvp, params.nicparams, params.osparams, params.osparams_private_cluster].some((given) => given !== null)) {
    tellInstances(cx, before, after);
  }
  if (params.ipolicy === null && params.beparams === null) return;
  for (const group of cx.config.all('nodegroup')) {
    for (const name of newViolations(cx.config, group.uuid, fillIPolicy(before, group), fillIPolicy(after, group))) {
      warn(cx, `Instance ${name} violates the new policy of group ${group.name}; it stays as it is`);
    }
  }
}

function tellInstances(cx: CheckContext, before: Cluster, after: Cluster): void {
  const same = (instance: Instance): boolean => JSON.stringify(seen(before, instance)) === JSON.stringify(seen(after, instance));
  const names = [...cx.config.all('instance')].filter((instance) => instance.admin_state === 'up' && !same(instance)).map(({ name }) => name).sort();
  if (names.length === 0) return;
  info(cx, `${names.length} running instance(s) take the new parameters at their next start (gnt-instance reboot): ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}`);
}

function seen(cluster: Cluster, { beparams, hypervisor, os, hvparams, nics, osparams, osparams_private }: Instance): unknown {
  return [
    fillBe(cluster, beparams), fillHv(cluster, hypervisor, os, hvparams), nics.map((nic) => fillNic(cluster, nic.nicparams)),
    fillOs(cluster, os, osparams), fillPrivateOs(cluster, os, osparams_private),
  ];
}

function tellOsLists(cx: CheckContext, params: SetParams, before: Cluster): void {
  for (const list of ['hidden_os', 'blacklisted_os'] as const) {
    for (const [action, name] of params[list] ?? []) {
      const isThere = before[list].includes(name);
      if ((action === 'add') === isThere) info(cx, `OS ${name} is ${isThere ? 'in' : 'not in'} '${list}' already: nothing to ${action}`);
    }
  }
}
