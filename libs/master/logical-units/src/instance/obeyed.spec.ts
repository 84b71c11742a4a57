/** Parameters, of opcodes and of the cluster, that show their effect only in special cases. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { creation, unitChecks, unitWorld, uuidOf, type UnitWorld } from '@ganeti/testkit';

const [n1, n2, n3] = ['node1.example.com', 'node2.example.com', 'node3.example.com'] as const;
const web = { instance_name: 'web1.example.com' };
const mirrored = { disk_template: 'drbd', disks: [{ size: 16 }], pnode: n1, snode: n2 };

let world: UnitWorld;
const { op, good, failure } = unitChecks(() => world);
const create = (more: object = {}) => good(op('INSTANCE_CREATE', creation(web.instance_name, more)));
const cluster = (params: object) => good(op('CLUSTER_SET_PARAMS', params));
const instance = () => world.config.view.instance(web.instance_name)!;
const guests = async (): Promise<string[]> => (await world.nodes.state()).filter((line) => line.includes(' guest '));
const nodesOfDisks = (): (readonly string[])[] => world.config.view.disksOf(instance()).map(({ nodes }) => nodes);
/** Calls with a step, as `method step`. */
const steps: string[] = [];
function inject(node: string, file: string, text: string): void {
  const place = join(world.nodes.paths(node).simulator, 'inject');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, file), text);
}
beforeAll(async () => {
  world = await unitWorld();
  world.nodes.onStep = (when, _node, method, step) => {
    if (when === 'before') steps.push(`${method} ${step.split('/').at(-1)}`);
  };
});
afterEach(async () => {
  world.nodes.silent.clear();
  if (world.config.view.instance(web.instance_name) !== undefined) await good(op('INSTANCE_REMOVE', { ...web, ignore_failures: true }));
  steps.length = 0;
});
afterAll(() => world.close());

it.each(['STARTUP', 'REBOOT'])('%s ends what is left of a guest that has crashed, and starts it', async (id) => {
  await create({ pnode: n1 });
  inject(n1, 'crash', `${web.instance_name}\n`);
  expect(await guests()).toEqual([`${uuidOf(n1)} guest ${web.instance_name} crashed`]);
  await good(op(`INSTANCE_${id}`, { ...web, shutdown_timeout: 7, ...(id === 'REBOOT' ? { reboot_type: 'hard' } : {}) }));
  expect(steps).toContain('Instances.Shutdown end-left');
  expect(await guests()).toEqual([`${uuidOf(n1)} guest ${web.instance_name} running`]);
});

describe('ignore_hvversions', () => {
  afterEach(() => {
    for (const node of [n1, n2]) inject(node, 'version', 'simulated 1');
  });
  it('lets an instance go to an older hypervisor; a newer one takes it anyway', async () => {
    await create(mirrored);
    inject(n1, 'version', 'simulated 10');
    inject(n2, 'version', 'simulated 9');
    expect(await failure(op('INSTANCE_MIGRATE', web))).toEqual(['OpPrereqError', 'wrong_state', expect.stringMatching(/version simulated 10 on its node, and simulated 9 on node2.*ignore_hvversions/)]);
    await good(op('INSTANCE_MIGRATE', { ...web, ignore_hvversions: true }));
    expect((await good(op('INSTANCE_MIGRATE', web))).log.join('\n')).toMatch(/version simulated 9 on its node, and simulated 10 on node1/);
    expect(await guests()).toEqual([`${uuidOf(n1)} guest ${web.instance_name} running`]);
  });
});

