import { readFileSync, readdirSync } from 'node:fs';
import { creation, failEachStep, uuidOf, worldPerTest } from '@ganeti/testkit';

// The master is another one, so that each of them can be offline.
const [primary, secondary] = ['node2.example.com', 'node3.example.com'];
const web1 = 'web1.example.com';

const world = worldPerTest();
const { op, good, failure } = world;
const reinstall = (more: object = {}) => op('INSTANCE_REINSTALL', { instance_name: web1, ...more });
const instance = () => world.config.view.instance(web1)!;
const make = (more: object = {}) =>
  good(op('INSTANCE_CREATE', creation(web1, { disk_template: 'drbd', disks: [{ size: 16 }], pnode: primary, snode: secondary, start: false, ...more })));
/** What was written to the beginning of its disk. */
async function mark(length: number): Promise<string> {
  const [disk] = world.config.view.disksOf(instance());
  const volume = disk!.children[0]!.logical_id;
  if (volume.type !== 'plain') throw new Error('not a volume');
  return readFileSync(`${world.nodes.paths(primary).simulator}/volumes/${volume.vg}/${volume.lv}`).subarray(0, length).toString();
}

it('runs the create script again, with parameters for this time only', async () => {
  await make({ osparams: { message: 'for ever' } });
  const { log } = await good(reinstall({ osparams: { message: 'just once', mark: 'new' } }));
  expect(log.join('\n')).toMatch(/this is a reinstallation\n.*just once/);
  expect(await mark(3)).toBe('new');
  expect(instance().osparams).toEqual({ message: 'for ever' });
  // They take away what is kept, too.
  expect((await good(reinstall({ osparams: { message: 'default' } }))).log.join('\n')).not.toMatch(/for ever/);
});

it('records another OS, and keeps the old one when its installation fails', async () => {
  await make();
  expect(await failure(reinstall({ os_type: 'noop+minimal', osparams: { fail: 'create' } }))).toEqual(['OpExecError', undefined, expect.stringMatching(/ended with 1/)]);
  const { log } = await good(reinstall({ os_type: 'noop+minimal' }));
  expect(log.join('\n')).toMatch(/variant minimal/);
  expect(instance()).toMatchObject({ os: 'noop+minimal', admin_state: 'down' });
});

it('shows secrets to the script alone', async () => {
  await make({ osparams_private: { message: 'dark-private-1' } });
  const asked = { osparams_private: { mark: 'dark-private-2' }, osparams_secret: { message: 'dark-secret-3' } };
  const { log } = await good(reinstall(asked));
  expect(log.join('\n')).toMatch(/noop: <redacted>/);
  expect(await mark(14)).toBe('dark-private-2');
  const refused = await failure(reinstall({ osparams_secret: { seconds: 'dark-secret-4' } }));
  expect(refused).toEqual(['OpExecError', undefined, expect.stringMatching(/seconds must be a number, not '<redacted>'/)]);
  const logs = `${world.nodes.paths(primary).logDir}/os`;
  const seen = [
    JSON.stringify([...world.queue.list()]),
    log.join('\n'),
    ...readdirSync(logs).map((name) => readFileSync(`${logs}/${name}`, 'utf8')),
  ];
  expect(seen.length).toBeGreaterThan(3);
  for (const text of seen) expect(text).not.toMatch(/dark-/);
  expect(instance().osparams_private).toEqual({ message: 'dark-private-1' });
});

it('leaves its disks as active as they were', async () => {
  await make();
  await good(op('INSTANCE_DEACTIVATE_DISKS', { instance_name: web1 }));
  await good(reinstall());
  expect(instance().disks_active).toBe(false);
  // The mirror is there while it is active only.
  expect((await world.nodes.state()).filter((line) => line.includes('minor'))).toEqual([]);
  await good(op('INSTANCE_ACTIVATE_DISKS', { instance_name: web1 }));
  await good(reinstall());
  expect((await world.nodes.state()).filter((line) => line.includes('minor'))).toHaveLength(2);
});

it('does without a secondary node that is offline', async () => {
  await make();
  await good(op('INSTANCE_DEACTIVATE_DISKS', { instance_name: web1 }));
  await world.config.transaction((tx) => tx.update('node', uuidOf(secondary), { offline: true, master_candidate: false }));
  expect((await good(reinstall())).log.join('\n')).toMatch(/node3.example.com is offline/);
});

it('takes everything back whichever step fails', async () => {
  await make();
  await good(op('INSTANCE_DEACTIVATE_DISKS', { instance_name: web1 }));
  const failed = await failEachStep(world, { OP_ID: 'OP_INSTANCE_REINSTALL', instance_name: web1, os_type: 'noop+minimal' }, { final: (step) => step.includes('temporary-shutdown') });
  expect(failed).toEqual([`temporary-assemble-disk-0-${secondary}`, `temporary-assemble-disk-0-${primary}`, 'install']);
});

it('only checks in a dry run', async () => {
  await make();
  const before = await world.snapshot();
  await good(reinstall({ os_type: 'noop+minimal', dry_run: true }));
  expect(await world.snapshot()).toEqual(before);
});

it.each([
  ['unknown_entity', {}, { instance_name: 'nobody' }],
  ['wrong_state', { start: true }, {}],
  ['wrong_input', { disk_template: 'diskless', disks: [], snode: null }, {}],
  [undefined, {}, { os_type: 'nonexist' }],
  [undefined, {}, { os_type: 'noop+other' }],
  [undefined, {}, { osparams: { zzz: 1 } }],
] as const)('refuses with %s', async (code, made, asked) => {
  await make(made);
  expect((await failure(reinstall(asked)))[1]).toBe(code);
});

it('refuses when the primary node is offline or silent', async () => {
  await make();
  world.nodes.silent.add(primary);
  expect((await failure(reinstall()))[1]).toBe('internal_error');
  world.nodes.silent.clear();
  await world.config.transaction((tx) => tx.update('node', uuidOf(primary), { offline: true, master_candidate: false }));
  expect((await failure(reinstall()))[1]).toBe('wrong_state');
});
