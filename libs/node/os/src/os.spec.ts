import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlockDeviceReceived, InstanceReceived } from '@ganeti/node-api';
import { execaRunner, systemClock } from '@ganeti/runtime';
import { OsDefinitions, OsScripts, readDefinition, type ScriptRun } from './index';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ganeti-os-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const noop = join(process.cwd(), 'os');
const disk: BlockDeviceReceived = { dev_type: 'plain', size: 64, children: [], uuid: 'disk-uuid', name: 'root', mode: 'rw', params: {} };
const instance = (fields: Partial<InstanceReceived> = {}): InstanceReceived => ({
  uuid: 'u1',
  name: 'web1.example.com',
  hypervisor: 'fake',
  os: 'noop',
  hvparams: { boot_order: '"cd"', acpi: 'true', disk_type: '"paravirtual"' },
  beparams: { maxmem: '512', auto_balance: 'false' },
  osparams: {},
  nics: [{ uuid: 'n1', name: 'eth0', mac: 'aa:00:00:00:00:01', ip: '192.0.2.9', params: { mode: '"bridged"', link: '"br0"' }, network: { NETWORK_NAME: 'net1' } }],
  disks: [disk],
  primary_node: 'node1',
  secondary_nodes: ['node2', 'node3'],
  ctime: 1.5,
  mtime: 2.5,
  tags: [],
  network_port: 0,
  osparams_private: {},
  osparams_secret: {},
  ...fields,
});

function define(name: string, files: Record<string, string>, base = dir): string {
  const path = join(base, name);
  mkdirSync(path, { recursive: true });
  const script = '#!/bin/sh\nexit 0\n';
  const all: Record<string, string> = { ganeti_api_version: '20\n', create: script, import: script, export: script, rename: script, verify: script, ...files };
  for (const [file, text] of Object.entries(all)) {
    if (text === '') continue;
    writeFileSync(join(path, file), text);
    if (text.startsWith('#!')) chmodSync(join(path, file), 0o755);
  }
  return path;
}
const scriptsOf = (...path: string[]): OsScripts =>
  new OsScripts({ definitions: new OsDefinitions(path), runner: execaRunner, clock: systemClock, logDir: join(dir, 'log') });
const runOf = (fields: Partial<InstanceReceived>, lines: string[] = []): ScriptRun => ({
  instance: instance(fields),
  disks: [{ device: disk, path: join(dir, 'disk0') }],
  debugLevel: 1,
  onLine: (line) => lines.push(line),
});

describe('OS definitions', () => {
  it('are found on the search path, the first of a name wins', async () => {
    const [first, second] = [join(dir, 'a'), join(dir, 'b')];
    define('debian', { 'variants.list': 'bookworm\n# old\nbullseye\n' }, first);
    define('debian', {}, second);
    define('alpine', {}, second);
    const definitions = new OsDefinitions([join(dir, 'missing'), first, second]);
    expect((await definitions.list()).map(({ name, path }) => [name, path])).toEqual([
      ['alpine', join(second, 'alpine')],
      ['debian', join(first, 'debian')],
    ]);
    expect(await definitions.use('debian')).toMatchObject({ variant: 'bookworm' });
    expect(await definitions.use('debian+bullseye')).toMatchObject({ variant: 'bullseye' });
    await expect(definitions.use('debian+sid')).rejects.toThrow(/no variant sid; choose one of bookworm, bullseye/);
    expect(await definitions.use('debian+sid', { forceVariant: true })).toMatchObject({ variant: 'sid' });
    await expect(definitions.use('alpine+edge')).rejects.toThrow(/has no variants/);
    await expect(definitions.use('../a/debian')).rejects.toThrow(/not found/);
  });

  it('take the highest API both know, and only what that API has', async () => {
    expect(await readDefinition('x', define('x', { ganeti_api_version: '5\n10\n15\n99\n', 'variants.list': 'v\n', 'parameters.list': 'a b\n' }))).toMatchObject({
      problems: [],
      api: 15,
      variants: ['v'],
      parameters: [],
    });
    expect(await readDefinition('y', define('y', { ganeti_api_version: '10\n', 'variants.list': 'v\n', verify: '' }))).toMatchObject({ problems: [], api: 10, variants: [] });
    expect(await readDefinition('z', define('z', { 'parameters.list': 'DHCP  Use DHCP\nproxy\n' }))).toMatchObject({
      parameters: [{ name: 'dhcp', help: 'Use DHCP' }, { name: 'proxy', help: '' }],
    });
  });

  it('say why they cannot be used', async () => {
    const problems = async (files: Record<string, string>): Promise<string> =>
      (await readDefinition('x', define('x', files))).problems.join('; ');
    expect(await problems({ ganeti_api_version: '5\n' })).toMatch(/its API versions \(5\) are not among 10, 15, 20/);
    expect(await problems({ ganeti_api_version: 'new\n' })).toMatch(/one whole number per line/);
    rmSync(join(dir, 'x'), { recursive: true });
    expect(await problems({ ganeti_api_version: '' })).toMatch(/ganeti_api_version is missing/);
    rmSync(join(dir, 'x'), { recursive: true });
    expect(await problems({ import: '', 'variants.list': '# none\n' })).toMatch(/script import is missing$/);
    rmSync(join(dir, 'x'), { recursive: true });
    expect(await problems({ create: 'not a script' })).toMatch(/script create is not executable/);
  });
});

