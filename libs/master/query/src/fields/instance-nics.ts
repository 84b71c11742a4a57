/** Fields of an instance about its network interfaces. */
import { MAX_NICS } from '@ganeti/objects';
import type { Instance, Json, Nic } from '@ganeti/objects';
import { field, ordinal, orUnavailable, type Field, type Value } from '../field';
import type { Context } from '../context';
import { nicparamsOf } from '../params';

type NicValue = (nic: Nic, cx: Context) => Json;

const mac: NicValue = (nic) => nic.mac;
const ip: NicValue = (nic) => nic.ip;
const name: NicValue = (nic) => nic.name;
const uuid: NicValue = (nic) => nic.uuid;
const network: NicValue = (nic) => nic.network;
const networkName: NicValue = (nic, cx) => (nic.network === null ? null : (cx.config.get('network', nic.network)?.name ?? null));
const mode: NicValue = (nic, cx) => nicparamsOf(nic, cx)['mode'] ?? null;
const link: NicValue = (nic, cx) => nicparamsOf(nic, cx)['link'] ?? null;
const bridge: NicValue = (nic, cx) => {
  const params = nicparamsOf(nic, cx);
  return params['mode'] === 'bridged' ? (params['link'] ?? null) : null;
};
const vlan: NicValue = (nic, cx) => {
  const params = nicparamsOf(nic, cx);
  return params['mode'] === 'openvswitch' ? (params['vlan'] ?? null) : null;
};

/** Name of the numbered field, its title, the list's name and title, meaning, value. */
const properties: readonly (readonly [string, string, string, string, string, NicValue])[] = [
  ['nic.bridge', 'NicBridge', 'nic.bridges', 'NIC_bridges', 'Bridge', bridge],
  ['nic.ip', 'NicIP', 'nic.ips', 'NIC_IPs', 'IP address', ip],
  ['nic.link', 'NicLink', 'nic.links', 'NIC_links', 'Link', link],
  ['nic.mac', 'NicMAC', 'nic.macs', 'NIC_MACs', 'MAC address', mac],
  ['nic.mode', 'NicMode', 'nic.modes', 'NIC_modes', 'Mode', mode],
  ['nic.name', 'NicName', 'nic.names', 'NIC_Names', 'Name', name],
  ['nic.network', 'NicNetwork', 'nic.networks', 'NIC_networks', 'UUID of the network', network],
  ['nic.network.name', 'NicNetworkName', 'nic.networks.names', 'NIC_networks_names', 'Name of the network', networkName],
  ['nic.uuid', 'NicUUID', 'nic.uuids', 'NIC_UUIDs', 'UUID', uuid],
  ['nic.vlan', 'NicVLAN', 'nic.vlans', 'NIC_VLANs', 'VLAN', vlan],
];

function one(index: number, value: NicValue) {
  return (instance: Instance, cx: Context): Value => {
    const nic = instance.nics[index];
    return orUnavailable(nic === undefined ? null : value(nic, cx));
  };
}

/** Names from the time when there was one interface. */
const first: readonly (readonly [string, string, string, NicValue])[] = [
  ['bridge', 'NicBridge/0', 'Bridge', bridge],
  ['ip', 'NicIP/0', 'IP address', ip],
  ['mac', 'NicMAC/0', 'MAC address', mac],
  ['nic_link', 'NicLink/0', 'Link', link],
  ['nic_mode', 'NicMode/0', 'Mode', mode],
  ['nic_network', 'NicNetwork/0', 'UUID of the network', network],
];

export const instanceNicFields: readonly Field<Instance>[] = [
  field('nic.count', 'NICs', 'number', 'How many network interfaces it has', (instance) => instance.nics.length),
  ...properties.map(([, , listName, listTitle, meaning, value]) =>
    field<Instance>(listName, listTitle, 'other', `${meaning} of each network interface`, (instance, cx) =>
      instance.nics.map((nic) => value(nic, cx)),
    ),
  ),
  ...properties.flatMap(([oneName, oneTitle, , , meaning, value]) =>
    Array.from({ length: MAX_NICS }, (_, index) =>
      field(`${oneName}/${index}`, `${oneTitle}/${index}`, 'text', `${meaning} of the ${ordinal(index)} network interface`, one(index, value)),
    ),
  ),
  ...first.map(([oldName, title, meaning, value]) =>
    field(oldName, title, 'text', `${meaning} of the 1st network interface`, one(0, value)),
  ),
];
