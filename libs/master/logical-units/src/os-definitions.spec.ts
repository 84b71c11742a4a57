/**
 * Three OS definitions, one for each version of the interface (libs/testkit/os-definitions), from their first installation to an
 * import under another name: what their scripts are told is what docs/os-definitions.md lists, no more and no less.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { backendParams, fillHv } from '@ganeti/objects';
import { diskBytes, n1, n2, unitChecks, unitWorld, type UnitWorld } from '@ganeti/testkit';

// ---------------------------------------------------------------- the documented side

type Script = 'create' | 'export' | 'import' | 'rename' | 'verify';
const rows = readFileSync(join(process.cwd(), 'docs/os-definitions.md'), 'utf8').split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|').map((cell) => cell.trim()));
const variables = (cell = ''): string[] => [...cell.matchAll(/`([A-Z][A-Za-z0-9_<>]*)`/g)].map(([, name = '']) => name);
/** Name and the version of the interface it comes with. */
const common = rows.filter((row) => row.length === 5).flatMap(([, names, api]) => variables(names).map((name) => ({ name, api: Number(api) })));
const own = new Map(rows.filter((row) => row.length === 4).map(([, script = '', names]) => [script.replaceAll('`', ''), variables(names)]));
/** Those of the first table: also told without an instance. */
const always = ['PATH', 'OS_API_VERSION', 'OS_NAME', 'OS_VARIANT', 'OSP_<parameter>', 'DEBUG_LEVEL'];

function expand(name: string, params: readonly string[]): string[] {
  const hv = Object.keys(fillHv(world.config.view.cluster(), 'fake', '', {}));
  if (name === 'OSP_<parameter>') return params.map((param) => `OSP_${param.toUpperCase().replaceAll('-', '_')}`);
  if (name === 'INSTANCE_BE_<PARAMETER>') return Object.keys(backendParams).map((param) => `INSTANCE_BE_${param.toUpperCase()}`);
  if (name === 'INSTANCE_HV_<PARAMETER>') return hv.map((param) => `INSTANCE_HV_${param.toUpperCase()}`);
  if (name === 'DISK_n_FRONTEND_TYPE' && !hv.includes('disk_type')) return [];
  if (name === 'NIC_n_FRONTEND_TYPE' && !hv.includes('nic_type')) return [];
  if (name.startsWith('DISK_n_')) return [0, 1].map((index) => name.replace('_n_', `_${index}_`));
  return [name.replace('NIC_n_', 'NIC_0_')];
}
function documented(script: Script, api: number, params: readonly string[]): string[] {
  const names = common.filter((each) => each.api <= api && (script !== 'verify' || always.includes(each.name))).map(({ name }) => name);
  return [...names.flatMap((name) => expand(name, params)), ...(own.get(script) ?? [])].sort();
}

// ---------------------------------------------------------------- what scripts see

let world: UnitWorld;
const { op, good, failure } = unitChecks(() => world);
const { read } = diskBytes(() => world);
const definition = (node: string, name: string): string => join(world.nodes.paths(node).osSearchPath[0] ?? '', name);

beforeAll(async () => {
  world = await unitWorld([n1, n2]);
  for (const node of [n1, n2]) {
    for (const name of ['oak', 'birch', 'cedar']) {
      cpSync(join(process.cwd(), 'libs/testkit/os-definitions', name), definition(node, name), { recursive: true });
      mkdirSync(join(definition(node, name), 'told'));
    }
  }
  const network = { network: '192.0.2.0/28', gateway: '192.0.2.1', network6: '2001:db8::/64', gateway6: '2001:db8::1', mac_prefix: 'aa:bb:cc', tags: ['blue'] };
  await good(op('NETWORK_ADD', { network_name: 'lan', ...network }));
  await good(op('NETWORK_CONNECT', { network_name: 'lan', group_name: 'default', network_mode: 'bridged', network_link: 'br0', network_vlan: '' }));
});
afterAll(() => world.close());

