import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { reservedBits, withTags, type Network } from '@ganeti/objects';
import { networkAdd } from '@ganeti/opcodes';
import { warn } from '../common/disk-steps';
import type { Plain } from '../common/plain';
import { networkHooks } from './hooks';
import { checkReservable, clusterAddresses, endsOf } from './pool';

type NewNetwork = Omit<Network, 'serial_no' | 'ctime' | 'mtime'>;
type Plan = { readonly network: Plain<NewNetwork> };

export const networkAddUnit = defineLogicalUnit({
  definition: networkAdd,
  locks: () => ({}),

  async check(params, cx): Promise<Plan> {
    const { network_name: name, network: range, gateway, add_reserved_ips: asked } = params;
    if (cx.config.network(name)?.name === name) {
      throw new OpPrereqError(`There is a network ${name} already; choose another name`, 'already_exists');
    }
    cx.reservations.name(cx.jobId, 'network', name);
    const uuid = cx.ids.uuid();
    const reserved = [...endsOf(range), ...(gateway === null ? [] : [gateway]), ...(asked ?? [])];
    checkReservable(cx.config, { name, network: range, uuid }, reserved);
    if (params.conflicts_check) {
      for (const { ip, owner } of clusterAddresses(cx.config, range)) {
        warn(cx, `Address ${ip} of ${owner} lies in network ${name}; it is reserved`);
        reserved.push(ip);
      }
    }
    return {
      network: {
        uuid,
        name,
        network: range,
        gateway,
        network6: params.network6,
        gateway6: params.gateway6,
        mac_prefix: params.mac_prefix,
        ext_reservations: reservedBits(range, reserved),
        tags: withTags([], params.tags),
      },
    };
  },

  hooks: (_params, { network }, cx) => networkHooks(cx.config, 'network-add', network),

  async run(_params, { network }, cx) {
    await cx.update('add', (tx) => void tx.insert('network', network));
    return null;
  },
});
