/**
 * The life of a cluster with hook scripts on every path and every node: what they are told is what docs/hooks.md lists, no more and
 * no less. The cases build on each other.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backendParams, fillHv } from '@ganeti/objects';
import { unitChecks, unitWorld, type UnitWorld } from '@ganeti/testkit';

const names = ['node1.example.com', 'node2.example.com', 'node3.example.com', 'node4.example.com'] as const;
const [n1, n2, n3, n4] = names;
const all: readonly string[] = names;
const web = 'web1.example.com';

// ---------------------------------------------------------------- the documented side

interface Documented {
  readonly path: string;
  readonly opcode: string;
  readonly own: readonly string[];
}
const doc = readFileSync(join(process.cwd(), 'docs/hooks.md'), 'utf8');
const quoted = (text: string): string[] => [...text.matchAll(/`([A-Za-z0-9_<>-]+)`/g)].map(([, name = '']) => name);
const variables = (text: string): string[] => quoted(text).filter((name) => /^[A-Z]/.test(name));
const rows = doc.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|').map((cell) => cell.trim()));
const documented: readonly Documented[] = rows.filter((row) => row.length === 7).map(([, path = '', opcode = '', own = '']) => ({ path: quoted(path)[0] ?? '', opcode: variables(opcode)[0] ?? '', own: variables(own) }));
const listed = rows.filter((row) => row.length === 4).flatMap(([, cell = '']) => variables(cell));
const ofInstances = listed.filter((name) => name.startsWith('INSTANCE_'));
const common = listed.filter((name) => !name.startsWith('INSTANCE_') && name !== 'OP_TARGET');
const ofNetworks = variables(/^Those of networks: (.*?)\n\n/ms.exec(`${doc}\n`)?.[1] ?? '');

/** Names as they are for an instance with so many disks and network cards (which are bridged, and in a network that has everything). */
function expand(name: string, { disks, nics }: { readonly disks: number; readonly nics: number }): string[] {
  const each = (count: number, of: string): string[] => Array.from({ length: count }, (_, index) => name.replace(`${of}n_`, `${of}${index}_`));
  if (name.includes('DISKn_')) return each(disks, 'DISK');
  if (name.includes('NICn_')) return each(nics, 'NIC');
  if (name === 'INSTANCE_BE_<parameter>') return Object.keys(backendParams).map((parameter) => `INSTANCE_BE_${parameter}`);
  if (name === 'INSTANCE_HV_<parameter>') return Object.keys(fillHv(world.config.view.cluster(), 'fake', '', {})).map((parameter) => `INSTANCE_HV_${parameter}`);
  return [name];
}

// ---------------------------------------------------------------- what scripts see

let world: UnitWorld;
const { op, good } = unitChecks(() => world);
const inbox = (node: string): string => join(world.nodes.paths(node).root, 'told');

beforeAll(async () => {
  world = await unitWorld(names);
  for (const node of names) {
    const { hooks, configDir } = world.nodes.paths(node);
    const scripts = join(configDir, 'scripts-of-hooks');
    mkdirSync(inbox(node), { recursive: true });
    mkdirSync(scripts, { recursive: true });
    writeFileSync(join(scripts, 'record'), `#!/bin/sh\n# A shell drops names that are none of its own.\ntr '\\0' '\\n' < /proc/$$/environ > "${inbox(node)}/$GANETI_HOOKS_PATH $GANETI_HOOKS_PHASE"\n`);
    chmodSync(join(scripts, 'record'), 0o755);
    mkdirSync(join(configDir, 'hooks'), { recursive: true });
    for (const { path } of documented) for (const phase of ['pre', 'post'] as const) symlinkSync(scripts, hooks(path, phase));
  }
});
afterAll(() => world.close());

type Told = Readonly<Record<string, string>>;
/** What was told to the scripts of a path since the last time, by node. */
function told(path: string, phase: string): Map<string, Told> {
  return new Map(
    names.flatMap((node) => {
      const file = join(inbox(node), `${path} ${phase}`);
      if (!existsSync(file)) return [];
      const lines = readFileSync(file, 'utf8').trim().split('\n').filter((line) => line.startsWith('GANETI_') || line.startsWith('PATH='));
      return [[node, Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))] as const];
    }),
  );
}
const clear = (): void => names.forEach((node) => readdirSync(inbox(node)).forEach((file) => rmSync(join(inbox(node), file))));

