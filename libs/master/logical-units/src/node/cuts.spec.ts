/** Operations on nodes, cut off at every place of their journal: they end as they should, do nothing twice, and leave nothing. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unitWorld, uuidOf, type UnitWorld } from '@ganeti/testkit';

const names = [1, 2, 3, 4].map((number) => `node${number}.example.com`) as [string, string, string, string];
const [n1, n2, n3, n4] = names;
const pv = '/dev/sim-xenvg';

const run = async (world: UnitWorld, id: string, params: object): Promise<void> => {
  const ended = await world.run({ OP_ID: `OP_${id}`, ...params });
  expect(ended.status === 'success' ? null : ended).toBeNull();
};
const mirrored = (world: UnitWorld, more: object = {}): Promise<void> =>
  run(world, 'INSTANCE_CREATE', {
    instance_name: 'web1.example.com', mode: 'create', disk_template: 'drbd', disks: [{ size: 16 }], nics: [], os_type: 'noop', name_check: false, ip_check: false, pnode: n1, snode: n2, ...more,
  });
const programOf = (world: UnitWorld): string => join(world.nodes.paths(n1).configDir, 'oob');
const callsOf = (world: UnitWorld): string[] => (existsSync(`${programOf(world)}.calls`) ? readFileSync(`${programOf(world)}.calls`, 'utf8').trim().split('\n') : []);

interface Scenario {
  readonly what: string;
  /** Places that are its own; those of the jobs it submits come after. Missing: all. */
  readonly places?: number;
  readonly prepare: (world: UnitWorld) => Promise<unknown>;
  readonly opcode: Readonly<Record<string, unknown>>;
  /** What the operation changes, as comparable text. */
  readonly state: (world: UnitWorld) => unknown;
}
const scenarios: Scenario[] = [
  {
    what: 'a change of role',
    prepare: async (world) => {
      await world.config.transaction((tx) => {
        tx.update('node', uuidOf(n4), { master_candidate: false });
        tx.update('cluster', 'uuid-cluster', { candidate_pool_size: 3 });
      });
      await world.nodes.rpc.call(uuidOf(n3), 'Files.WriteConfig', { content: Buffer.from('{}'), revision: 1 });
    },
    opcode: { OP_ID: 'OP_NODE_SET_PARAMS', node_name: n3, drained: true, auto_promote: true, ndparams: { spindle_count: 2 } },
    state: (world) => [
      [...world.config.view.all('node')].map(({ name, master_candidate, drained, ndparams }) => [name, master_candidate, drained, ndparams]),
      existsSync(world.nodes.paths(n3).configCopy),
    ],
  },
  {
    what: 'a removal',
    prepare: (world) => world.nodes.rpc.call(uuidOf(n4), 'Files.WriteSsconf', { values: { master_node: n1 }, revision: 1 }),
    opcode: { OP_ID: 'OP_NODE_REMOVE', node_name: n4 },
    state: (world) => [world.config.view.node(n4)?.name ?? null, existsSync(world.nodes.paths(n4).ssconf('master_node'))],
  },
  {
    what: 'a node added again',
    prepare: (world) => run(world, 'NODE_SET_PARAMS', { node_name: n4, offline: true }),
    opcode: { OP_ID: 'OP_NODE_ADD', node_name: n4, readd: true, master_capable: false },
    state: (world) => [world.config.view.node(n4)?.offline, world.config.view.node(n4)?.master_capable],
  },
  {
    what: 'a change of a storage unit',
    prepare: async () => undefined,
    opcode: { OP_ID: 'OP_NODE_MODIFY_STORAGE', node_name: n2, storage_type: 'lvm-pv', name: pv, changes: { allocatable: false } },
    state: async (world) => (await world.nodes.rpc.call(uuidOf(n2), 'Storage.List', { type: 'lvm-pv' })).units[0]?.allocatable,
  },
  {
    what: 'switching nodes on',
    prepare: async (world) => {
      const program = programOf(world);
      mkdirSync(world.nodes.paths(n1).configDir, { recursive: true });
      writeFileSync(program, `#!/bin/sh\necho "$1 $2" >> ${program}.calls\n`);
      chmodSync(program, 0o755);
      await world.config.transaction((tx) => {
        for (const name of [n2, n3]) tx.update('node', uuidOf(name), { powered: false, ndparams: { oob_program: program } });
      });
    },
    opcode: { OP_ID: 'OP_OOB_COMMAND', node_names: [n2, n3], command: 'power-on', power_delay: 0.1 },
    state: (world) => [[n2, n3].map((name) => world.config.view.node(name)?.powered), callsOf(world)],
  },
  {
    what: 'an evacuation of secondaries',
    places: 7,
    prepare: (world) => mirrored(world),
    opcode: { OP_ID: 'OP_NODE_EVACUATE', node_name: n2, mode: 'secondary-only', remote_node: n4 },
    state: async (world) => [
      world.config.view.disksOf(world.config.view.instance('web1')!).map(({ nodes }) => nodes),
      (await world.nodes.state()).map((line) => line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}\.?/g, '')),
    ],
  },
  {
    what: 'a migration of all instances',
    places: 9,
    prepare: (world) => mirrored(world, { start: true }),
    opcode: { OP_ID: 'OP_NODE_MIGRATE', node_name: n1 },
    state: async (world) => [world.config.view.instance('web1')?.primary_node, (await world.nodes.state()).filter((line) => line.includes(' guest '))],
  },
];

let current: UnitWorld | null = null;
const end = async (): Promise<void> => {
  await current?.close();
  current = null;
};
afterEach(end);

describe.each(scenarios)('$what', ({ prepare, opcode, state, places = Infinity }) => {
  it('ends as it should, wherever it is cut off', async () => {
    const outcomes = new Set<string>();
    let after = '';
    let cuts = 0;
    // The first run, which is not cut, says what the end looks like.
    for (let n = 10_000; ; n = n === 10_000 ? 1 : n + 1) {
      const world = (current = await unitWorld(names));
      await prepare(world);
      const before = JSON.stringify(await state(world));
      const { died, ended } = await world.runCut(opcode, n);
      const now = JSON.stringify(await state(world));
      if (n === 10_000) after = now;
      expect(after).not.toBe(before);
      expect({ n, status: ended?.status ?? null, now }).toEqual({ n, status: ended === null ? null : 'success', now: ended === null ? before : after });
      expect(await world.remains()).toEqual([]);
      await end();
      outcomes.add(String(ended?.status));
      if (died) cuts += 1;
      else if (n !== 10_000) break;
      if (n !== 10_000 && n >= places) break;
    }
    expect(cuts).toBeGreaterThan(5);
    expect(outcomes).toContain('success');
  }, 180_000);
});
