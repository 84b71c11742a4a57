/** The command, with the programs as they are installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPaths, type Paths } from '@ganeti/runtime';

const recorded = new URL('../../../libs/master/bootstrap/src/import-ganeti/testing/recorded-3.0.2.json', import.meta.url).pathname;
let root: string;
let paths: Paths;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ganeti-import-'));
  paths = createPaths(root);
  mkdirSync(paths.dataDir, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = (program: string, ...args: string[]) => spawnSync(process.execPath, [join(process.env['GANETI_DIST']!, program, 'main.mjs'), '--root', root, ...args], { encoding: 'utf8' });
const masterd = (...args: string[]) => run('masterd', 'import-ganeti', ...args);

it('says what it would do, does it when told so, and only once', () => {
  writeFileSync(join(paths.dataDir, 'config.data'), readFileSync(recorded));
  const dry = run('gnt', 'cluster', 'import-ganeti');
  expect(dry).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^Cluster cluster\.example\.com, Ganeti 3\.0:\n {2}nodes: 3\n(.*\n)+Everything else is taken over as it is/) });
  expect(existsSync(paths.stateDatabase)).toBe(false);

  const done = masterd('--exec');
  expect(JSON.parse(done.stdout)).toMatchObject({ refused: false, joining: expect.arrayContaining([{ node: 'node2.example.com', directory: join(paths.dataDir, 'import/node2.example.com') }]) });
  expect(JSON.parse(readFileSync(paths.settings('noded'), 'utf8'))).toMatchObject({ address: '10.77.0.1' });
  execFileSync('openssl', ['verify', '-CAfile', paths.caCertificate, join(paths.dataDir, 'import/node2.example.com/server.pem')]);
  expect(masterd('--exec')).toMatchObject({ status: 1, stderr: expect.stringMatching(/already the master of cluster cluster\.example\.com/) });
});

it('does nothing with what it cannot take over', () => {
  const config = join(root, 'old.data');
  expect(masterd('--config', config)).toMatchObject({ status: 1, stderr: expect.stringMatching(/no such file/) });
  const file = JSON.parse(readFileSync(recorded, 'utf8')) as { instances: Record<string, { hypervisor: string }> };
  Object.values(file.instances)[0]!.hypervisor = 'lxc';
  writeFileSync(config, JSON.stringify(file));
  expect(run('gnt', 'cluster', 'import-ganeti', '--config', config, '--exec')).toMatchObject({ status: 1, stdout: expect.stringMatching(/In the way:\n {2}instance web1\.example\.com .* runs under hypervisor lxc/) });
  expect(masterd('--config', config, '--exec')).toMatchObject({ status: 1, stderr: expect.stringMatching(/cannot be taken over/) });
  expect(existsSync(paths.caCertificate)).toBe(false);
});
