import { creation, uuidOf, worldPerTest } from '@ganeti/testkit';

/** Not the master, which cannot be offline. */
const primary = 'node2.example.com';
const web1 = 'web1.example.com';
const world = worldPerTest();
const { op, good, failure } = world;
const console = (instance_name = web1) => op('INSTANCE_CONSOLE', { instance_name });
beforeEach(async () => {
  await good(op('INSTANCE_CREATE', creation(web1, { pnode: primary })));
});

it('tells how a running instance is reached', async () => {
  // How it is for each hypervisor: libs/master/query/src/console.spec.ts.
  expect((await good(console())).result).toEqual({ instance: web1, kind: 'msg', message: expect.stringContaining('no console') });
});

it('fails for an instance that does not run', async () => {
  await good(op('INSTANCE_SHUTDOWN', { instance_name: web1, timeout: 0 }));
  expect(await failure(console())).toEqual(['OpExecError', undefined, expect.stringMatching(/does not run.*start it/)]);
});

it('refuses unknown instances, and nodes that are away', async () => {
  expect((await failure(console('nobody')))[1]).toBe('unknown_entity');
  world.nodes.silent.add(primary);
  expect((await failure(console()))[0]).toBe('OpExecError');
  world.nodes.silent.clear();
  await world.config.transaction((tx) => tx.update('node', uuidOf(primary), { offline: true, master_candidate: false }));
  expect((await failure(console()))[1]).toBe('wrong_state');
});