describe('OS scripts', () => {
  it('get exactly the documented environment, in their directory', async () => {
    const path = define('env', {
      'variants.list': 'small\n',
      'parameters.list': 'dhcp Use it\n',
      create: `#!/bin/sh\n(pwd; env) > ${join(dir, 'seen')}\necho the password is $OSP_PASSWORD\n`,
    });
    const shown: string[] = [];
    process.env['LEAKED'] = 'yes';
    await scriptsOf(dir).create(runOf({ os: 'env', osparams: { dhcp: 'true' }, osparams_secret: { password: '"s3cret"' } }, shown), true);
    delete process.env['LEAKED'];
    // What a script prints of its secrets is seen by nobody.
    expect(shown).toEqual(['the password is <redacted>']);
    const lines = readFileSync(join(dir, 'seen'), 'utf8').trim().split('\n');
    expect(lines[0]).toBe(path);
    const environment = Object.fromEntries(lines.slice(1).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
    delete environment['PWD'];
    delete environment['_'];
    delete environment['SHLVL'];
    delete environment['OLDPWD'];
    expect(environment).toEqual({
      PATH: '/sbin:/bin:/usr/sbin:/usr/bin',
      OS_API_VERSION: '20',
      OS_NAME: 'env',
      OS_VARIANT: 'small',
      DEBUG_LEVEL: '1',
      OSP_DHCP: 'True',
      OSP_PASSWORD: 's3cret',
      INSTANCE_NAME: 'web1.example.com',
      INSTANCE_OS: 'env',
      INSTANCE_UUID: 'u1',
      INSTANCE_CTIME: '1.5',
      INSTANCE_MTIME: '2.5',
      INSTANCE_PRIMARY_NODE: 'node1',
      INSTANCE_SECONDARY_NODES: 'node2 node3',
      INSTANCE_REINSTALL: '1',
      INSTANCE_BE_MAXMEM: '512',
      INSTANCE_BE_AUTO_BALANCE: 'False',
      INSTANCE_HV_BOOT_ORDER: 'cd',
      INSTANCE_HV_ACPI: 'True',
      INSTANCE_HV_DISK_TYPE: 'paravirtual',
      HYPERVISOR: 'fake',
      DISK_COUNT: '1',
      DISK_0_PATH: join(dir, 'disk0'),
      DISK_0_URI: '',
      DISK_0_ACCESS: 'rw',
      DISK_0_SIZE: '64',
      DISK_0_UUID: 'disk-uuid',
      DISK_0_NAME: 'root',
      DISK_0_FRONTEND_TYPE: 'paravirtual',
      DISK_0_BACKEND_TYPE: 'block',
      NIC_COUNT: '1',
      NIC_0_MAC: 'aa:00:00:00:00:01',
      NIC_0_IP: '192.0.2.9',
      NIC_0_MODE: 'bridged',
      NIC_0_LINK: 'br0',
      NIC_0_BRIDGE: 'br0',
      NIC_0_UUID: 'n1',
      NIC_0_NAME: 'eth0',
      NIC_0_NETWORK_NAME: 'net1',
    });
  });

  it('of the sample definition write to the disk and tell their progress', async () => {
    writeFileSync(join(dir, 'disk0'), 'xxxxxxxxxx');
    const lines: string[] = [];
    await scriptsOf(noop).create(runOf({ osparams: { mark: '"hello"', message: '"a message"' } }, lines), false);
    expect(readFileSync(join(dir, 'disk0'), 'utf8')).toBe('helloxxxxx');
    expect(lines).toEqual(['noop: creating web1.example.com (variant default) with 1 disks and 1 network cards', 'noop: a message', 'noop: done']);
  });

  it('that fail show their last lines, and all of them in the log', async () => {
    define('broken', { create: '#!/bin/sh\nfor i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "line $i"; done\necho "no such mirror" >&2\nexit 3\n' });
    const failure = await scriptsOf(dir).create(runOf({ os: 'broken' }), false).catch((error: Error) => error);
    expect(failure).toMatchObject({ className: 'OpExecError' });
    expect((failure as Error).message).toMatch(/ended with 3/);
    expect((failure as Error).message).toMatch(/line 12 \| no such mirror|no such mirror/);
    expect((failure as Error).message).not.toMatch(/line 1 \|/);
    const [log] = readdirSync(join(dir, 'log'));
    expect(log).toMatch(/^broken-web1\.example\.com-\d{4}-\d\d-\d\d_\d\d_\d\d_\d\d\.log$/);
    expect(readFileSync(join(dir, 'log', log!), 'utf8')).toMatch(/line 1\n/);
  });

  it('of rename know the old name', async () => {
    const lines: string[] = [];
    await scriptsOf(noop).rename(runOf({}, lines), 'old.example.com');
    expect(lines).toEqual(['noop: old.example.com is now web1.example.com']);
  });

  it('of verify judge parameters', async () => {
    const scripts = scriptsOf(noop);
    expect(await scripts.validate('noop', { seconds: '"2"' }, false)).toEqual([]);
    expect(await scripts.validate('noop', { seconds: '"soon"' }, false)).toEqual([expect.stringMatching(/seconds must be a number/)]);
    expect(await scripts.validate('noop', { colour: '"red"' }, false)).toEqual([expect.stringMatching(/does not know the parameter colour/)]);
    expect(await scripts.validate('noop+huge', {}, false)).toEqual([expect.stringMatching(/no variant huge/)]);
    expect(await scripts.validate('none', {}, false)).toEqual([expect.stringMatching(/not found/)]);
  });

  it('that are not trusted are not run here', async () => {
    define('foreign', { create: '', create_untrusted: '#!/bin/sh\n' });
    await expect(scriptsOf(dir).create(runOf({ os: 'foreign' }), false)).rejects.toThrow(/not trusted/);
  });
});
