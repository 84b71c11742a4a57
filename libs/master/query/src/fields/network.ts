/** The resource `network`. */
import { externalAddresses, placeOf, poolSize, type Instance, type Json, type Network, type NodeGroup } from '@ganeti/objects';
import type { Context } from '../context';
import { field, orUnavailable, type Field } from '../field';
import type { StoredResource } from '../resource';
import { byName, namesInOrder } from '../sort-key';
import { storedFields } from './common';

/** Whether each address of the network is taken, by an instance or from outside. */
function taken(network: Network, cx: Context): boolean[] {
  const flags = [...network.ext_reservations].map((flag) => flag === '1');
  for (const instance of users(network, cx)) {
    for (const nic of instance.nics) {
      const place = nic.network === network.uuid && nic.ip !== null ? placeOf(network.network, nic.ip) : null;
      if (place !== null) flags[place] = true;
    }
  }
  return flags;
}

function takenCount(network: Network, cx: Context): number {
  return taken(network, cx).filter(Boolean).length;
}

function groupsOf(network: Network, cx: Context): NodeGroup[] {
  const connected = [...cx.config.all('nodegroup')].filter((group) => group.networks[network.uuid] !== undefined);
  return connected.sort(byName);
}

/** [group, mode, link, vlan] */
function connection(group: NodeGroup, network: Network): Json {
  const params = group.networks[network.uuid] ?? {};
  return [group.name, params['mode'] ?? '', params['link'] ?? '', params['vlan'] ?? ''];
}

function users(network: Network, cx: Context): readonly Instance[] {
  return cx.networkUsers().get(network.uuid) ?? [];
}

const fields: readonly Field<Network>[] = [
  field('name', 'Network', 'text', 'Name of the network', (network) => network.name),
  field('external_reservations', 'ExternalReservations', 'text', 'Addresses that are not for instances', (network) => externalAddresses(network).join(', ')),
  field('free_count', 'FreeCount', 'number', 'How many addresses are free', (network, cx) => poolSize(network.network) - takenCount(network, cx)),
  field('gateway', 'Gateway', 'other', 'IPv4 gateway', (network) => orUnavailable(network.gateway)),
  field('gateway6', 'IPv6Gateway', 'other', 'IPv6 gateway', (network) => orUnavailable(network.gateway6)),
  field('group_cnt', 'NodeGroups', 'number', 'How many node groups it is connected to', (network, cx) => groupsOf(network, cx).length),
  field('group_list', 'GroupList', 'other', 'Node groups it is connected to: name, mode, link, VLAN', (network, cx) =>
    groupsOf(network, cx).map((group) => connection(group, network)),
  ),
  field('inst_cnt', 'Instances', 'number', 'How many instances have a network interface in it', (network, cx) => users(network, cx).length),
  field('inst_list', 'InstanceList', 'other', 'Instances that have a network interface in it', (network, cx) => namesInOrder(users(network, cx))),
  field('mac_prefix', 'MacPrefix', 'other', 'First half of MAC addresses generated in it', (network) => orUnavailable(network.mac_prefix)),
  field('map', 'Map', 'text', 'One character for each address: "X" taken, "." free', (network, cx) =>
    taken(network, cx)
      .map((isTaken) => (isTaken ? 'X' : '.'))
      .join(''),
  ),
  field('network', 'Subnet', 'text', 'IPv4 network', (network) => network.network),
  field('network6', 'IPv6Subnet', 'other', 'IPv6 network', (network) => orUnavailable(network.network6)),
  field('reserved_count', 'ReservedCount', 'number', 'How many addresses are taken', takenCount),
  ...storedFields<Network>('network'),
];

export const networkResource: StoredResource<'network'> = {
  kind: 'network',
  noun: 'Network',
  nameField: 'name',
  stored: 'network',
  fields,
  find: (cx, name) => cx.config.network(name),
};
