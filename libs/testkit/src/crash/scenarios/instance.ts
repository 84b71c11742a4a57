import { create, createMirrored, createPlain, n1, n2, n3, n4, op, web } from '../names';
import type { Scenario } from '../scenario';

const on = { instance_name: web };
const started = { start: true };
const twoDisks = createPlain({ disks: [{ size: 16 }, { size: 16 }] });
const first = op('INSTANCE_SNAPSHOT_CREATE', { ...on, snapshot_name: 'first' });
export const instanceScenarios: readonly Scenario[] = [
  { opcode: create(), what: 'without disks' },
  { opcode: createPlain(started), what: 'of a plain one' },
  { opcode: createMirrored(started), what: 'of a mirrored one' },
  { opcode: create({ disk_template: 'file', disks: [{ size: 16 }] }), what: 'of one with files' },
  { opcode: createMirrored(started), failing: { operation: 'hypervisor.start' } },
  { opcode: createMirrored(started), failing: { operation: 'plain.create', object: '*_meta' } },
  { opcode: op('INSTANCE_REMOVE', { ...on, ignore_failures: false }), prepare: [createMirrored(started)] },
  { opcode: op('INSTANCE_STARTUP', on), prepare: [createPlain()] },
  { opcode: op('INSTANCE_STARTUP', on), prepare: [createPlain()], failing: { operation: 'hypervisor.start' } },
  { opcode: op('INSTANCE_SHUTDOWN', on), prepare: [createPlain(started)] },
  { opcode: op('INSTANCE_REBOOT', { ...on, reboot_type: 'full', ignore_secondaries: false }), prepare: [createMirrored(started)] },
  { opcode: op('INSTANCE_ACTIVATE_DISKS', on), prepare: [createMirrored()] },
  { opcode: op('INSTANCE_DEACTIVATE_DISKS', on), prepare: [createMirrored(), op('INSTANCE_ACTIVATE_DISKS', on)] },
  { opcode: op('INSTANCE_RENAME', { ...on, new_name: 'web2.example.com', name_check: false, ip_check: false }), prepare: [createPlain()] },
  { opcode: op('INSTANCE_SET_PARAMS', { ...on, beparams: { vcpus: 2 }, disks: [['add', { size: 16 }]], nics: [['add', {}]] }), prepare: [createMirrored()] },
  { opcode: op('INSTANCE_SET_PARAMS', { ...on, disks: [['remove', {}]] }), what: 'that takes a disk away', prepare: [createMirrored({ disks: [{ size: 16 }, { size: 16 }] })] },
  { opcode: op('INSTANCE_GROW_DISK', { ...on, disk: 0, amount: 16 }), prepare: [createMirrored(started)] },
  { opcode: op('INSTANCE_MIGRATE', { ...on, cleanup: false }), prepare: [createMirrored(started)] },
  { opcode: op('INSTANCE_MIGRATE', on), prepare: [createMirrored(started)], failing: { operation: 'hypervisor.migrate' } },
  { opcode: op('INSTANCE_FAILOVER', on), prepare: [createMirrored(started)] },
  { opcode: op('INSTANCE_REPLACE_DISKS', { ...on, mode: 'replace_on_primary', disks: [] }), what: 'on the primary node', prepare: [createMirrored(started)] },
  { opcode: op('INSTANCE_REPLACE_DISKS', { ...on, mode: 'replace_on_secondary', disks: [] }), what: 'on the secondary node', prepare: [createMirrored(started)] },
  { opcode: op('INSTANCE_REPLACE_DISKS', { ...on, mode: 'replace_new_secondary', disks: [], remote_node: n3 }), what: 'with a new secondary', prepare: [createMirrored(started)] },
  { opcode: op('INSTANCE_REPLACE_DISKS', { ...on, mode: 'replace_new_secondary', disks: [], remote_node: n3 }), prepare: [createMirrored(started)], failing: { operation: 'plain.create' } },
  { opcode: op('INSTANCE_SET_PARAMS', { ...on, disks: [['detach', 1, {}]] }), what: 'that detaches a disk', prepare: [createMirrored({ ...started, disks: [{ size: 16 }, { size: 16 }] })] },
  { opcode: op('INSTANCE_SET_PARAMS', { ...on, disk_template: 'drbd', remote_node: n2 }), what: 'from plain to mirrored', prepare: [createPlain()] },
  { opcode: op('INSTANCE_SET_PARAMS', { ...on, disk_template: 'plain' }), what: 'from mirrored to plain', prepare: [createMirrored()] },
  { opcode: op('INSTANCE_SET_PARAMS', { ...on, disk_template: 'file' }), what: 'from mirrored to files', prepare: [createMirrored()] },
  { opcode: op('INSTANCE_SNAPSHOT_CREATE', { ...on, snapshot_name: 'first' }), prepare: [twoDisks] },
  { opcode: op('INSTANCE_SNAPSHOT_CREATE', { ...on, snapshot_name: 'first' }), prepare: [twoDisks], failing: { operation: 'plain.snapshot', object: '*.disk1' } },
  { opcode: op('INSTANCE_SNAPSHOT_LIST', on), prepare: [twoDisks, first] },
  { opcode: op('INSTANCE_SNAPSHOT_ROLLBACK', { ...on, snapshot_name: 'first' }), prepare: [twoDisks, first] },
  { opcode: op('INSTANCE_SNAPSHOT_REMOVE', { ...on, snapshot_name: 'first' }), prepare: [twoDisks, first] },
  { opcode: create({ forthcoming: true }), what: 'of a forthcoming one' },
  { opcode: createMirrored({ ...started, commit: true }), what: 'of one that was forthcoming', prepare: [createMirrored({ forthcoming: true })] },
  { opcode: op('INSTANCE_REINSTALL', on), prepare: [createPlain()] },
  { opcode: op('INSTANCE_RECREATE_DISKS', { ...on, nodes: [n3, n4] }), prepare: [createMirrored()] },
  { opcode: op('INSTANCE_CONSOLE', on), prepare: [createPlain(started)] },
  { opcode: op('INSTANCE_MULTI_ALLOC', { instances: [createPlain({ pnode: null }), createPlain({ pnode: null, instance_name: 'web2.example.com' })] }) },
  {
    opcode: op('INSTANCE_CHANGE_GROUP', { ...on, target_groups: ['second'] }),
    prepare: [createMirrored(), op('GROUP_ADD', { group_name: 'second' }), op('GROUP_ASSIGN_NODES', { group_name: 'second', nodes: [n3, n4], force: true })],
  },
  { opcode: op('INSTANCE_MOVE', { ...on, target_node: n2 }), prepare: [createPlain(started)] },
  { opcode: op('INSTANCE_QUERY_DATA', { instances: [web], static: false, use_locking: false }), prepare: [createMirrored({ snode: n2, pnode: n1 })] },
];
