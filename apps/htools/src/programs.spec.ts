/** The programs as they are run: built, started, their output read. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { formatText, parseText, simulate } from '@ganeti/master-allocator';
import { parseOptions } from './options';

const root = new URL('../../../', import.meta.url).pathname;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'htools-'));
  writeFileSync(join(dir, 'package.json'), '{ "type": "commonjs" }');
  await build({
    entryPoints: ['hail', 'hbal', 'hspace', 'hroller', 'hinfo', 'hcheck'].map((name) => join(root, `apps/htools/src/${name}.ts`)),
    outdir: dir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    tsconfig: join(root, 'tsconfig.base.json'),
  });
  const { groups, nodes, ...rest } = simulate(['preferred,4,100g,16g,8,1']);
  const instances = Array.from({ length: 6 }, (_, i) => ({
    name: `inst${i}`, memory: 1024, disk: 4096, vcpus: 1, status: 'running', autoBalance: true, primary: 'node-01-001', secondary: 'node-01-002', template: 'drbd' as const,
    tags: [], spindleUse: 1, spindles: null, forthcoming: false,
  }));
  const used = nodes.map((node, i) => ({ ...node, memFree: node.memFree - (i === 0 ? 6 * 1024 : 0), diskFree: node.diskFree - (i < 2 ? 6 * 4096 : 0) }));
  writeFileSync(join(dir, 'cluster.data'), formatText({ ...rest, groups, nodes: used, instances }));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function run(program: string, ...args: string[]): { status: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(dir, `${program}.js`), ...args], { cwd: dir, encoding: 'utf8' });
  return { status, out: stdout, error: stderr };
}

it('hbal balances, prints steps and commands, and saves what hinfo reads again', () => {
  const { status, out } = run('hbal', '-t', 'cluster.data', '-C', '-S', 'saved', '-p');
  expect(status).toBe(0);
  const final = /Score [\d.]+ -> ([\d.]+)/.exec(out)?.[1];
  expect(out).toMatch(/^ {4}1\. inst\d node-01-001:node-01-002 => .* a=/m);
  expect(out).toContain('gnt-instance replace-disks -n');
  expect(parseText(readFileSync(join(dir, 'saved.balanced'), 'utf8')).instances).toHaveLength(6);
  expect(run('hinfo', '-t', 'saved.balanced').out).toContain(`Cluster score: ${final}`);
});

it('hail answers in JSON, also about a simulated cluster', () => {
  const request = { type: 'allocate', name: 'new', required_nodes: 2, disk_space_total: 2176, disks: [{ size: 2048 }], disk_template: 'drbd', hypervisor: 'kvm', memory: 512, vcpus: 1, os: 'noop', tags: [], nics: [{ mac: 'aa:00:00:00:00:01' }] };
  writeFileSync(join(dir, 'request.json'), JSON.stringify({ version: 2, cluster_tags: [], nodegroups: {}, nodes: {}, instances: {}, request }));
  const answer = JSON.parse(run('hail', '--simulate', 'p,3,100g,16g,8,1', 'request.json').out) as { success: boolean; result: string[] };
  expect(answer.success).toBe(true);
  expect(new Set(answer.result).size).toBe(2);
  const nowhere = JSON.parse(run('hail', 'request.json').out) as { success: boolean; info: string };
  expect(nowhere).toMatchObject({ success: false, info: expect.stringContaining('new') });
});

it('hspace, hroller and hcheck tell what they find', () => {
  expect(run('hspace', '--simulate', 'p,2,20480,65536,16,1', '--disk-template', 'drbd', '--standard-alloc', '1024,128,1', '--machine-readable').out).toContain('HTS_ALLOC_INSTANCES=19\n');
  expect(run('hspace', '--simulate', 'p,2,20480,65536,16,1', '--disk-template', 'drbd').out).toContain('19 instances');
  expect(run('hroller', '-t', 'cluster.data', '--force', '--no-headers').out.split('\n').flatMap((line) => line.split(',')).filter(Boolean).sort()).toEqual(['node-01-001', 'node-01-002', 'node-01-003', 'node-01-004']);
  expect(run('hroller', '-t', 'cluster.data').status).toBe(1);
  expect(run('hcheck', '-t', 'cluster.data')).toMatchObject({ status: 0, out: expect.stringContaining('Cluster is healthy') });
});

it('errors are one line that names what is wrong', () => {
  expect(run('hbal')).toMatchObject({ status: 2, error: expect.stringMatching(/^hbal: name one source.*\n$/) });
  expect(run('hbal', '-t', 'nowhere')).toMatchObject({ status: 1, error: expect.stringContaining('nowhere') });
  expect(run('hinfo', '--dance')).toMatchObject({ status: 2, error: expect.stringContaining('--dance') });
});

it('options are read as getopt does', () => {
  const specs = { verbose: { short: 'v', long: 'verbose', kind: 'flag', doc: '' }, limit: { short: 'l', long: 'limit', kind: 'value', doc: '' }, print: { short: 'p', long: 'print', kind: 'optional', doc: '' } } as const;
  const options = parseOptions(specs, ['-vvl5', 'file', '--limit=6', '-pname', '--', '-x']);
  expect([options.count('verbose'), options.all('limit'), options.one('print'), options.positional]).toEqual([2, ['5', '6'], 'name', ['file', '-x']]);
});
