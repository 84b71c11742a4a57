/** Five scripts as administrators write them (libs/testkit/hook-scripts), on real node daemons' code: what they prevent, and what comes of their answers. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { creation, unitChecks, unitWorld, type Ended, type UnitWorld } from '@ganeti/testkit';

const [n1, n2, n3] = ['node1.example.com', 'node2.example.com', 'node3.example.com'] as const;
const web = 'web1.example.com';
let world: UnitWorld;
const { op, good } = unitChecks(() => world);

type Phase = 'pre' | 'post';
type Script = '10-quota' | '20-fans' | '30-inventory' | '40-moves' | '50-journal';
const directory = (node: string, path: string, phase: Phase): string => {
  const dir = world.nodes.paths(node).hooks(path, phase);
  mkdirSync(dir, { recursive: true });
  return dir;
};
function install(script: Script, nodes: readonly string[], path: string, phase: Phase, { name, mode = 0o755 }: { readonly name?: string; readonly mode?: number } = {}): void {
  for (const node of nodes) {
    const file = join(directory(node, path, phase), name ?? script);
    copyFileSync(join(process.cwd(), 'libs/testkit/hook-scripts', script), file);
    chmodSync(file, mode);
  }
}
const data = (node: string, name: string): string => join(world.nodes.paths(node).dataDir, name);
const lines = (node: string, name: string): string[] => (existsSync(data(node, name)) ? readFileSync(data(node, name), 'utf8').trim().split('\n') : []);
const create = (maxmem: number, name = web): Promise<Ended> => op('INSTANCE_CREATE', creation(name, { disk_template: 'drbd', disks: [{ size: 16 }], pnode: n1, snode: n2, beparams: { maxmem, minmem: 128 } }));

beforeAll(async () => {
  world = await unitWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  for (const node of [n1, n2, n3]) {
    rmSync(join(world.nodes.paths(node).configDir, 'hooks'), { recursive: true, force: true });
    for (const file of ['quota', 'journal', 'moves', 'inventory', 'broken-fan']) rmSync(data(node, file), { force: true });
  }
});

it('a quota: what is too large is refused by each node that says so, before anything is done', async () => {
  install('10-quota', [n1, n2], 'instance-add', 'pre');
  install('50-journal', [n1], 'instance-add', 'pre');
  for (const node of [n1, n2]) writeFileSync(data(node, 'quota'), '512\n');
  const before = await world.snapshot();
  const said = `${web} asks for 1024 MiB; the quota is 512 MiB`;
  expect(await create(1024)).toMatchObject({ status: 'error', result: ['HooksAbort', [[[n1, '10-quota', said], [n2, '10-quota', said]]]] });
  expect(await world.snapshot()).toEqual(before);
  expect(await world.remains()).toEqual([]);
  // Those after the one that refuses are run all the same.
  expect(lines(n1, 'journal')).toHaveLength(1);
  await good(create(512));
  install('10-quota', [n1], 'instance-modify', 'pre');
  // What is asked for counts, not what is there.
  expect(await op('INSTANCE_SET_PARAMS', { instance_name: web, beparams: { maxmem: 600 } })).toMatchObject({ status: 'error', result: ['HooksAbort', expect.anything()] });
});

it('a journal: how scripts are run, in which order, and which are not', async () => {
  for (const phase of ['pre', 'post'] as const) {
    install('50-journal', [n1], 'instance-reboot', phase);
    install('50-journal', [n1], 'instance-reboot', phase, { name: '05-Early_one' });
    // Switched off, or not meant to be run.
    install('50-journal', [n1], 'instance-reboot', phase, { name: '06-off', mode: 0o644 });
    for (const name of ['07-saved.bak', '50-journal~', 'README.txt']) install('50-journal', [n1], 'instance-reboot', phase, { name });
    mkdirSync(join(directory(n1, 'instance-reboot', phase), '08-directory'));
  }
  await good(op('INSTANCE_REBOOT', { instance_name: web, reboot_type: 'full' }));
  const entries = lines(n1, 'journal').map((line) => JSON.parse(line) as { script: string; told: Record<string, string>; run: object });
  expect(entries.map(({ script, told }) => `${told['GANETI_HOOKS_PHASE']} ${script}`)).toEqual(['pre 05-Early_one', 'pre 50-journal', 'post 05-Early_one', 'post 50-journal']);
  for (const { run } of entries) expect(run).toEqual({ arguments: [], input: '', directory: '/', path: '/sbin:/bin:/usr/sbin:/usr/bin', terminal: false });
  // The same script on the other node is not there, and nothing is made of that.
  expect(lines(n2, 'journal')).toEqual([]);
});

it('moves: after a migration and a failover the nodes know where the instance is', async () => {
  for (const path of ['instance-migrate', 'instance-failover']) install('40-moves', [n1, n2], path, 'post');
  await good(op('INSTANCE_MIGRATE', { instance_name: web }));
  await good(op('INSTANCE_FAILOVER', { instance_name: web }));
  for (const node of [n1, n2]) expect(lines(node, 'moves')).toEqual([`migrate ${web} ${n1} ${n2}`, `failover ${web} ${n2} ${n1}`]);
});

it('an inventory: nodes that come again, seen by all of them', async () => {
  install('30-inventory', [n1, n2, n3], 'node-add', 'post');
  await good(op('NODE_ADD', { node_name: n3, readd: true }));
  for (const node of [n1, n2, n3]) expect(lines(node, 'inventory')).toEqual([`${n3} 127.0.1.3`]);
});

it('fans: what a check finds after cluster verify is in its log', async () => {
  install('20-fans', [n1], 'cluster-verify', 'post');
  await good(op('TAGS_SET', { kind: 'cluster', name: null, tags: ['cold'] }));
  writeFileSync(data(n1, 'broken-fan'), '2');
  const { log, result } = await good(op('CLUSTER_VERIFY_GROUP', { group_name: 'default' }));
  expect(result).toBe(false);
  expect(log.join('\n')).toMatch(/20-fans failed.*fan 2 stands still \(tags of the cluster: cold\)/);
});

it('a script that fails afterwards is a warning; a dry run has no afterwards', async () => {
  for (const phase of ['pre', 'post'] as const) install('50-journal', [n1, n2], 'instance-stop', phase);
  for (const node of [n1, n2]) writeFileSync(join(directory(node, 'instance-stop', 'post'), '60-alarm'), '#!/bin/sh\necho "the pager is off"; exit 7\n', { mode: 0o755 });
  await good(op('INSTANCE_SHUTDOWN', { instance_name: web, dry_run: true }));
  expect([lines(n1, 'journal').length, lines(n2, 'journal').length]).toEqual([1, 1]);
  const { log } = await good(op('INSTANCE_SHUTDOWN', { instance_name: web }));
  expect(log.filter((line) => line.startsWith('WARNING'))).toEqual([n1, n2].map((node) => `WARNING: post hook 60-alarm failed on ${node}: the pager is off`));
});

it('nodes that are offline are passed over, and cannot refuse', async () => {
  for (const node of [n1, n2]) writeFileSync(join(directory(node, 'instance-start', 'pre'), '10-no'), `#!/bin/sh\n${node === n2 ? 'echo no; exit 1' : ':'}\n`, { mode: 0o755 });
  expect(await op('INSTANCE_STARTUP', { instance_name: web })).toMatchObject({ status: 'error', result: ['HooksAbort', [[[n2, '10-no', 'no']]]] });
  await good(op('NODE_SET_PARAMS', { node_name: n2, offline: true }));
  const { log } = await good(op('INSTANCE_STARTUP', { instance_name: web }));
  expect(log).toContain(`WARNING: pre hooks are not run on ${n2}: it is marked offline`);
});

it.each([
  ['node-modify', 'NODE_SET_PARAMS', { node_name: n3, drained: true }],
  ['node-remove', 'NODE_REMOVE', { node_name: n3 }],
] as const)('a refusal of %s keeps things as they are', async (path, id, params) => {
  const before = await world.snapshot();
  writeFileSync(join(directory(n1, path, 'pre'), 'test'), '#!/bin/sh\necho not today; exit 1\n', { mode: 0o755 });
  expect(await op(id, params)).toMatchObject({ status: 'error', result: ['HooksAbort', [[[n1, 'test', 'not today']]]] });
  expect(await world.snapshot()).toEqual(before);
});
