/** Out-of-band programs and restricted commands, through the real queue against simulated nodes. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unitChecks, unitWorld, type Ended, type UnitWorld } from '@ganeti/testkit';
import { oobAnswer } from './oob-answer';

const [n1, n2, n3] = ['node1.example.com', 'node2.example.com', 'node3.example.com'] as const;
let world: UnitWorld;
const { op, good, failure } = unitChecks(() => world);
let dir: string;
beforeEach(async () => {
  world = await unitWorld();
  dir = mkdtempSync(join(tmpdir(), 'ganeti-oob-'));
});
afterEach(async () => {
  await world.close();
  rmSync(dir, { recursive: true, force: true });
});

const script = (path: string, text: string): string => {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
};
const set = (node_name: string, params: object): Promise<Ended> => good(op('NODE_SET_PARAMS', { node_name, ...params }));
const calls = (): string[] => readFileSync(join(dir, 'calls'), 'utf8').trim().split('\n');

/** Machines 2 and 3 have a management processor; that of 3 talks nonsense. */
async function withPrograms(): Promise<void> {
  const log = `echo "$1 $2" >> ${join(dir, 'calls')}`;
  const program = script(
    join(dir, 'oob'),
    `${log}; case $1 in power-status) echo '{"powered": false}';; health) echo '[["PSU0", "OK"], ["disk0", "CRITICAL"]]';; esac`,
  );
  await set(n2, { ndparams: { oob_program: program } });
  await set(n3, { ndparams: { oob_program: script(join(dir, 'broken'), `${log}; case $1 in health) echo '{}';; power-on) echo done;; *) echo 'no route' >&2; exit 1;; esac`) } });
}
const oob = (command: string, params: object = {}): Promise<Ended> => op('OOB_COMMAND', { command, ...params });

it('asks for power and health', async () => {
  await withPrograms();
  const status = await good(oob('power-status'));
  expect(status.result).toEqual([[[0, n1], [3, null]], [[0, n2], [0, { powered: false }]], [[0, n3], [2, null]]]);
  expect(status.log.join('\n')).toMatch(/node2\.example\.com is off, but recorded as on[^]*node3.*no route/);
  const health = await good(oob('health', { node_names: [n3, n2, 'node3'] }));
  expect(health.result).toEqual([[[0, n2], [0, [['PSU0', 'OK'], ['disk0', 'CRITICAL']]]], [[0, n3], [2, null]]]);
  expect(health.log.join('\n')).toMatch(/disk0 of node node2\.example\.com is CRITICAL[^]*node3/);
});

it('switches the power, and records it', async () => {
  await withPrograms();
  for (const [command, params, code, text] of [
    ['power-off', { node_names: [n2] }, 'wrong_state', /not marked offline/],
    ['power-off', { node_names: [n1], ignore_status: true }, 'wrong_input', /is the master/],
    ['power-cycle', { node_names: [n1] }, 'wrong_input', /is the master/],
    ['power-status', { node_names: ['node9'] }, 'unknown_entity', /node9/],
    ['power-on', { timeout: 0 }, 'wrong_input', /timeout/],
  ] as const) {
    expect(await failure(oob(command, params))).toEqual(['OpPrereqError', code, expect.stringMatching(text)]);
  }
  await set(n2, { offline: true });
  await good(oob('power-off', { node_names: [n2], dry_run: true }));
  expect(world.config.view.node(n2)?.powered).toBe(true);
  await good(oob('power-off', { node_names: [n2] }));
  expect(world.config.view.node(n2)?.powered).toBe(false);
  // All but the master; what failed stays as it was recorded.
  const on = await good(oob('power-on', { power_delay: 0.5 }));
  expect(on.result).toEqual([[[0, n1], [3, null]], [[0, n2], [0, null]], [[0, n3], [2, null]]]);
  expect(world.config.view.node(n2)?.powered).toBe(true);
  await good(oob('power-cycle', { node_names: [n3, n2] }));
  expect(calls()).toEqual(['power-off node2.example.com', 'power-on node2.example.com', 'power-on node3.example.com', 'power-cycle node2.example.com', 'power-cycle node3.example.com']);
});

it('takes only what the protocol allows', () => {
  expect(oobAnswer('power-off', '\n')).toBeNull();
  expect(oobAnswer('power-status', '{"powered": true, "since": 3}')).toEqual({ powered: true, since: 3 });
  expect(oobAnswer('health', '[]')).toEqual([]);
  for (const [command, output] of [
    ['power-on', 'ok'], ['power-status', 'on'], ['power-status', '{}'], ['power-status', 'null'], ['health', '[["a"]]'], ['health', '[["a", "GOOD"]]'], ['health', ''],
  ] as const) {
    expect(() => oobAnswer(command, output)).toThrow(/it (should print|printed)/);
  }
});

it('runs restricted commands on each node, in the order given', async () => {
  for (const name of [n1, n2, n3]) mkdirSync(world.nodes.paths(name).restrictedCommands, { recursive: true, mode: 0o755 });
  for (const name of [n1, n2]) script(join(world.nodes.paths(name).restrictedCommands, 'whoami'), `echo ${name}`);
  await set(n3, { offline: true });
  const { result } = await good(op('RESTRICTED_COMMAND', { nodes: ['node2', n3, n1], command: 'whoami', use_locking: true }));
  expect(result).toEqual([[true, `${n2}\n`], [false, expect.stringContaining('offline')], [true, `${n1}\n`]]);
  const failed = await good(op('RESTRICTED_COMMAND', { nodes: [n1], command: 'nothing' }));
  expect(failed.result).toEqual([[false, expect.stringMatching(/nothing.*failed or cannot be run here/)]]);
  expect(await failure(op('RESTRICTED_COMMAND', { nodes: [n1], command: '../x' }))).toEqual(['OpPrereqError', 'wrong_input', expect.any(String)]);
  expect(await failure(op('RESTRICTED_COMMAND', { nodes: ['node9'], command: 'whoami' }))).toEqual(['OpPrereqError', 'unknown_entity', expect.any(String)]);
});