interface Case {
  readonly path: string;
  readonly params: object;
  readonly pre: readonly string[];
  readonly post: readonly string[];
  /** Disks and network cards that the instance has before and after. */
  readonly has?: readonly { readonly disks: number; readonly nics: number }[];
  /** Documented variables that are there in other cases only. */
  readonly without?: readonly string[];
  /** Values, without GANETI_. */
  readonly values?: Readonly<Record<string, string>>;
  /** Operations that have to come first. */
  readonly first?: readonly (readonly [id: string, params: object])[];
}

const two = { disks: 2, nics: 1 };
const one = { disks: 1, nics: 1 };
const bare = { disks: 1, nics: 0 };
const on = { instance_name: web };
const group = { group_name: 'second' };
const create = { mode: 'create', os_type: 'noop', name_check: false, ip_check: false };
const source = ['SRC_NODE', 'SRC_PATH', 'SRC_IMAGES'];

const story: readonly Case[] = [
  { path: 'cluster-init', params: {}, pre: [], post: [n1], values: { OP_TARGET: 'cluster.example.com' } },
  { path: 'cluster-modify', params: { candidate_pool_size: 4 }, pre: [n1], post: [n1], values: { NEW_VG_NAME: 'None' } },
  { path: 'cluster-verify', params: { group_name: 'default' }, pre: [], post: all, values: { CLUSTER_TAGS: 'cold' }, first: [['TAGS_SET', { kind: 'cluster', name: null, tags: ['cold'] }]] },
  {
    path: 'network-add', pre: [n1], post: [n1],
    params: { network_name: 'lan', network: '192.0.2.0/28', gateway: '192.0.2.1', network6: '2001:db8::/64', gateway6: '2001:db8::1', mac_prefix: 'aa:bb:cc', tags: ['blue', 'red'] },
    values: { OP_TARGET: 'lan', NETWORK_SUBNET: '192.0.2.0/28', NETWORK_TAGS: 'blue red', POST_NETWORK_GATEWAY: '192.0.2.1' },
  },
  {
    path: 'network-connect', params: { network_name: 'lan', group_name: 'default', network_mode: 'bridged', network_link: 'br0', network_vlan: '' }, pre: all, post: all,
    values: { GROUP_NAME: 'default', GROUP_NETWORK_MODE: 'bridged', GROUP_NETWORK_LINK: 'br0' },
  },
  {
    path: 'instance-add', pre: [n1, n2, n3], post: [n1, n2, n3], has: [two, two], without: source,
    params: { ...create, ...on, disk_template: 'drbd', disks: [{ size: 16, name: 'root' }, { size: 32 }], nics: [{ network: 'lan', ip: 'pool' }], pnode: n2, snode: n3, start: true, beparams: { maxmem: 256, minmem: 128 } },
    values: {
      ADD_MODE: 'create', INSTANCE_PRIMARY: n2, INSTANCE_SECONDARIES: n3, INSTANCE_SECONDARY: n3, INSTANCE_MEMORY: '256', INSTANCE_MINMEM: '128', INSTANCE_DISK0_NAME: 'root', INSTANCE_DISK1_SIZE: '32',
      INSTANCE_DISK_TEMPLATE: 'drbd', INSTANCE_NIC0_IP: '192.0.2.2', INSTANCE_NIC0_NETWORK_NAME: 'lan', INSTANCE_NIC0_BRIDGE: 'br0', INSTANCE_BE_auto_balance: 'True', POST_INSTANCE_STATUS: 'up',
    },
  },
  { path: 'instance-reboot', params: { ...on, reboot_type: 'hard' }, pre: [n1, n2, n3], post: [n1, n2, n3], has: [two, two], values: { REBOOT_TYPE: 'hard', SHUTDOWN_TIMEOUT: '120', IGNORE_SECONDARIES: 'False' } },
  {
    path: 'instance-migrate', params: on, pre: [n1, n3], post: [n1, n2, n3], has: [two, two],
    values: { MIGRATE_LIVE: 'True', MIGRATE_CLEANUP: 'False', ALLOW_RUNTIME_CHANGES: 'True', OLD_PRIMARY: n2, NEW_PRIMARY: n3, OLD_SECONDARY: n3, NEW_SECONDARY: n2, INSTANCE_PRIMARY: n2, POST_INSTANCE_PRIMARY: n3, POST_INSTANCE_SECONDARIES: n2 },
  },
  { path: 'instance-failover', params: on, pre: [n1, n2], post: [n1, n2, n3], has: [two, two], values: { IGNORE_CONSISTENCY: 'False', INSTANCE_PRIMARY: n3, POST_INSTANCE_PRIMARY: n2 } },
  { path: 'disk-grow', params: { ...on, disk: 0, amount: 64, absolute: true }, pre: [n1, n2, n3], post: [n1, n2, n3], has: [two, two], values: { DISK: '0', AMOUNT: '64', ABSOLUTE: 'True', INSTANCE_DISK0_SIZE: '16', POST_INSTANCE_DISK0_SIZE: '64' } },
  { path: 'mirrors-replace', params: { ...on, mode: 'replace_new_secondary', remote_node: n4 }, pre: all, post: all, has: [two, two], values: { MODE: 'replace_new_secondary', OLD_SECONDARY: n3, NEW_SECONDARY: n4, POST_INSTANCE_SECONDARIES: n4 } },
  { path: 'instance-modify', params: { ...on, runtime_mem: 200 }, pre: [n1, n2, n4], post: [n1, n2, n4], has: [two, two], without: ['NEW_DISK_TEMPLATE'], values: { RUNTIME_MEMORY: '200' } },
  { path: 'instance-stop', params: { ...on, timeout: 30 }, pre: [n1, n2, n4], post: [n1, n2, n4], has: [two, two], values: { TIMEOUT: '30', INSTANCE_STATUS: 'up', POST_INSTANCE_STATUS: 'down' } },
  { path: 'instance-start', params: { ...on, force: true }, pre: [n1, n2, n4], post: [n1, n2, n4], has: [two, two], values: { FORCE: 'True', POST_INSTANCE_STATUS: 'up' } },
  {
    path: 'instance-modify', params: { ...on, disk_template: 'plain' }, pre: [n1, n2, n4], post: [n1, n2, n4], has: [two, two], without: ['RUNTIME_MEMORY'],
    values: { NEW_DISK_TEMPLATE: 'plain', INSTANCE_DISK0_DEV_TYPE: 'drbd', POST_INSTANCE_DISK0_DEV_TYPE: 'plain' }, first: [['INSTANCE_SHUTDOWN', on]],
  },
  {
    // What is to be judged is told before, and what is gone is not told after.
    path: 'instance-modify', params: { ...on, beparams: { vcpus: 3 }, disks: [['remove', 1, {}]] }, pre: [n1, n2], post: [n1, n2], has: [two, one], without: ['RUNTIME_MEMORY', 'NEW_DISK_TEMPLATE'],
    values: { INSTANCE_VCPUS: '3', INSTANCE_BE_vcpus: '3', POST_INSTANCE_DISK_COUNT: '1' },
  },
  { path: 'instance-reinstall', params: on, pre: [n1, n2], post: [n1, n2], has: [one, one] },
  { path: 'instance-recreate-disks', params: { ...on, nodes: [n3] }, pre: [n1, n3], post: [n1, n3], has: [one, one], values: { INSTANCE_PRIMARY: n2, POST_INSTANCE_PRIMARY: n3 } },
  { path: 'instance-move', params: { ...on, target_node: n4 }, pre: [n1, n3, n4], post: [n1, n3, n4], has: [one, one], values: { TARGET_NODE: n4, POST_INSTANCE_PRIMARY: n4 } },
  { path: 'instance-rename', params: { ...on, new_name: 'web2.example.com', name_check: false, ip_check: false }, pre: [n1, n4], post: [n1, n4], has: [one, one], values: { INSTANCE_NEW_NAME: 'web2.example.com', INSTANCE_NAME: web, POST_INSTANCE_NAME: 'web2.example.com' } },
  { path: 'instance-export', params: { instance_name: 'web2.example.com', mode: 'local', target_node: n3 }, pre: [n1, n3, n4], post: [n1, n3, n4], has: [one, one], values: { EXPORT_MODE: 'local', EXPORT_NODE: n3, EXPORT_DO_SHUTDOWN: 'True', REMOVE_INSTANCE: 'False' } },
  { path: 'instance-remove', params: { instance_name: 'web2.example.com', ignore_failures: false }, pre: [n1], post: [n1, n4], has: [one, one], values: { INSTANCE_PRIMARY: n4, POST_INSTANCE_PRIMARY: n4 } },
  {
    path: 'instance-add', params: { ...create, ...on, mode: 'import', src_node: n3, src_path: 'web2.example.com', disk_template: 'plain', disks: [{ size: 64 }], nics: [{ network: 'lan', ip: 'pool' }], pnode: n2, start: false }, pre: [n1, n2], post: [n1, n2], has: [one, one],
    values: { ADD_MODE: 'import', SRC_NODE: n3 },
  },
  { path: 'group-add', params: group, pre: [n1], post: [n1], values: { OP_TARGET: 'second', GROUP_NAME: 'second' } },
  { path: 'group-modify', params: { ...group, alloc_policy: 'last_resort' }, pre: [n1], post: [n1], values: { NEW_ALLOC_POLICY: 'last_resort' } },
  { path: 'group-assign-nodes', params: { ...group, nodes: [n3, n4] }, pre: [n1, n3, n4], post: [n1, n3, n4], values: { GROUP_NAME: 'second' } },
  { path: 'group-rename', params: { ...group, new_name: 'third' }, pre: [n1, n3, n4], post: [n1, n3, n4], values: { OLD_NAME: 'second', NEW_NAME: 'third' } },
  {
    path: 'instance-change-group', params: { instance_name: 'bare.example.com', target_groups: ['third'] }, pre: [n1], post: [n1], has: [bare, bare], values: { TARGET_GROUPS: 'third' },
    first: [['INSTANCE_CREATE', { ...create, instance_name: 'bare.example.com', disk_template: 'drbd', disks: [{ size: 16 }], nics: [], pnode: n1, snode: n2, start: false }]],
  },
  { path: 'group-evacuate', params: { group_name: 'third', target_groups: ['default'] }, pre: [n1, n3, n4], post: [n1, n3, n4], values: { TARGET_GROUPS: 'default' } },
  { path: 'group-remove', params: { group_name: 'third' }, pre: [n1], post: [n1], values: { POST_GROUP_NAME: 'third' }, first: [['GROUP_ASSIGN_NODES', { group_name: 'default', nodes: [n3, n4] }]] },
  { path: 'network-modify', params: { network_name: 'lan', gateway: '192.0.2.3' }, pre: [n1], post: [n1], values: { NETWORK_GATEWAY: '192.0.2.1', POST_NETWORK_GATEWAY: '192.0.2.3' } },
  { path: 'network-rename', params: { network_name: 'lan', new_name: 'dmz' }, pre: [n1], post: [n1], values: { OLD_NAME: 'lan', NEW_NAME: 'dmz', NETWORK_NAME: 'lan', POST_NETWORK_NAME: 'dmz' } },
  { path: 'network-disconnect', params: { network_name: 'dmz', group_name: 'default' }, pre: all, post: all, values: { GROUP_NAME: 'default' }, first: [['INSTANCE_REMOVE', { ...on, ignore_failures: false }]] },
  { path: 'network-remove', params: { network_name: 'dmz' }, pre: [n1], post: [n1], values: { POST_NETWORK_NAME: 'dmz' } },
  { path: 'node-modify', params: { node_name: n2, drained: true }, pre: [n1, n2], post: [n1, n2], values: { OP_TARGET: n2, DRAINED: 'True', MASTER_CANDIDATE: 'False', OFFLINE: 'None', VM_CAPABLE: 'None', MASTER_CAPABLE: 'None' } },
  { path: 'node-migrate', params: { node_name: n3 }, pre: [n1], post: [n1], values: { NODE_NAME: n3, ALLOW_RUNTIME_CHANGES: 'True' } },
  { path: 'node-add', params: { node_name: n4, readd: true }, pre: [n1, n2, n3], post: all, values: { NODE_NAME: n4, NODE_PIP: '127.0.1.4', NODE_SIP: '127.0.1.4', MASTER_CAPABLE: 'True', VM_CAPABLE: 'True' } },
  { path: 'cluster-rename', params: { name: 'other.example.com' }, pre: [n1], post: all, values: { NEW_NAME: 'other.example.com', OP_TARGET: 'cluster.example.com' } },
  { path: 'node-remove', params: { node_name: n4 }, pre: [n1, n2, n3], post: all, values: { NODE_NAME: n4 }, first: [['INSTANCE_REMOVE', { instance_name: 'bare.example.com', ignore_failures: false }]] },
  {
    path: 'cluster-destroy', params: {}, pre: [], post: [n1], values: { OP_TARGET: 'other.example.com', CLUSTER: 'other.example.com' },
    first: [n2, n3].map((node_name) => ['NODE_REMOVE', { node_name }] as const),
  },
];

