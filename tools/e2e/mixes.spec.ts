/**
 * Random mixes of operations, many at once: all of them end, errors are of the user's world and not of ours, and afterwards nodes have
 * exactly what the configuration says.
 */
import fc from 'fast-check';
import { unitWorld, type Ended, type Opcode, type UnitWorld } from '@ganeti/testkit';

type Arbitrary = fc.Arbitrary<Opcode>;
const nodes = [1, 2, 3, 4, 5].map((number) => `node${number}.example.com`);

const operation = (id: string, params: Record<string, fc.Arbitrary<unknown>>): Arbitrary =>
  fc.record(params).map((chosen) => ({ OP_ID: `OP_${id}`, ...chosen }));

/** What may be asked of a cluster with these nodes and so many instances. */
function operations(names: readonly string[], instances: number): Arbitrary {
  const node = fc.constantFrom(...names);
  const instance_name = fc.integer({ min: 1, max: instances }).map((number) => `web${number}.example.com`);
  const on = { instance_name };
  const size = fc.constantFrom(8, 16, 32);
  const templates = fc.constantFrom('plain', 'drbd', 'diskless', 'file', 'drbd');
  const create = fc.tuple(instance_name, templates, fc.shuffledSubarray([...names], { minLength: 2, maxLength: 2 }), size, fc.boolean()).map(
    ([name, disk_template, [pnode, snode], bytes, start]): Opcode => ({
      OP_ID: 'OP_INSTANCE_CREATE', instance_name: name, mode: 'create', disk_template, disks: disk_template === 'diskless' ? [] : [{ size: bytes }], nics: [{}], os_type: 'noop',
      name_check: false, ip_check: false, start, pnode, ...(disk_template === 'drbd' ? { snode } : {}),
    }),
  );
  const group = fc.constantFrom('default', 'east', 'west');
  const network_name = fc.constantFrom('lan', 'dmz');
  const tags = fc.subarray(['a', 'b', 'c'], { minLength: 1 });
  return fc.oneof(
    { weight: 10, arbitrary: create },
    { weight: 3, arbitrary: operation('INSTANCE_REMOVE', on) },
    { weight: 3, arbitrary: operation('INSTANCE_STARTUP', on) },
    { weight: 3, arbitrary: operation('INSTANCE_SHUTDOWN', on) },
    { weight: 2, arbitrary: operation('INSTANCE_REBOOT', { ...on, reboot_type: fc.constantFrom('soft', 'hard', 'full') }) },
    { weight: 3, arbitrary: operation('INSTANCE_MIGRATE', on) },
    { weight: 3, arbitrary: operation('INSTANCE_FAILOVER', on) },
    { weight: 3, arbitrary: operation('INSTANCE_GROW_DISK', { ...on, disk: fc.constant(0), amount: size }) },
    { weight: 2, arbitrary: operation('INSTANCE_REPLACE_DISKS', { ...on, mode: fc.constantFrom('replace_on_primary', 'replace_on_secondary'), disks: fc.constant([]) }) },
    { weight: 3, arbitrary: operation('INSTANCE_REPLACE_DISKS', { ...on, mode: fc.constant('replace_new_secondary'), disks: fc.constant([]), remote_node: node }) },
    { weight: 2, arbitrary: operation('INSTANCE_SET_PARAMS', { ...on, disks: fc.constantFrom([['add', { size: 8 }]], [['remove', {}]]) }) },
    { weight: 2, arbitrary: operation('INSTANCE_SET_PARAMS', { ...on, nics: fc.constantFrom([['add', {}]], [['remove', {}]]) }) },
    { weight: 1, arbitrary: operation('INSTANCE_RENAME', { ...on, new_name: instance_name, name_check: fc.constant(false), ip_check: fc.constant(false) }) },
    { weight: 1, arbitrary: operation('INSTANCE_ACTIVATE_DISKS', on) },
    { weight: 1, arbitrary: operation('INSTANCE_DEACTIVATE_DISKS', on) },
    { weight: 1, arbitrary: operation('INSTANCE_REINSTALL', on) },
    { weight: 1, arbitrary: operation('INSTANCE_QUERY_DATA', { instances: fc.constant([]), static: fc.boolean() }) },
    { weight: 1, arbitrary: operation('TAGS_SET', { kind: fc.constant('instance'), name: instance_name, tags }) },
    { weight: 1, arbitrary: operation('TAGS_DEL', { kind: fc.constant('node'), name: node, tags }) },
    { weight: 1, arbitrary: operation('NODE_SET_PARAMS', { node_name: node, drained: fc.boolean() }) },
    { weight: 1, arbitrary: operation('NODE_SET_PARAMS', { node_name: node, master_candidate: fc.boolean(), auto_promote: fc.constant(true) }) },
    { weight: 1, arbitrary: operation('NODE_EVACUATE', { node_name: node, mode: fc.constant('secondary-only'), remote_node: node }) },
    { weight: 1, arbitrary: operation('GROUP_ADD', { group_name: group }) },
    { weight: 1, arbitrary: operation('GROUP_REMOVE', { group_name: group }) },
    { weight: 1, arbitrary: operation('GROUP_ASSIGN_NODES', { group_name: group, nodes: fc.tuple(node), force: fc.boolean() }) },
    { weight: 1, arbitrary: operation('NETWORK_ADD', { network_name, network: fc.constant('192.0.2.0/28'), conflicts_check: fc.constant(false) }) },
    { weight: 1, arbitrary: operation('NETWORK_CONNECT', { network_name, group_name: group, network_mode: fc.constant('bridged'), network_link: fc.constant('br0'), conflicts_check: fc.constant(false) }) },
    { weight: 1, arbitrary: operation('NETWORK_REMOVE', { network_name }) },
    { weight: 1, arbitrary: operation('CLUSTER_SET_PARAMS', { candidate_pool_size: fc.integer({ min: 2, max: 6 }) }) },
    { weight: 1, arbitrary: operation('CLUSTER_REDIST_CONF', {}) },
    { weight: 1, arbitrary: operation('CLUSTER_VERIFY_DISKS', {}) },
    { weight: 1, arbitrary: operation('CLUSTER_REPAIR_DISK_SIZES', { instances: fc.constant([]) }) },
    { weight: 1, arbitrary: operation('TEST_DELAY', { duration: fc.constantFrom(0, 1), on_nodes: fc.tuple(node) }) },
  );
}

