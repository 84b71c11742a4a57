import { createMirrored, n3, n4, op } from '../names';
import type { Scenario } from '../scenario';

const network = op('NETWORK_ADD', { network_name: 'lan', network: '192.0.2.0/28', gateway: '192.0.2.1', conflicts_check: false, tags: [] });
const connected = op('NETWORK_CONNECT', { network_name: 'lan', group_name: 'default', network_mode: 'bridged', network_link: 'br0', network_vlan: '', conflicts_check: false });
const second = op('GROUP_ADD', { group_name: 'second', alloc_policy: 'preferred' });
const third = op('GROUP_ASSIGN_NODES', { group_name: 'second', nodes: [n3, n4], force: true });
export const groupScenarios: readonly Scenario[] = [
  { opcode: op('GROUP_ADD', { group_name: 'second', ndparams: { spindle_count: 2 } }) },
  { opcode: op('GROUP_REMOVE', { group_name: 'second' }), prepare: [second] },
  { opcode: op('GROUP_RENAME', { group_name: 'second', new_name: 'other' }), prepare: [second] },
  { opcode: op('GROUP_SET_PARAMS', { group_name: 'default', alloc_policy: 'last_resort', diskparams: { drbd: { metavg: 'metavg' } } }) },
  { opcode: op('GROUP_ASSIGN_NODES', { group_name: 'second', nodes: [n3, n4] }), prepare: [second] },
  { opcode: op('GROUP_EVACUATE', { group_name: 'default', target_groups: ['second'], iallocator: 'hail' }), prepare: [createMirrored(), second, third] },
  { opcode: network },
  { opcode: op('NETWORK_REMOVE', { network_name: 'lan' }), prepare: [network] },
  { opcode: op('NETWORK_RENAME', { network_name: 'lan', new_name: 'dmz' }), prepare: [network] },
  { opcode: op('NETWORK_SET_PARAMS', { network_name: 'lan', add_reserved_ips: ['192.0.2.5'], mac_prefix: 'aa:00:01' }), prepare: [network] },
  { opcode: connected, prepare: [network] },
  { opcode: op('NETWORK_DISCONNECT', { network_name: 'lan', group_name: 'default' }), prepare: [network, connected] },
];
