/**
 * Hooks around the cluster's address: paths master-ip-turnup and master-ip-turndown. No job runs them, since the address also goes up
 * when masterd starts; the machine itself does, whether the address was there already or not.
 */
import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { OpExecError } from '@ganeti/errors';
import type { HooksRunner } from '@ganeti/node-hooks';
import type { ClusterAddress, MasterAddress } from '@ganeti/node-network';
import type { Paths } from '@ganeti/runtime';

/** A script that refuses before the change is an OpExecError, and nothing is changed. What fails afterwards changes nothing. */
export function withAddressHooks(change: MasterAddress, hooks: HooksRunner, paths: Pick<Paths, 'ssconf'>): MasterAddress {
  return async (address, up) => {
    const path = up ? 'master-ip-turnup' : 'master-ip-turndown';
    const environment = { ...(await environmentOf(address, paths)), GANETI_HOOKS_PATH: path, GANETI_OP_CODE: up ? 'OP_CLUSTER_IP_TURNUP' : 'OP_CLUSTER_IP_TURNDOWN' };
    const outcomes = await hooks.run(path, 'pre', { ...environment, GANETI_HOOKS_PHASE: 'pre' });
    const refusal = outcomes.find(({ status }) => status === 'fail');
    if (refusal !== undefined) throw new OpExecError(`Hook ${path}/${refusal.script} refuses the address ${address.address}: ${refusal.output || 'no output'}`);
    await change(address, up);
    await hooks.run(path, 'post', { ...environment, GANETI_HOOKS_PHASE: 'post' });
  };
}

async function environmentOf({ address, device, prefix }: ClusterAddress, { ssconf }: Pick<Paths, 'ssconf'>): Promise<Record<string, string>> {
  const fact = (name: string): Promise<string> => readFile(ssconf(name), 'utf8').then((text) => text.trim(), () => '');
  return {
    GANETI_HOOKS_VERSION: '2',
    GANETI_CLUSTER: await fact('cluster_name'),
    GANETI_MASTER: await fact('master_node'),
    GANETI_MASTER_NETDEV: device,
    GANETI_MASTER_IP: address,
    GANETI_MASTER_NETMASK: String(prefix),
    GANETI_CLUSTER_IP_VERSION: isIPv6(address) ? '6' : '4',
  };
}
