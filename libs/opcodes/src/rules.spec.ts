/** What definitions say about parameters that do not go together. */
import { checkRule, findOpcode, parseOpcode } from './index';
import { inNetwork } from './rules';

/** What is wrong with an opcode, or null. */
function problem(id: string, params: Record<string, unknown>): string | null {
  const { definition, params: parsed } = parseOpcode({ OP_ID: id, ...params });
  expect(findOpcode(id).rule).toBeDefined();
  try {
    checkRule(definition, parsed);
  } catch (error) {
    expect(error).toMatchObject({ className: 'OpPrereqError', code: 'wrong_input' });
    return (error as Error).message;
  }
  return null;
}

const net = { network_name: 'n1', network: '192.0.2.0/24' };
const node = { node_name: 'node1' };
const allocator = { direction: 'in', name: 'web1' };

it.each<[string, Record<string, unknown>, RegExp | null]>([
  ['OP_NETWORK_ADD', { ...net, gateway: '192.0.2.1', add_reserved_ips: ['192.0.2.7'] }, null],
  ['OP_NETWORK_ADD', { ...net, gateway: '198.51.100.1' }, /198\.51\.100\.1 is not in the network 192\.0\.2\.0\/24/],
  ['OP_NETWORK_ADD', { ...net, add_reserved_ips: ['192.0.3.7'] }, /192\.0\.3\.7/],
  ['OP_NETWORK_ADD', { ...net, network: '192.0.2.0/31' }, /16 to 30/],
  ['OP_NETWORK_ADD', { ...net, network: '10.0.0.0/15' }, /16 to 30/],
  ['OP_NETWORK_ADD', { ...net, gateway6: '2001:db8::1' }, /needs 'network6'/],
  ['OP_NETWORK_ADD', { ...net, network6: '2001:db8::/64', gateway6: '2001:db8::1' }, null],
  ['OP_NETWORK_ADD', { ...net, network6: '2001:db8::/64', gateway6: '2001:db9::1' }, /2001:db9::1/],
  ['OP_NETWORK_ADD', { ...net, mac_prefix: 'aa:00' }, /mac_prefix/],
  ['OP_NETWORK_SET_PARAMS', { network_name: 'n1' }, /nothing to change/],
  ['OP_NETWORK_SET_PARAMS', { network_name: 'n1', gateway: 'none' }, null],
  [
    'OP_NETWORK_SET_PARAMS',
    { network_name: 'n1', add_reserved_ips: ['192.0.2.1'], remove_reserved_ips: ['192.0.2.1'] },
    /at once/,
  ],
  ['OP_GROUP_SET_PARAMS', { group_name: 'g1' }, /nothing to change/],
  ['OP_GROUP_SET_PARAMS', { group_name: 'g1', alloc_policy: 'preferred' }, null],
  ['OP_GROUP_EVACUATE', { group_name: 'g1', target_groups: ['g2', 'g1'] }, /g1/],
  ['OP_NODE_SET_PARAMS', node, /nothing to change/],
  ['OP_NODE_SET_PARAMS', { ...node, offline: false }, null],
  ['OP_NODE_SET_PARAMS', { ...node, offline: true, drained: true }, /one role/],
  ['OP_NODE_SET_PARAMS', { ...node, master_candidate: true, master_capable: false }, /master_capable/],
  ['OP_NODE_MIGRATE', { ...node, mode: 'live', live: true }, /'mode' and 'live'/],
  ['OP_NODE_MIGRATE', { ...node, target_node: 'node2', iallocator: '.' }, /only one/],
  ['OP_NODE_EVACUATE', { ...node, mode: 'secondary-only', remote_node: 'node2' }, null],
  ['OP_NODE_EVACUATE', { ...node, mode: 'all', remote_node: 'node2' }, /secondary-only/],
  ['OP_NODE_EVACUATE', { ...node, mode: 'secondary-only', remote_node: 'node2', iallocator: '.' }, /only one/],
  ['OP_NODE_MODIFY_STORAGE', { ...node, storage_type: 'lvm-pv', name: 'x', changes: { allocatable: true } }, null],
  ['OP_NODE_MODIFY_STORAGE', { ...node, storage_type: 'file', name: 'x', changes: {} }, /cannot be modified/],
  ['OP_NODE_MODIFY_STORAGE', { ...node, storage_type: 'lvm-pv', name: 'x', changes: { size: 1 } }, /size/],
  [
    'OP_NODE_MODIFY_STORAGE',
    { ...node, storage_type: 'lvm-pv', name: 'x', changes: { allocatable: 'no' } },
    /true or false/,
  ],
  ['OP_REPAIR_NODE_STORAGE', { ...node, storage_type: 'lvm-vg', name: 'xenvg' }, null],
  ['OP_REPAIR_NODE_STORAGE', { ...node, storage_type: 'file', name: '/srv' }, /cannot be repaired/],
  ['OP_OOB_COMMAND', { command: 'health', timeout: 0 }, /timeout/],
  ['OP_OOB_COMMAND', { command: 'power-on', power_delay: -1 }, /power_delay/],
  ['OP_RESTRICTED_COMMAND', { nodes: ['node1'], command: 'check-disks' }, null],
  ['OP_RESTRICTED_COMMAND', { nodes: ['node1'], command: '../../bin/sh' }, /no file name/],
  ['OP_CLUSTER_RENEW_CRYPTO', { ssh_key_type: 'rsa' }, /renew_ssh_keys/],
  ['OP_CLUSTER_RENEW_CRYPTO', { renew_ssh_keys: true, ssh_key_type: 'ecdsa', ssh_key_bits: 2048 }, /ECDSA/],
  ['OP_CLUSTER_RENEW_CRYPTO', { renew_ssh_keys: true, ssh_key_type: 'rsa', ssh_key_bits: 4096 }, null],
  ['OP_CLUSTER_SET_PARAMS', {}, null],
  ['OP_CLUSTER_SET_PARAMS', { enabled_hypervisors: [] }, /at least one/],
  ['OP_CLUSTER_SET_PARAMS', { uid_pool: [[10, 5]] }, /10-5/],
  ['OP_CLUSTER_SET_PARAMS', { uid_pool: [[5, 10]], add_uids: [[20, 20]] }, null],
  ['OP_CLUSTER_SET_PARAMS', { file_storage_dir: 'srv' }, /absolute/],
  ['OP_CLUSTER_SET_PARAMS', { data_collector_interval: { lv: -1 } }, /negative/],
  ['OP_TEST_ALLOCATOR', { ...allocator, mode: 'relocate' }, null],
  ['OP_TEST_ALLOCATOR', { ...allocator, direction: 'out', mode: 'relocate' }, /iallocator/],
  ['OP_TEST_ALLOCATOR', { ...allocator, mode: 'allocate', memory: 64 }, /needs vcpus, disks, disk_template/],
  ['OP_TEST_ALLOCATOR', { ...allocator, mode: 'relocate', disks: [{ size: 1 }] }, /mode: ro or rw/],
])('%s %j', (id, params, text) => {
  if (text === null) expect(problem(id, params)).toBeNull();
  else expect(problem(id, params)).toMatch(text);
});

it('knows which addresses are in a network', () => {
  expect(inNetwork('10.0.0.255', '10.0.0.0/24')).toBe(true);
  expect(inNetwork('10.0.1.0', '10.0.0.0/24')).toBe(false);
  expect(inNetwork('::1', '10.0.0.0/24')).toBe(false);
  expect(inNetwork('x', '10.0.0.0/24')).toBe(false);
  expect(inNetwork('10.0.0.1', 'x')).toBe(false);
});
