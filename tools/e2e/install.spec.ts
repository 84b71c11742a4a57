/** A cluster set up by its own programs: init, three machines that join, removal, destruction. Real processes, gRPC and TLS on loopback. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPaths, daemonPid, distDir, stopDaemon, type Paths } from '@ganeti/runtime';
import { freePort } from '@ganeti/testkit';

/** Dozens of programs are started; the machine may be busy. */
const LIMIT = 240_000;
let dir: string;
const children: ChildProcess[] = [];
const root = (n: number): string => join(dir, `node${n}`);
const paths = (n: number): Paths => createPaths(root(n));
const name = (n: number): string => `node${n}.example.com`;
/** Loopback addresses of this test alone. */
const address = (n: number): string => `127.78.${process.pid % 250}.${n}`;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ganeti-install-'));
  const port = await freePort();
  for (const n of [1, 2, 3]) {
    mkdirSync(dirname(paths(n).settings('noded')), { recursive: true });
    writeFileSync(paths(n).settings('noded'), JSON.stringify({ os_search_path: [join(distDir(), '../os')], simulator: { volume_groups: { xenvg: 100_000 }, bridges: ['br0'], sync_rate: 100_000, shared_dir: join(dir, 'shared') } }));
    writeFileSync(paths(n).settings('rapi'), JSON.stringify({ bind: '127.0.0.1', port }));
  }
  mkdirSync(join(dir, 'shared'));
});
afterAll(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  for (const n of [1, 2, 3]) for (const daemon of ['rapi', 'masterd', 'noded'] as const) await stopDaemon(root(n), daemon);
  rmSync(dir, { recursive: true, force: true });
}, LIMIT);

interface Ended {
  readonly code: number;
  readonly output: string;
}
function run(app: string, n: number, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(distDir(), app, 'main.mjs'), '--root', root(n), ...args], (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }));
  });
}
async function gnt(...args: string[]): Promise<string> {
  const { code, output } = await run('gnt', 1, ...args);
  expect({ args, code, output }).toEqual({ args, code: 0, output });
  return output;
}
const init = (...more: string[]): Promise<Ended> =>
  run('gnt', 1, 'cluster', 'init', '--enabled-hypervisors', 'fake', '--node-name', name(1), '--primary-ip', address(1), '--master-ip', address(100), '-N', 'link=br0', ...more, 'cluster.example.com');

/** `gnt node add`, and the token it prints. */
async function adding(n: number, ...more: string[]): Promise<{ token: string; ended: Promise<Ended> }> {
  const child = spawn(process.execPath, [join(distDir(), 'gnt/main.mjs'), '--root', root(1), 'node', 'add', '--primary-ip', address(n), '--join-port', '0', ...more, name(n)], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let output = '';
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code: code ?? -1, output })));
  const token = new Promise<string>((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      output += String(chunk);
      const found = /(ganeti-join:\S+)\n/.exec(output);
      if (found?.[1] !== undefined) resolve(found[1]);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    void ended.then(() => reject(new Error(`no token: ${output}`)));
  });
  token.catch(() => undefined);
  return { token: await token, ended };
}

it('makes nothing of a cluster that cannot be, and a cluster of one node', async () => {
  expect(await init('--vg-name', 'novg')).toEqual({ code: 1, output: expect.stringMatching(/not ready.*\n.*volume group novg does not exist on this node; make it/) });
  expect(existsSync(paths(1).dataDir)).toBe(false);
  expect(await init()).toMatchObject({ code: 0, output: expect.stringContaining('has its first node node1.example.com') });
  expect((await init()).output).toMatch(/already the master of cluster cluster\.example\.com/);
  expect(await gnt('cluster', 'verify')).not.toMatch(/ERROR|WARNING/);
  const addresses = JSON.parse(readFileSync(join(paths(1).simulator, 'addresses.json'), 'utf8')) as unknown;
  expect(JSON.stringify(addresses)).toContain(address(100));
}, LIMIT);