/** What a script was told on a node since the last time; of a disk with its number. */
function told(node: string, os: string, script: string): Record<string, string> {
  const file = join(definition(node, os), 'told', script);
  const lines = readFileSync(file, 'utf8').trim().split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
  rmSync(file);
  // What a shell adds by itself.
  return Object.fromEntries(lines.filter(([name]) => !['PWD', 'OLDPWD', 'SHLVL', '_', 'LC_CTYPE'].includes(name)));
}
const names = (environment: Record<string, string>): string[] => Object.keys(environment).sort();

const secrets = { root_password: 'Foxglove-4402', token: 'Hemlock-7731' };
const shape = { disk_template: 'plain', disks: [{ size: 16, name: 'root' }, { size: 16, name: 'data' }], nics: [{ network: 'lan', ip: 'pool', name: 'eth0' }], start: false, name_check: false, ip_check: false };
const given = { osparams: { motd: 'hello', 'dns-server': '192.0.2.53' }, osparams_private: { root_password: secrets.root_password }, osparams_secret: { token: secrets.token } };

describe.each([
  { os: 'oak', variant: undefined, api: 10, params: {}, label: 'oak', renamed: 'oak copy-oak.example.com disk 1' },
  { os: 'birch+large', variant: 'large', api: 15, params: {}, label: 'birch 900', renamed: 'birch again copy-birch.example.com disk 1' },
  { os: 'cedar', variant: 'default', api: 20, params: given, label: 'cedar 0 hello Hemlock-7731', renamed: 'cedar 1 copy-cedar.example.com was cedar.example.com' },
])('$os, API $api', ({ os, variant, api, params, label, renamed }) => {
  const kind = os.split('+')[0] ?? '';
  const [name, copy] = [`${kind}.example.com`, `copy-${kind}.example.com`];
  const all = Object.values(params).flatMap((each) => Object.keys(each));
  const kept = all.filter((param) => param !== 'token');
  const values = { OS_API_VERSION: String(api), OS_NAME: kind, INSTANCE_OS: os, PATH: '/sbin:/bin:/usr/sbin:/usr/bin', ...(variant === undefined ? {} : { OS_VARIANT: variant }) };

  it('is created', async () => {
    const { log } = await good(op('INSTANCE_CREATE', { mode: 'create', instance_name: name, os_type: os, pnode: n1, debug_level: 1, ...shape, ...params }));
    if (api === 20) {
      expect(names(told(n1, kind, 'verify'))).toEqual(documented('verify', api, all));
      expect(log).toContain('cedar: the token is <redacted>, the password <redacted>');
    } else expect(existsSync(join(definition(n1, kind), 'told/verify'))).toBe(false);
    const environment = told(n1, kind, 'create');
    expect(names(environment)).toEqual(documented('create', api, all).filter((each) => each !== 'INSTANCE_REINSTALL'));
    expect(environment).toMatchObject({
      ...values, DEBUG_LEVEL: '1', INSTANCE_NAME: name, INSTANCE_PRIMARY_NODE: n1, INSTANCE_SECONDARY_NODES: '', HYPERVISOR: 'fake', INSTANCE_BE_AUTO_BALANCE: 'True',
      DISK_COUNT: '2', DISK_0_NAME: 'root', DISK_1_SIZE: '16', DISK_0_ACCESS: 'rw', DISK_0_BACKEND_TYPE: 'block', NIC_COUNT: '1', NIC_0_NAME: 'eth0', NIC_0_BRIDGE: 'br0', NIC_0_NETWORK_NAME: 'lan',
      ...(api === 20 ? { OSP_MOTD: 'hello', OSP_DNS_SERVER: '192.0.2.53', OSP_ROOT_PASSWORD: secrets.root_password, OSP_TOKEN: secrets.token } : {}),
    });
    await good(op('INSTANCE_ACTIVATE_DISKS', { instance_name: name }));
    expect(await read(name, 0)).toContain(label);
    await good(op('INSTANCE_DEACTIVATE_DISKS', { instance_name: name }));
  });

  it('is installed again', async () => {
    await good(op('INSTANCE_REINSTALL', { instance_name: name }));
    const environment = told(n1, kind, 'create');
    expect(names(environment)).toEqual(documented('create', api, kept));
    expect(environment).toMatchObject({ ...values, INSTANCE_REINSTALL: '1', DEBUG_LEVEL: '0' });
  });

  it('is exported, and imported under another name', async () => {
    await good(op('BACKUP_EXPORT', { instance_name: name, mode: 'local', target_node: n2, shutdown: false }));
    for (const disk of ['0', '1']) {
      const environment = told(n1, kind, `export${disk}`);
      expect(names(environment)).toEqual(documented('export', api, kept));
      expect(environment).toMatchObject({ ...values, EXPORT_INDEX: disk, EXP_SIZE_FD: '3' });
      expect(environment['EXPORT_DEVICE']).toBe(environment['EXPORT_DISK_PATH']);
      expect(environment['EXPORT_DEVICE']).not.toBe('');
    }
    await good(op('INSTANCE_CREATE', { mode: 'import', instance_name: copy, src_node: n2, src_path: name, pnode: n2, os_type: os, ...shape }));
    for (const disk of ['0', '1']) {
      const environment = told(n2, kind, `import${disk}`);
      expect(names(environment)).toEqual(documented('import', api, kept));
      expect(environment).toMatchObject({ ...values, INSTANCE_NAME: copy, IMPORT_INDEX: disk, IMPORT_DEVICE: environment[`DISK_${disk}_PATH`] });
    }
    const environment = told(n2, kind, 'rename');
    expect(names(environment)).toEqual(documented('rename', api, kept));
    expect(environment).toMatchObject({ ...values, INSTANCE_NAME: copy, OLD_INSTANCE_NAME: name });
    await good(op('INSTANCE_ACTIVATE_DISKS', { instance_name: copy }));
    expect(await read(copy, 1)).toBe(renamed);
  });

  it('is renamed', async () => {
    await good(op('INSTANCE_RENAME', { instance_name: name, new_name: `new-${name}`, name_check: false, ip_check: false }));
    expect(told(n1, kind, 'rename')).toMatchObject({ ...values, INSTANCE_NAME: `new-${name}`, OLD_INSTANCE_NAME: name });
  });
});