const of = (path: string): Documented => documented.find((each) => each.path === path) ?? { path, opcode: '', own: [] };
const objectOf = (path: string): string => (path === 'disk-grow' || path === 'mirrors-replace' ? 'INSTANCE' : (path.split('-')[0] ?? '').toUpperCase());

/** Own variables of the operation for an instance like this, without GANETI_. */
function expected({ path, without = [] }: Case, has: { readonly disks: number; readonly nics: number } = bare): string[] {
  const standard = objectOf(path) === 'INSTANCE' ? ofInstances.flatMap((name) => expand(name, has)) : objectOf(path) === 'NETWORK' ? ofNetworks : [];
  const own = of(path).own.flatMap((name) => (name === 'NODE_TAGS_<name>' ? names.map((node) => `NODE_TAGS_${node}`) : [name]));
  return ['OP_TARGET', ...standard, ...own.filter((name) => !without.includes(name))];
}

it.each(story.map((each) => [each.path, each] as const))('%s', async (path, each) => {
  await world.settle();
  for (const [id, params] of each.first ?? []) await good(op(id, params));
  clear();
  const { opcode } = of(path);
  await good(op(opcode.replace(/^OP_/, ''), each.params));
  const values = Object.entries({ ...each.values, HOOKS_PATH: path, OP_CODE: opcode, OBJECT_TYPE: objectOf(path), HOOKS_VERSION: '2', MASTER: n1 });
  const [before, after] = [expected(each, each.has?.[0]), expected(each, each.has?.[1])];
  for (const phase of ['pre', 'post'] as const) {
    const seen = told(path, phase);
    expect({ phase, nodes: [...seen.keys()] }).toEqual({ phase, nodes: each[phase] });
    const wanted = [...common, ...before, ...(phase === 'post' ? after.map((name) => `POST_${name}`) : [])].map((name) => `GANETI_${name}`);
    for (const [node, environment] of seen) {
      const { PATH, ...own } = environment;
      expect(Object.keys(own).sort()).toEqual(wanted.sort());
      expect(PATH).toBe('/sbin:/bin:/usr/sbin:/usr/bin');
      expect(own).toMatchObject(Object.fromEntries(values.filter(([name]) => phase === 'post' || !name.startsWith('POST_')).map(([name, value]) => [`GANETI_${name}`, value])));
      expect(own).toMatchObject({ GANETI_HOOKS_PHASE: phase, GANETI_DATA_DIR: world.nodes.paths(node).dataDir });
    }
  }
});

it('that was everything', () => {
  expect([...new Set(story.map(({ path }) => path))].sort()).toEqual(documented.map(({ path }) => path).sort());
});

const reference = process.env['GANETI_REFERENCE'] ?? join(process.cwd(), '../shared/reference');
(existsSync(join(reference, 'opcodes.json')) ? it : it.skip)('paths and objects are those of Ganeti', () => {
  const { opcodes } = JSON.parse(readFileSync(join(reference, 'opcodes.json'), 'utf8')) as { opcodes: { op_id: string; lu: { hook_path: string | null; hook_type: string | null } | null }[] };
  const theirs = opcodes.flatMap(({ op_id: opcode, lu }) => (lu?.hook_path ? [[lu.hook_path, opcode, lu.hook_type]] : []));
  const ours = documented.map(({ path, opcode }) => [path, opcode, objectOf(path)]);
  expect(theirs).toHaveLength(36);
  expect(theirs.filter((each) => !ours.some((own) => own.join() === each.join()))).toEqual([]);
  expect(ours.filter((own) => !theirs.some((each) => own.join() === each.join())).map(([path]) => path)).toEqual(['group-assign-nodes']);
});