it('takes machines in that have joined, also after broken tries', async () => {
  const second = await adding(2);
  const broken = await run('noded', 2, 'join', second.token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')));
  expect(broken).toEqual({ code: 1, output: expect.stringMatching(/The master refuses: The token is not the one/) });
  expect(existsSync(paths(2).nodeBundle)).toBe(false);
  // Its settings cannot be used: it gets no further than that, and the same token is good when they are right.
  const settings = readFileSync(paths(2).settings('noded'));
  writeFileSync(paths(2).settings('noded'), '{');
  expect((await run('noded', 2, 'join', second.token)).output).toMatch(/noded\.json is no JSON object; correct it/);
  writeFileSync(paths(2).settings('noded'), settings);
  expect(await run('noded', 2, 'join', second.token)).toMatchObject({ code: 0, output: expect.stringMatching(/ready to be node node2\.example\.com/) });
  expect(await second.ended).toMatchObject({ code: 0 });
  expect((await run('noded', 2, 'join', second.token)).output).toMatch(/cannot be reached/);

  const third = await adding(3);
  expect(await run('noded', 3, 'join', third.token)).toMatchObject({ code: 0 });
  expect(await third.ended).toMatchObject({ code: 0 });
  expect(await gnt('node', 'list', '--no-headers', '-o', 'name,pip')).toMatch(new RegExp(`${name(1)} +${address(1)}\\n${name(2)} +${address(2)}\\n${name(3)} +${address(3)}`));
  expect(await gnt('cluster', 'verify')).not.toMatch(/ERROR|WARNING/);
}, LIMIT);

it('refuses a second node of the same name at once, and forgets a token whose time is over', async () => {
  expect((await run('gnt', 1, 'node', 'add', '--primary-ip', address(2), name(2))).output).toMatch(/in the cluster already; --readd/);
  const late = await adding(4, '--wait', '0.01');
  expect(await late.ended).toEqual({ code: 1, output: expect.stringMatching(/has not joined within 0\.01 minutes; its token has expired/) });
}, LIMIT);

it('runs instances on them', async () => {
  await gnt('instance', 'add', '-t', 'drbd', '--disk', '0:size=1G', '-o', 'noop', '-n', `${name(2)}:${name(3)}`, '--no-name-check', '--no-ip-check', 'web1.example.com');
  await gnt('instance', 'migrate', '-f', 'web1.example.com');
  await gnt('instance', 'remove', '-f', 'web1.example.com');
}, LIMIT);

it('takes a reinstalled machine in again, as the node it was', async () => {
  const uuid = (await gnt('node', 'list', '--no-headers', '-o', 'uuid', name(3))).trim();
  await stopDaemon(root(3), 'noded');
  rmSync(paths(3).dataDir, { recursive: true });
  const again = await adding(3, '--readd');
  expect(await run('noded', 3, 'join', again.token)).toMatchObject({ code: 0 });
  expect(await again.ended).toMatchObject({ code: 0 });
  expect((await gnt('node', 'list', '--no-headers', '-o', 'uuid', name(3))).trim()).toBe(uuid);
  expect(await gnt('cluster', 'verify')).not.toMatch(/ERROR|WARNING/);
}, LIMIT);

it('leaves nothing on machines that go, nor on the last one', async () => {
  expect((await run('gnt', 1, 'cluster', 'destroy', '--yes-do-it')).output).toMatch(/2 node\(s\)/);
  for (const n of [2, 3]) {
    await gnt('node', 'remove', name(n));
    for (let tries = 0; tries < 500 && daemonPid(root(n), 'noded') !== null; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect([daemonPid(root(n), 'noded'), readdirSync(paths(n).dataDir)]).toEqual([null, ['simulator']]);
  }
  expect(await gnt('cluster', 'destroy', '--yes-do-it')).not.toMatch(/WARNING/);
  expect((['rapi', 'masterd', 'noded'] as const).map((daemon) => daemonPid(root(1), daemon))).toEqual([null, null, null]);
  expect(readdirSync(paths(1).dataDir).sort()).toEqual(['rapi', 'simulator']);
  expect(JSON.parse(readFileSync(join(paths(1).simulator, 'addresses.json'), 'utf8'))).toEqual([]);
  // The machine is as good as new.
  expect(await init()).toMatchObject({ code: 0 });
  await gnt('cluster', 'destroy', '--yes-do-it');
}, LIMIT);