it('lists say what each definition is made for', async () => {
  const { result } = await good(op('OS_DIAGNOSE', { output_fields: ['name', 'valid', 'variants', 'parameters', 'api_versions'], names: ['birch', 'cedar', 'oak'] }));
  expect(result).toEqual([
    ['birch', true, ['large', 'small'], [], [10, 15]],
    ['cedar', true, ['default', 'secure'], expect.arrayContaining([['motd', 'What the guest says when somebody logs in']]), [20]],
    ['oak', true, [], [], [10]],
  ]);
});

it('verify refuses parameters before anything is made', async () => {
  const create = (osparams: object): Promise<[string, string | undefined, string]> =>
    failure(op('INSTANCE_CREATE', { mode: 'create', instance_name: 'wrong.example.com', os_type: 'cedar', pnode: n1, ...shape, osparams }));
  expect(await create({ 'dns-server': 'nowhere' })).toEqual(['OpExecError', undefined, expect.stringMatching(/dns-server has to be an address, not 'nowhere'/)]);
  expect(await create({ colour: 'red' })).toEqual(['OpExecError', undefined, expect.stringMatching(/does not know the parameter colour/)]);
});

it('a script that fails with a secret on its lips is quoted without it', async () => {
  await good(op('INSTANCE_SET_PARAMS', { instance_name: 'new-cedar.example.com', osparams: { motd: 'leak' } }));
  const [, , text] = await failure(op('BACKUP_EXPORT', { instance_name: 'new-cedar.example.com', mode: 'local', target_node: n2, shutdown: false }));
  expect(text).toMatch(/cedar: told <redacted> and will not/);
});

it('scripts keep their logs where Ganeti has them', () => {
  const logs = readdirSync(world.nodes.paths(n1).osLogs);
  expect(logs.filter((file) => file.startsWith('cedar-cedar.example.com-'))).toHaveLength(2);
  const text = logs.map((file) => readFileSync(join(world.nodes.paths(n1).osLogs, file), 'utf8')).join('\n');
  expect(text).not.toMatch(new RegExp(Object.values(secrets).join('|')));
  expect(statSync(world.nodes.paths(n1).osLogs).mode & 0o007).toBe(0);
});
