import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaRunner, lockFile, systemClock, type Clock } from '@ganeti/runtime';
import { machineHandlers } from './machine';
import { RestrictedCommands } from './restricted-commands';

let dir: string;
let failures: string[];
let slept: number[];
const due: (() => void)[] = [];
/** Sleeps are noted and over at once. */
const clock: Clock = {
  now: () => systemClock.now() * 10,
  sleep: async (seconds) => {
    slept.push(seconds);
    await new Promise((resolve) => setTimeout(resolve, 5));
  },
  after: (_seconds, callback) => {
    due.push(callback);
    return () => undefined;
  },
};
const commands = (): string => join(dir, 'restricted-commands');
const restricted = (enabled = true): RestrictedCommands =>
  new RestrictedCommands({
    enabled,
    directory: commands(),
    lock: join(dir, 'lock'),
    runner: execaRunner,
    clock,
    onFailure: (command, reason) => failures.push(`${command}: ${reason}`),
  });
const script = (path: string, lines: string, mode = 0o755): string => {
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, mode);
  return path;
};
const context = { signal: new AbortController().signal } as never;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ganeti-machine-'));
  mkdirSync(commands(), { mode: 0o755 });
  failures = [];
  slept = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('runs a restricted command with a clean environment', async () => {
  script(join(commands(), 'uptime'), 'echo "up $# $HOME"');
  expect(await restricted().run('uptime')).toBe('up 0 \n');
  expect(slept).toEqual([]);
});

it('says nothing and takes its time when a restricted command cannot be run', async () => {
  script(join(commands(), 'broken'), 'echo no; exit 3');
  script(join(commands(), 'open'), 'echo no', 0o777);
  script(join(commands(), 'text'), 'echo no', 0o644);
  mkdirSync(join(commands(), 'folder'));
  const names = ['broken', 'open', 'text', 'folder', 'missing', '../lock', ''];
  for (const name of names) await expect(restricted().run(name)).rejects.toThrow(/failed or cannot be run here; the log/);
  expect(slept).toEqual(names.map(() => 10));
  expect(failures.map((text) => text.split(': ')[0])).toEqual(names);
  expect(failures.join('\n')).toMatch(/broken: it ended with 3: no\nopen: .*can be changed by others.*\ntext: EACCES.*\nfolder: .*no regular file/);
  chmodSync(commands(), 0o777);
  await expect(restricted().run('broken')).rejects.toThrow(/cannot be run/);
  expect(failures.at(-1)).toMatch(/can be changed by others/);
});

it('refuses restricted commands at once when they are switched off, and runs one at a time', async () => {
  script(join(commands(), 'uptime'), 'echo up');
  await expect(restricted(false).run('uptime')).rejects.toThrow(/switched off/);
  expect(slept).toEqual([]);
  const held = await lockFile(join(dir, 'lock'));
  const waiting = restricted().run('uptime');
  while (slept.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  await held.release();
  expect(await waiting).toBe('up\n');
});

it('asks the out-of-band program, and reboots after its answer', async () => {
  let resets = 0;
  const handlers = machineHandlers({ runner: execaRunner, clock, restricted: restricted(), masterAddress: async () => undefined, makeSwitch: async () => undefined, reset: async () => void (resets += 1) });
  const program = script(join(dir, 'oob'), 'case $1 in health) echo "[]";; power-on) exit 0;; power-cycle) exec sleep 30;; *) echo "no such thing" >&2; exit 1;; esac');
  const ask = (command: string, timeout = 20, path = program) => handlers['Machine.RunOutOfBand']({ program: path, command, node: 'node2', timeout }, context);
  expect(await ask('health')).toEqual({ output: '[]\n' });
  expect(await ask('power-on')).toEqual({ output: '' });
  await expect(ask('power-off')).rejects.toThrow(/power-off node2 ended with 1: no such thing/);
  await expect(ask('power-cycle', 0.2)).rejects.toThrow(/did not end within/);
  await expect(ask('health', 1, 'oob')).rejects.toThrow(/no executable file/);
  for (const [address, owned] of [['127.0.0.9', true], ['192.0.2.1', false]] as const) {
    expect(await handlers['Machine.OwnsAddress']({ address }, context)).toEqual({ owned });
  }
  expect(await handlers['Machine.Powercycle']({}, context)).toEqual({ message: expect.stringMatching(/5 seconds/) });
  expect(resets).toBe(0);
  for (const callback of due) callback();
  expect(resets).toBe(1);
});
