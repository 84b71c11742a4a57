/** The cluster's address on the master. */
import type { ConfigView } from '@ganeti/master-config';
import type { CheckContext, NodeCall, RunContext } from '@ganeti/master-jobs';
import type { Cluster } from '@ganeti/objects';
import { info } from './disk-steps';
import { nodeBy } from './lookup';

type Fields = Pick<Cluster, 'master_node' | 'master_ip' | 'master_netmask' | 'master_netdev' | 'use_external_mip_script'>;
export type AddressCall = Extract<NodeCall, { readonly method: 'Machine.SetMasterAddress' }>;

/** Null: the address is one that the master has anyway, which nobody may take down. */
export function addressCall(view: ConfigView, cluster: Fields, up: boolean): AddressCall | null {
  const { master_node: node, master_ip: address, master_netmask: prefix, master_netdev: device, use_external_mip_script: external_script } = cluster;
  const { primary_ip, secondary_ip } = nodeBy(view, node);
  if (address === primary_ip || address === secondary_ip) return null;
  return { node, method: 'Machine.SetMasterAddress', request: { up, address, prefix, device, external_script } };
}

export function tellNoAddress(cx: CheckContext): void {
  const { master_ip, master_node } = cx.config.cluster();
  info(cx, `The cluster's address ${master_ip} is that of node ${nodeBy(cx.config, master_node).name} itself: it is always up`);
}

/** From the address as it was to the address as it shall be; equal ones are left alone. Taken back when the run fails. */
export async function moveAddress(cx: RunContext, before: Fields, after: Fields): Promise<void> {
  const [down, up] = [addressCall(cx.config, before, false), addressCall(cx.config, after, true)];
  const [back, away] = [addressCall(cx.config, before, true), addressCall(cx.config, after, false)];
  if (JSON.stringify(back) === JSON.stringify(up)) return;
  if (down !== null && back !== null) await cx.call('address-down', down.node, down.method, down.request, { undo: [back] });
  if (up !== null && away !== null) await cx.call('address-up', up.node, up.method, up.request, { undo: [away] });
}
