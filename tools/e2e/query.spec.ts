/** Queries over REST against real daemons: every kind with all its fields, and what lies in files on the nodes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeRoot, TestCluster } from '@ganeti/testkit';

let cluster: TestCluster;
const root = (node: number): string => nodeRoot(cluster.dir, cluster.nodes[node]!);
const write = (node: number, path: string, text: string, mode = 0o644): void => {
  const file = join(root(node), path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text, { mode });
};
type Rows = [status: number, value: unknown][][];
const query = async (kind: string, fields: readonly string[], qfilter: unknown = null): Promise<Rows> =>
  ((await cluster.rapi.expect('PUT', `/2/query/${kind}`, { fields, qfilter })) as { data: Rows }).data;

beforeAll(async () => {
  cluster = await TestCluster.start({ nodes: 2, processes: 'one' });
  for (const script of ['create', 'remove', 'grow', 'attach', 'detach', 'setinfo', 'verify']) write(0, `usr/share/ganeti/extstorage/san/${script}`, '#!/bin/sh\n', 0o755);
  write(0, 'usr/share/ganeti/extstorage/san/parameters.list', 'lun number of the unit\n');
  write(1, 'usr/share/ganeti/extstorage/san/parameters.list', '');
  write(1, 'var/lib/ganeti/export/old.example.com/config.ini', '[export]\n');
  await cluster.job('POST', '/2/instances', {
    __version__: 1, mode: 'create', instance_name: 'web1.example.com', os_type: 'noop', nics: [{}], disk_template: 'plain', disks: [{ size: 64 }], beparams: { maxmem: 128, minmem: 128 },
  });
}, 60_000);
afterAll(async () => cluster.end(), 60_000);

describe('queries', () => {
  it.each(['instance', 'node', 'group', 'network', 'job', 'lock', 'filter', 'export', 'os', 'cluster', 'extstorage'])('%s: all fields are known', async (kind) => {
    const { fields } = (await cluster.rapi.expect('GET', `/2/query/${kind}/fields`)) as { fields: { name: string; kind: string }[] };
    const rows = await query(kind, fields.map(({ name }) => name));
    for (const row of rows) {
      expect(row).toHaveLength(fields.length);
      expect(fields.filter((_, index) => row[index]![0] === 1)).toEqual([]);
      expect(fields.filter((_, index) => row[index]![0] !== 0 && row[index]![1] !== null)).toEqual([]);
    }
    if (!['network', 'lock', 'filter'].includes(kind)) expect(rows.length).toBeGreaterThan(0);
  });

  it('know which storage providers the nodes have', async () => {
    const [[first, second]] = [cluster.nodes] as [string[]];
    const [row] = await query('extstorage', ['name', 'parameters', 'nodegroup_status', 'node_status']);
    expect(row!.map(([, value]) => value)).toEqual([
      'san',
      [],
      { default: false },
      {
        [first!]: [[join(root(0), '/usr/share/ganeti/extstorage/san'), true, '', [['lun', 'number of the unit']]]],
        [second!]: [[join(root(1), '/usr/share/ganeti/extstorage/san'), false, expect.stringContaining('create is missing'), []]],
      },
    ]);
  });

  it('know which exports lie on the nodes', async () => {
    expect(await query('export', ['node', 'export'])).toEqual([[[0, cluster.nodes[1]], [0, 'old.example.com']]]);
    const listed = await cluster.gnt('backup', 'list', '--no-headers');
    expect(listed.stdout.trim().split(/\s+/)).toEqual([cluster.nodes[1], 'old.example.com']);
  });

  it('bring lists whole of which only a part has changed', async () => {
    const list = async (): Promise<unknown> => cluster.rapi.expect('GET', '/2/instances?bulk=1');
    const one = async (): Promise<unknown> => cluster.rapi.expect('GET', '/2/instances/web1.example.com');
    expect(await list()).toEqual([await one()]);
    for (const tag of ['first', 'second']) {
      await cluster.job('PUT', `/2/instances/web1.example.com/tags?tag=${tag}`);
      const changed = (await list()) as [{ tags: string[] }];
      expect(changed).toEqual([await one()]);
      expect(changed[0].tags).toContain(tag);
    }
  });

  it('are filtered', async () => {
    const names = async (filter: unknown): Promise<unknown> => (await query('instance', ['name'], filter)).map((row) => row[0]![1]);
    expect(await names(['&', ['=', 'status', 'running'], ['=~', 'name', '^web'], ['<', 'be/maxmem', 129]])).toEqual(['web1.example.com']);
    expect(await names(['!', ['?', 'oper_state']])).toEqual([]);
    const wrong = await cluster.rapi.request('PUT', '/2/query/instance', { fields: ['name'], qfilter: ['&', ['?', 'name'], ['=', 'be/vcpus', 'x']] });
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('at [2] compares')]);
  });
});
