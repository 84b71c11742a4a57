import { AddressPoolError, OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { placeOf, withReserved, type Network } from '@ganeti/objects';
import { networkSetParams, type ParamsOf } from '@ganeti/opcodes';
import { networkBy, networkOf } from '../common/lookup';
import { networkHooks } from './hooks';
import { networkLock } from './locks';
import { checkReservable, endsOf } from './pool';

type Params = ParamsOf<typeof networkSetParams>;
type Fields = Pick<Network, 'gateway' | 'network6' | 'gateway6' | 'mac_prefix' | 'ext_reservations'>;
type Plan = { readonly network: string; readonly fields: Fields };

export const networkSetParamsUnit = defineLogicalUnit({
  definition: networkSetParams,
  locks: (params, cx) => networkLock(cx.config, params.network_name),

  async check(params, cx): Promise<Plan> {
    const network = networkOf(cx.config, params.network_name);
    const changed = (asked: string | null, before: string | null): string | null => (asked === null ? before : asked === 'none' ? null : asked);
    const fields = {
      gateway: changed(params.gateway, network.gateway),
      network6: changed(params.network6, network.network6),
      gateway6: changed(params.gateway6, network.gateway6),
      mac_prefix: changed(params.mac_prefix, network.mac_prefix),
    };
    if (fields.gateway6 !== null && fields.network6 === null) {
      throw new OpPrereqError(`Network ${network.name} has an IPv6 gateway but no IPv6 addresses; give network6 too, or take gateway6 away`, 'wrong_input');
    }
    const added = [...(params.add_reserved_ips ?? []), ...(fields.gateway !== network.gateway && fields.gateway !== null ? [fields.gateway] : [])];
    if (fields.gateway !== null && placeOf(network.network, fields.gateway) === null) {
      throw new AddressPoolError(`The gateway ${fields.gateway} is not in network ${network.name} (${network.network})`);
    }
    checkReservable(cx.config, network, added);
    const removed = removable(params, network, fields.gateway);
    const oldGateway = network.gateway !== null && network.gateway !== fields.gateway ? [network.gateway] : [];
    const bits = withReserved(network.ext_reservations, network.network, [...removed, ...oldGateway], false);
    return { network: network.uuid, fields: { ...fields, ext_reservations: withReserved(bits, network.network, added, true) } };
  },

  hooks: (_params, plan, cx) => networkHooks(cx.config, 'network-modify', networkBy(cx.config, plan.network)),

  async run(_params, plan, cx) {
    await cx.update('change', (tx) => void tx.update('network', plan.network, plan.fields));
    return null;
  },
});

/** Addresses that may go back to the pool. */
function removable(params: Params, network: Network, gateway: string | null): readonly string[] {
  const removed = params.remove_reserved_ips ?? [];
  const kept = new Set([...endsOf(network.network), ...(gateway === null ? [] : [gateway])]);
  for (const ip of removed) {
    if (kept.has(ip)) throw new OpPrereqError(`Address ${ip} of network ${network.name} is its gateway, or its first or last address, and stays reserved`, 'wrong_input');
    const place = placeOf(network.network, ip);
    if (place === null || network.ext_reservations[place] !== '1') {
      throw new OpPrereqError(`Address ${ip} of network ${network.name} is not reserved`, 'wrong_input');
    }
  }
  return removed;
}
