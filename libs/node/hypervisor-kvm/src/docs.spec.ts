/** docs/hypervisors.md names every parameter with its default, and every program that is run. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hypervisorParams, type ParamTable } from '@ganeti/objects';

const page = readFileSync('docs/hypervisors.md', 'utf8');
const section = (from: string, to: string): string => page.slice(page.indexOf(from), page.indexOf(to));

it.each<[keyof typeof hypervisorParams, string]>([
  ['kvm', section('## KVM', '## Networks')],
  ['xen-pvm', section('### xen-pvm', '### xen-hvm')],
  ['xen-hvm', section('### xen-hvm', '## A node')],
])('parameters of %s', (name, text) => {
  const table: ParamTable = hypervisorParams[name];
  const rows = [...text.matchAll(/^\| (\S+)( \(ours\))? \| (\S*) ?\| .+ \|$/gm)].filter(([, parameter]) => parameter !== 'parameter').map(([, parameter = '', ours, value]) => [parameter, ours !== undefined, value]);
  const expected = Object.entries(table).map(([parameter, info]) => [parameter, info.own === true, String(info.default)]);
  const sorted = (list: unknown[][]): unknown[][] => list.sort(([a], [b]) => String(a).localeCompare(String(b)));
  expect(sorted(rows.filter(([parameter]) => parameter !== 'file'))).toEqual(sorted(expected));
});

it('programs', () => {
  const sources = ['network', 'hypervisor-kvm', 'hypervisor-xen'].flatMap((lib) => filesOf(`libs/node/${lib}/src`)).map((path) => readFileSync(path, 'utf8'));
  const run = new Set(sources.flatMap((text) => [...text.matchAll(/\.(?:run|ask|start)\(\s*'([a-z][a-z-]+)'/g)].map(([, program]) => program)));
  expect([...run]).toEqual(expect.arrayContaining(['ip', 'bridge', 'sysctl', 'ovs-vsctl', 'swtpm', 'taskset', 'socat', 'xl', 'xenstore-watch']));
  const programs = section('## Programs', '## KVM');
  for (const program of run) expect(programs).toContain(`\`${program}\``);
});

const filesOf = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesOf(join(dir, entry.name)) : /(?<!\.spec|\.fixture)\.ts$/.test(entry.name) ? [join(dir, entry.name)] : []));
