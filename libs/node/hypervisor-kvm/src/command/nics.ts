/** NICs: the backend on the host's tap, and the card the guest sees. */
import type { KvmParameters } from '../parameters';
import { bootsFirst } from './disks';
import { deviceArgs, optionText, type Options } from './options';
import { slotOptions } from './pci';
import type { GuestSpec, HostFacts, NicSpec } from './spec';

export const nicId = (uuid: string): string => `nic-${uuid.slice(0, 18)}`;
export const netdevId = (uuid: string): string => `net-${uuid.slice(0, 18)}`;

const paravirtual = ({ nic_type }: KvmParameters): boolean => nic_type === 'paravirtual';

/** Queues a NIC has; only paravirtual ones can have more than one. */
export const queuesOf = (params: KvmParameters): number => (paravirtual(params) ? Math.max(1, params.virtio_net_queues) : 1);

/** What vnet_hdr asks for makes sense for paravirtual NICs alone. */
export const vnetHdrOf = (params: KvmParameters): boolean => paravirtual(params) && params.vnet_hdr;

/** For netdev_add. */
export function netdevOptions({ params }: GuestSpec, nic: NicSpec, host: HostFacts): Options {
  const queues = queuesOf(params);
  return {
    type: 'tap',
    id: netdevId(nic.settings.uuid),
    ifname: nic.tap,
    script: 'no',
    downscript: 'no',
    ...(paravirtual(params) ? { vnet_hdr: params.vnet_hdr, vhost: params.vhost_net && host.vhostNet } : {}),
    ...(queues > 1 ? { queues } : {}),
  };
}

/** For device_add. `bootIndex`: null: never boots from it. */
export function nicDevice(guest: GuestSpec, { settings, slot }: NicSpec, bootIndex: number | null): Options {
  const { params } = guest;
  const queues = queuesOf(params);
  return {
    driver: paravirtual(params) ? 'virtio-net-pci' : params.nic_type,
    id: nicId(settings.uuid),
    netdev: netdevId(settings.uuid),
    mac: settings.mac,
    ...(queues > 1 ? { mq: true, vectors: 2 * queues + 2 } : {}),
    ...(params.nic_type === 'ne2k_isa' ? {} : slotOptions(guest, slot)),
    // Without a boot ROM it need not be installed, and does not delay the boot.
    ...(params.nic_type === 'ne2k_isa' || params.boot_order === 'network' ? {} : { romfile: '' }),
    ...(bootIndex === null ? {} : { bootindex: bootIndex }),
  };
}

export function nicArgs(guest: GuestSpec, host: HostFacts): string[] {
  const boots = bootsFirst(guest.params, 'network') && guest.params.nic_type !== 'ne2k_isa';
  return guest.nics.flatMap((nic, index) => {
    const { type, ...netdev } = netdevOptions(guest, nic, host);
    return ['-netdev', optionText(String(type), netdev), ...deviceArgs(nicDevice(guest, nic, boots ? 1 + index : null))];
  });
}