/** Errors that tell users something about their cluster; the others would be about our code. */
const usual = ['OpPrereqError', 'OpExecError'];

async function runAll(world: UnitWorld, opcodes: readonly Opcode[]): Promise<Ended[]> {
  const ended = await Promise.all(opcodes.map((opcode) => world.run(opcode)));
  await world.settle();
  const strange = ended.filter(({ status, result }) => status === 'error' && !usual.includes(String((result as unknown[])[0])));
  expect(strange).toEqual([]);
  return ended;
}

/** Nodes have the volumes, minors and guests of the configuration, and no others; no lock and no journal is left. */
async function expectConsistent(world: UnitWorld): Promise<void> {
  expect(await world.remains()).toEqual([]);
  const { config, nodes: simulated } = world;
  const wanted: string[] = [];
  for (const instance of config.view.all('instance')) {
    if (instance.admin_state === 'up') wanted.push(`${instance.primary_node} guest ${instance.name}`);
  }
  const has = (await simulated.state()).filter((line) => line.includes(' guest ')).map((line) => line.replace(/ \S+$/, ''));
  expect(has.sort()).toEqual(wanted.sort());
  for (const group of config.view.all('nodegroup')) {
    const verified = await world.run({ OP_ID: 'OP_CLUSTER_VERIFY_GROUP', group_name: group.name, skip_checks: ['nplusone_mem'] });
    expect(verified.log.filter((line) => line.includes('ERROR'))).toEqual([]);
    expect(verified.status).toBe('success');
  }
  expect((await world.run({ OP_ID: 'OP_CLUSTER_VERIFY_CONFIG' })).log.filter((line) => line.includes('ERROR'))).toEqual([]);
  expect(simulated.doubled()).toEqual([]);
}

it('any mix of operations leaves a consistent cluster', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(operations(nodes, 6), { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 }), async (waves) => {
      const world = await unitWorld(nodes);
      try {
        for (const wave of waves) {
          await runAll(world, wave);
          await expectConsistent(world);
        }
      } finally {
        await world.close();
      }
    }),
    { numRuns: Number(process.env['GANETI_MIXES'] ?? 8), endOnFailure: true },
  );
}, 300_000);

it('two hundred operations at once on a hundred nodes all end', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `node${index + 1}.example.com`);
  const world = await unitWorld(names);
  try {
    const [opcodes = []] = fc.sample(fc.array(operations(names, 60), { minLength: 200, maxLength: 200, size: 'max' }), { numRuns: 1, seed: 20_261_125 });
    const ended = await runAll(world, opcodes);
    expect(ended.filter(({ status }) => status === 'success').length).toBeGreaterThan(40);
    await expectConsistent(world);
  } finally {
    await world.close();
  }
}, 300_000);