it('failover with cleanup records the node where the instance runs, and moves nothing', async () => {
  await create({ disk_template: 'sharedfile', disks: [{ size: 16 }], pnode: n1 });
  const before = await world.snapshot();
  await good(op('INSTANCE_FAILOVER', { ...web, cleanup: true, target_node: n2 }));
  expect(await world.snapshot()).toEqual(before);
  await good(op('INSTANCE_SHUTDOWN', web));
  expect(await failure(op('INSTANCE_FAILOVER', { ...web, cleanup: true, target_node: n2 }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringContaining('nothing to clean up')]);
});

it('refuses to install a blacklisted OS; instances that have it stay as they are', async () => {
  await create({ disk_template: 'plain', disks: [{ size: 16 }], pnode: n1, start: false });
  const refused = ['OpPrereqError', 'wrong_state', expect.stringMatching(/OS noop is blacklisted/)];
  await cluster({ blacklisted_os: [['add', 'noop']], hidden_os: [['add', 'noop']] });
  expect(await failure(op('INSTANCE_CREATE', creation('web2.example.com', { os_type: 'noop+small' })))).toEqual(refused);
  await good(op('INSTANCE_REINSTALL', web));
  await cluster({ blacklisted_os: [['remove', 'noop'], ['add', 'other']] });
  expect(await failure(op('INSTANCE_REINSTALL', { ...web, os_type: 'other' }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringMatching(/OS other is blacklisted/)]);
  expect(await failure(op('INSTANCE_SET_PARAMS', { ...web, os_name: 'other', force: true }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringMatching(/OS other is blacklisted/)]);
  // Hidden is not forbidden.
  await good(op('INSTANCE_REINSTALL', { ...web, os_type: 'noop' }));
  await cluster({ blacklisted_os: [['remove', 'other']], hidden_os: [['remove', 'noop']] });
});

it.each([true, false])('prealloc_wipe_disks wipes disks that are added (running: %s)', async (start) => {
  await create({ ...mirrored, start });
  await cluster({ prealloc_wipe_disks: true });
  await good(op('INSTANCE_SET_PARAMS', { ...web, disks: [['add', -1, { size: 16 }]] }));
  await cluster({ prealloc_wipe_disks: false });
  const wiped = steps.indexOf('Blocks.Wipe wipe-disk-1');
  expect(wiped).toBeGreaterThan(steps.findIndex((step) => step.startsWith('Blocks.Assemble added-')));
  if (start) expect(steps.findIndex((step) => step.startsWith('Instances.Hotplug'))).toBeGreaterThan(wiped);
});

it('exclusive_storage has volumes made on physical volumes of their own, and refuses mirrors', async () => {
  const group = (exclusive_storage: boolean) => good(op('GROUP_SET_PARAMS', { group_name: 'default', ndparams: { exclusive_storage } }));
  const calls = jest.spyOn(world.nodes.rpc, 'call');
  const made = () => calls.mock.calls.flatMap(([, method, request]) => (method === 'Blocks.Create' ? [(request as { exclusive_storage: boolean }).exclusive_storage] : []));
  await create({ disk_template: 'plain', disks: [{ size: 16 }], pnode: n1, start: false });
  await group(true);
  await good(op('INSTANCE_SET_PARAMS', { ...web, disks: [['add', -1, { size: 16 }]] }));
  expect(made()).toEqual([false, true]);
  calls.mockRestore();
  const refused = ['OpPrereqError', 'wrong_state', expect.stringMatching(/node1.*exclusive storage.*'drbd'/)];
  expect(await failure(op('INSTANCE_CREATE', creation('web2.example.com', mirrored)))).toEqual(refused);
  expect(await failure(op('INSTANCE_SET_PARAMS', { ...web, disk_template: 'drbd', remote_node: n2 }))).toEqual(refused);
  await group(false);
});

describe('the place of a forthcoming instance', () => {
  it.each(['FAILOVER', 'MIGRATE'])('goes to the other node (%s), also when its node is away', async (id) => {
    await create({ ...mirrored, forthcoming: true });
    const nodes = await world.nodes.state();
    world.nodes.silent.add(n1);
    await good(op(`INSTANCE_${id}`, web));
    expect([instance().primary_node, ...nodesOfDisks()]).toEqual([uuidOf(n2), [uuidOf(n2), uuidOf(n1)]]);
    world.nodes.silent.clear();
    expect(await world.nodes.state()).toEqual(nodes);
    expect((await good(op('CLUSTER_VERIFY_GROUP', { group_name: 'default' }))).result).toBe(true);
  });

  it('leaves a node that is emptied, and the instance is built where it went', async () => {
    await create({ ...mirrored, forthcoming: true });
    await good(op('NODE_EVACUATE', { node_name: n1, mode: 'primary-only' }));
    await world.settle();
    expect(instance().primary_node).not.toBe(uuidOf(n1));
    await good(op('NODE_MIGRATE', { node_name: instance().primary_node }));
    await world.settle();
    const places = nodesOfDisks()[0]!;
    await good(op('NODE_EVACUATE', { node_name: places[1], mode: 'secondary-only', remote_node: [n1, n2, n3].find((name) => !places.includes(uuidOf(name))) }));
    await world.settle();
    const [primary, secondary] = nodesOfDisks()[0]!;
    await create({ disk_template: 'drbd', disks: [{ size: 16 }], commit: true });
    expect(await guests()).toEqual([`${primary} guest ${web.instance_name} running`]);
    expect(nodesOfDisks()).toEqual([[primary, secondary]]);
    expect((await good(op('CLUSTER_VERIFY_GROUP', { group_name: 'default' }))).result).toBe(true);
  });

  it('is refused what needs disks', async () => {
    await create({ ...mirrored, forthcoming: true });
    for (const [id, more] of [['REPLACE_DISKS', { mode: 'replace_on_primary' }], ['MIGRATE', { cleanup: true }]] as const) {
      expect(await failure(op(`INSTANCE_${id}`, { ...web, ...more }))).toEqual(['OpPrereqError', 'wrong_state', expect.stringContaining('forthcoming')]);
    }
  });
});
