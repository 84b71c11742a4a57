/** Bringing an instance into another node group, through the real queue against simulated nodes. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { creation, n1, n2, n3, n4, nodeNames, uuidOf, worldPerTest, type Ended } from '@ganeti/testkit';

const web1 = 'web1.example.com';
const world = worldPerTest(nodeNames);
const { op, good, failure } = world;
beforeEach(async () => {
  await good(op('GROUP_ADD', { group_name: 'rack2' }));
  await good(op('GROUP_ASSIGN_NODES', { group_name: 'rack2', nodes: [n3, n4] }));
  await good(op('INSTANCE_CREATE', creation(web1, { disk_template: 'drbd', disks: [{ size: 16 }], pnode: n1, snode: n2, start: false })));
});

const change = (more: object = {}): Promise<Ended> => op('INSTANCE_CHANGE_GROUP', { instance_name: web1, ...more });
const jobsOf = ({ result }: Ended): number[] => (result as unknown as { jobs: [boolean, number][] }).jobs.map(([, id]) => id);
const placeOf = (): string[] => world.config.view.nodesOfInstance(world.config.view.instance(web1)!).sort();
const inRack2 = [uuidOf(n3), uuidOf(n4)];

it.each([{}, { target_groups: ['rack2'] }])('moves it by jobs (%j)', async (more) => {
  const jobs = jobsOf(await good(change({ early_release: true, ...more })));
  expect(jobs).toHaveLength(1);
  const { status, ops } = await world.wait(jobs[0]!);
  expect(status).toBe('success');
  expect(ops.map(({ input }) => input['OP_ID'])).toContain('OP_INSTANCE_REPLACE_DISKS');
  for (const { input } of ops) if (input['OP_ID'] === 'OP_INSTANCE_REPLACE_DISKS') expect(input['early_release']).toBe(true);
  expect(placeOf()).toEqual(inRack2);
});

it('tells hook scripts which groups it may go to', async () => {
  const { configDir } = world.nodes.paths(n1);
  mkdirSync(`${configDir}/hooks/instance-change-group-pre.d`, { recursive: true });
  const script = `${configDir}/hooks/instance-change-group-pre.d/note`;
  writeFileSync(script, `#!/bin/sh\necho "$GANETI_INSTANCE_NAME $GANETI_TARGET_GROUPS" >> ${configDir}/seen\n`);
  chmodSync(script, 0o755);
  await good(change());
  expect(readFileSync(`${configDir}/seen`, 'utf8')).toBe(`${web1} rack2\n`);
});

it('does nothing in a dry run', async () => {
  const before = await world.snapshot();
  await good(change({ dry_run: true }));
  expect(await world.snapshot()).toEqual(before);
});

it.each([
  ['unknown_entity', { instance_name: 'none.example.com' }],
  ['unknown_entity', { target_groups: ['none'] }],
  ['wrong_input', { target_groups: ['rack2', 'default'] }],
  [undefined, { iallocator: 'zzz' }],
])('refuses with %s: %j', async (code, more) => {
  expect((await failure(change(more)))[1]).toBe(code);
});

it('moves nothing when no place is left there, or the nodes are drained or offline', async () => {
  await world.config.transaction((tx) => tx.update('node', uuidOf(n4), { drained: true, master_candidate: false }));
  expect(await failure(change())).toEqual(['OpExecError', undefined, expect.stringContaining(web1)]);
  await world.config.transaction((tx) => tx.update('node', uuidOf(n4), { drained: false, offline: true, master_candidate: false }));
  expect(await failure(change())).toEqual(['OpExecError', undefined, expect.stringContaining(web1)]);
});

it('has nowhere to go in a cluster of one group', async () => {
  await good(op('GROUP_ASSIGN_NODES', { group_name: 'default', nodes: [n3, n4] }));
  await good(op('GROUP_REMOVE', { group_name: 'rack2' }));
  expect(await failure(change())).toEqual(['OpPrereqError', 'wrong_input', expect.stringContaining('no other group')]);
});

it('ends as it should wherever it is cut off', async () => {
  const opcode = { OP_ID: 'OP_INSTANCE_CHANGE_GROUP', instance_name: web1 };
  for (let place = 1; place <= 6; place += 1) {
    const from = placeOf();
    const { ended } = await world.runCut(opcode, place);
    if (ended !== null) {
      expect(ended).toMatchObject({ status: 'success' });
      expect(placeOf()).not.toEqual(from);
    }
    expect(await world.remains()).toEqual([]);
  }
});
