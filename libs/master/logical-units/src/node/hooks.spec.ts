/** What hook scripts of operations on nodes are told, and what they can prevent. Scripts are real ones on simulated nodes. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { n1, n2, n3, worldPerTest, type Ended } from '@ganeti/testkit';

const world = worldPerTest();

const run = (id: string, params: object): Promise<Ended> => world.run({ OP_ID: `OP_${id}`, ...params });
function script(node: string, path: string, phase: 'pre' | 'post', text: string): void {
  const directory = world.nodes.paths(node).hooks(path, phase);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'test'), `#!/bin/sh\n${text}\n`);
  chmodSync(join(directory, 'test'), 0o755);
}
const fileOf = (node: string, phase: string): string => join(world.nodes.paths(node).configDir, `env-${phase}`);
/** Has the scripts of all nodes write down what they are told. */
function record(path: string): void {
  for (const node of [n1, n2, n3]) for (const phase of ['pre', 'post'] as const) script(node, path, phase, `env > ${fileOf(node, phase)}`);
}
const told = (node: string, phase: string): Record<string, string> | null => {
  if (!existsSync(fileOf(node, phase))) return null;
  const lines = readFileSync(fileOf(node, phase), 'utf8').trim().split('\n');
  return Object.fromEntries(lines.filter((line) => line.startsWith('GANETI_')).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
};

it.each([
  ['node-modify', 'NODE_SET_PARAMS', { node_name: n2, drained: true }, [n1, n2], [n1, n2], {
    GANETI_OP_TARGET: n2, GANETI_MASTER_CANDIDATE: 'False', GANETI_DRAINED: 'True', GANETI_OFFLINE: 'None', GANETI_MASTER_CAPABLE: 'None', GANETI_VM_CAPABLE: 'None',
  }],
  ['node-remove', 'NODE_REMOVE', { node_name: n3 }, [n1, n2], [n1, n2, n3], { GANETI_OP_TARGET: n3, GANETI_NODE_NAME: n3 }],
  ['node-migrate', 'NODE_MIGRATE', { node_name: n2 }, [n1], [n1], { GANETI_OP_TARGET: n2, GANETI_NODE_NAME: n2, GANETI_ALLOW_RUNTIME_CHANGES: 'True' }],
  ['node-add', 'NODE_ADD', { node_name: n2, readd: true }, [n1, n3], [n1, n2, n3], {
    GANETI_OP_TARGET: n2, GANETI_NODE_NAME: n2, GANETI_NODE_PIP: '127.0.1.2', GANETI_NODE_SIP: '127.0.1.2', GANETI_MASTER_CAPABLE: 'True', GANETI_VM_CAPABLE: 'True',
  }],
] as const)('%s', async (path, id, params, before, after, environment) => {
  record(path);
  expect(await run(id, params)).toMatchObject({ status: 'success' });
  const common = { GANETI_HOOKS_VERSION: '2', GANETI_HOOKS_PATH: path, GANETI_OBJECT_TYPE: 'NODE', GANETI_OP_CODE: `OP_${id}`, GANETI_CLUSTER: 'cluster.example.com', GANETI_MASTER: n1 };
  for (const [phase, nodes] of [['pre', before], ['post', after]] as const) {
    for (const node of [n1, n2, n3]) {
      const there = (nodes as readonly string[]).includes(node);
      expect({ node, phase, told: told(node, phase) }).toEqual({ node, phase, told: there ? expect.objectContaining({ ...common, ...environment, GANETI_HOOKS_PHASE: phase }) : null });
    }
  }
});

it('group-evacuate', async () => {
  expect(await run('GROUP_ADD', { group_name: 'rack2' })).toMatchObject({ status: 'success' });
  record('group-evacuate');
  expect(await run('GROUP_EVACUATE', { group_name: 'default' })).toMatchObject({ status: 'success' });
  for (const node of [n1, n2, n3]) {
    expect(told(node, 'post')).toMatchObject({ GANETI_OBJECT_TYPE: 'GROUP', GANETI_OP_TARGET: 'default', GANETI_GROUP_NAME: 'default', GANETI_TARGET_GROUPS: 'rack2' });
  }
});

it.each([
  ['node-modify', 'NODE_SET_PARAMS', { node_name: n2, drained: true }],
  ['node-remove', 'NODE_REMOVE', { node_name: n2 }],
] as const)('a script of %s that fails keeps things as they are', async (path, id, params) => {
  const before = await world.snapshot();
  script(n1, path, 'pre', 'echo not today; exit 1');
  expect(await run(id, params)).toMatchObject({ status: 'error', result: ['HooksAbort', [[[n1, 'test', 'not today']]]] });
  expect(await world.snapshot()).toEqual(before);
  expect(world.nodes.left.size).toBe(0);
});
