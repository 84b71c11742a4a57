/** Roles and parameters of nodes, through the real queue against simulated nodes. */
import { existsSync, writeFileSync } from 'node:fs';
import { creation, uuidOf, worldPerTest, type Ended } from '@ganeti/testkit';
import fc from 'fast-check';
import { flags, nextRole, type AskedRole, type Role } from './role';

const names = [1, 2, 3, 4].map((number) => `node${number}.example.com`) as [string, string, string, string];
const [n1, n2, n3, n4] = names;
const world = worldPerTest(names);
const { good, failure } = world;

const set = (node_name: string, params: object): Promise<Ended> => world.run({ OP_ID: 'OP_NODE_SET_PARAMS', node_name, ...params });
const node = (name: string) => world.config.view.node(name)!;
const role = (name: string): string => flags.filter((flag) => node(name)[flag]).join() || 'regular';
const pool = (candidate_pool_size: number) => world.config.transaction((tx) => void tx.update('cluster', 'uuid-cluster', { candidate_pool_size }));

it('goes from role to role, as recorded jobs of Ganeti do', async () => {
  await pool(10);
  expect((await good(set(n3, { offline: true }))).result).toEqual([['master_candidate', 'False'], ['offline', 'True']]);
  const back = await good(set(n3, { master_candidate: true }));
  expect(back.result).toEqual([['master_candidate', 'True'], ['offline', 'False']]);
  expect(back.log.join('\n')).toMatch(/comes back as it is/);
  expect((await good(set(n3, { drained: true, force: true }))).result).toEqual([['master_candidate', 'False'], ['drained', 'True']]);
  const regular = await good(set(n3, { master_candidate: false, offline: false, drained: false, force: true }));
  expect(regular.result).toEqual([['master_candidate', 'True'], ['drained', 'False']]);
  expect(regular.log).toHaveLength(3);
  expect((await good(set(n3, { master_candidate: true }))).result).toEqual([]);
  expect((await good(set(n3, { ndparams: { spindle_count: 2 } }))).result).toEqual([]);
  expect(node(n3).ndparams).toEqual({ spindle_count: 2 });
  await good(set(n3, { ndparams: { spindle_count: 'default' } }));
  expect(node(n3).ndparams).toEqual({});
  // A pool that wants more than there are does not keep a node from becoming a regular one.
  expect((await good(set(n3, { master_candidate: false }))).result).toEqual([['master_candidate', 'False']]);
  expect(role(n3)).toBe('regular');
});

it('keeps the candidate pool at its size', async () => {
  await good(set(n4, { master_candidate: false, auto_promote: true }));
  await pool(3);
  expect(await failure(set(n2, { drained: true }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringContaining('1 master candidate(s) too few')]);
  await good(set(n2, { master_candidate: false, force: true }));
  await good(set(n2, { master_candidate: true }));
  const { log, result } = await good(set(n2, { drained: true, auto_promote: true }));
  expect(result).toEqual([['master_candidate', 'False'], ['drained', 'True']]);
  expect(log.join('\n')).toContain(`${n4} is a master candidate now`);
  expect(names.map(role)).toEqual(['master_candidate', 'drained', 'master_candidate', 'master_candidate']);
  // The pool is full again: back from being drained it stays a regular node.
  expect((await good(set(n2, { drained: false }))).result).toEqual([['drained', 'False']]);
  expect((await good(set(n3, { master_capable: false, auto_promote: true }))).result).toEqual([['master_capable', 'False'], ['master_candidate', 'False']]);
  expect(names.map(role)).toEqual(['master_candidate', 'master_candidate', 'regular', 'master_candidate']);
  await pool(4);
  expect((await good(set(n3, { master_capable: true }))).result).toEqual([['master_capable', 'True'], ['master_candidate', 'True']]);
});

it('keeps the pool when two candidates go at once', async () => {
  await pool(2);
  await good(set(n4, { master_candidate: false }));
  const ended = await Promise.all([n2, n3].map((name) => set(name, { drained: true })));
  expect(ended.map(({ status }) => status).sort()).toEqual(['error', 'success']);
  expect(ended.find(({ status }) => status === 'error')?.result).toEqual(['OpPrereqError', [expect.stringContaining('too few'), 'wrong_state']]);
  await Promise.all([n2, n3, n4].map((name) => good(set(name, { drained: true, auto_promote: true }))));
  expect(names.map(role)).toEqual(['master_candidate', 'drained', 'drained', 'drained']);
});

it('takes its copy of the configuration from a node that is no candidate any more', async () => {
  const copy = world.nodes.paths(n3).configCopy;
  const give = (): Promise<unknown> => world.nodes.rpc.call(uuidOf(n3), 'Files.WriteConfig', { content: Buffer.from('{}'), revision: Date.now() });
  await give();
  await good(set(n3, { drained: true }));
  expect(existsSync(copy)).toBe(false);
  await good(set(n3, { drained: false }));
  writeFileSync(copy, '{}');
  world.nodes.silent.add(n3);
  const { log } = await good(set(n3, { drained: true }));
  expect(log.join('\n')).toMatch(/keeps its old copy of the configuration[^]*did not take the configuration/);
  expect(existsSync(copy)).toBe(true);
});

it.each([
  [n1, { offline: true }, 'OpPrereqError', 'wrong_input', /is the master/],
  [n1, { master_candidate: true }, 'OpPrereqError', 'wrong_input', /is the master/],
  [n1, { master_capable: false }, 'OpPrereqError', 'wrong_state', /stay master_capable/],
  ['node9', { offline: true }, 'OpPrereqError', 'unknown_entity', /node9/],
  [n2, {}, 'OpPrereqError', 'wrong_input', /./],
  [n2, { offline: true, drained: true }, 'OpPrereqError', 'wrong_input', /one role/],
  [n2, { ndparams: { zzz: 2 } }, 'TypeEnforcementError', undefined, /zzz/],
  [n2, { ndparams: { exclusive_storage: true } }, 'OpPrereqError', 'wrong_input', /exclusive_storage/],
  [n2, { hv_state: { kvm: { mem_node: 1 } } }, 'OpPrereqError', 'wrong_input', /hv_state/],
  [n2, { powered: false }, 'OpPrereqError', 'wrong_state', /out-of-band/],
  [n2, { secondary_ip: 'x' }, 'OpPrereqError', 'wrong_input', /no IP address/],
  [n2, { secondary_ip: '127.0.1.3' }, 'OpPrereqError', 'resource_not_unique', /node3/],
  [n2, { secondary_ip: '127.0.3.2' }, 'OpPrereqError', 'wrong_input', /no secondary address/],
  [n2, { master_capable: false, master_candidate: true }, 'OpPrereqError', 'wrong_input', /master_capable/],
] as const)('refuses on %s %j', async (name, params, className, code, text) => {
  expect(await failure(set(name, params))).toEqual([className, code, expect.stringMatching(text)]);
});

it('asks a node that comes back, and lets it keep away when it does not answer', async () => {
  await good(set(n3, { offline: true }));
  world.nodes.silent.add(n3);
  expect(await failure(set(n3, { offline: false }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringMatching(/does not answer/)]);
  world.nodes.silent.clear();
  await good(set(n3, { ndparams: { oob_program: '/bin/oob' }, vm_capable: false }));
  await good(set(n3, { powered: false }));
  expect(await failure(set(n3, { offline: false }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringMatching(/switched off/)]);
  await good(set(n3, { offline: false, powered: true }));
  expect(node(n3)).toMatchObject({ offline: false, powered: true, vm_capable: false });
});

it('keeps vm_capable for a node with instances', async () => {
  await good(
    world.run({
      OP_ID: 'OP_INSTANCE_CREATE', ...creation('web1.example.com', { disk_template: 'drbd', disks: [{ size: 16 }], start: false, pnode: n1, snode: n2 }),
    }),
  );
  expect(await failure(set(n2, { vm_capable: false }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringContaining('web1.example.com')]);
  // What is recorded as active may be used: its address stays.
  await good(world.run({ OP_ID: 'OP_INSTANCE_ACTIVATE_DISKS', instance_name: 'web1' }));
  expect(await failure(set(n1, { secondary_ip: '127.0.3.1', force: true }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringContaining('web1.example.com')]);
  await good(world.run({ OP_ID: 'OP_INSTANCE_DEACTIVATE_DISKS', instance_name: 'web1' }));
  expect(await failure(set(n1, { secondary_ip: '127.0.3.1' }))).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('force')]);
  expect(await failure(set(n1, { secondary_ip: '192.0.2.1', force: true }))).toEqual(['OpPrereqError', 'environment_error', expect.stringContaining('192.0.2.1')]);
  expect((await good(set(n1, { secondary_ip: '127.0.3.1', force: true }))).result).toEqual([['secondary_ip', '127.0.3.1']]);
  expect((await good(set(n2, { secondary_ip: '127.0.3.2' }))).result).toEqual([['secondary_ip', '127.0.3.2']]);
});

it('checks everything in a dry run, and changes nothing', async () => {
  const before = await world.snapshot();
  await good(set(n3, { offline: true, dry_run: true }));
  expect(await failure(set(n1, { offline: true, dry_run: true }))).toEqual(['OpPrereqError', 'wrong_input', expect.any(String)]);
  expect(await world.snapshot()).toEqual(before);
});

it('never gives a node two roles', () => {
  const flag = fc.option(fc.boolean());
  const roles: Role[] = [...flags, null].map((on) => Object.fromEntries(flags.map((name) => [name, name === on])) as unknown as Role);
  const asked = fc.record({ master_candidate: flag, drained: flag, offline: flag }).filter((each) => Object.values(each).filter((value) => value === true).length < 2);
  fc.assert(
    fc.property(fc.constantFrom(...roles), asked, (now, wanted: AskedRole) => {
      const next = nextRole(now, wanted);
      expect(flags.filter((name) => next[name]).length).toBeLessThanOrEqual(1);
      for (const name of flags) if (wanted[name] !== null) expect(next[name]).toBe(wanted[name]);
      expect(nextRole(next, wanted)).toEqual(next);
    }),
  );
});
