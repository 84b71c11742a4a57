import { startHarness, type Harness } from '../testing/harness';

let harness: Harness;
afterEach(() => harness.stop());
const start = async (compat: 'today' | '2.4'): Promise<Harness> => (harness = await startHarness({ compat }));
const get = (path: string) => harness.client('peer', 'secret').expect('GET', path);

describe('--compat=2.4', () => {
  beforeEach(() => start('2.4'));

  it('lists resources at / and /2', async () => {
    expect(await get('/')).toEqual([
      { name: '2', uri: '/2' },
      { name: 'version', uri: '/version' },
    ]);
    const names = ((await get('/2')) as { name: string; uri: string }[]).map(({ name, uri }) => `${name} ${uri}`);
    for (const name of ['groups', 'info', 'instances', 'jobs', 'nodes', 'os', 'redistribute-config', 'tags'])
      expect(names).toContain(`${name} /2/${name}`);
  });

  it('lets anybody read, and nobody else write', async () => {
    expect((await harness.client().request('GET', '/2/info')).status).toBe(200);
    expect((await harness.client().request('PUT', '/2/tags?tag=a')).status).toBe(401);
    // `read` is no option of that time.
    expect((await harness.client('rd', 'rdpw').request('GET', '/2/query/node?fields=name')).status).toBe(403);
  });

  it('names instances twice, and says only whether they are meant to run', async () => {
    const table = harness.master.tables['instance'] ?? [];
    ['up', 'down', 'offline'].forEach((state, i) => Object.assign(table[i] ?? {}, { admin_state: state }));
    const [first] = (await get('/2/instances')) as unknown[];
    expect(first).toEqual({
      id: 'inst1.example.com',
      name: 'inst1.example.com',
      uri: '/2/instances/inst1.example.com',
    });
    const rows = (await get('/2/instances?bulk=1')) as Record<string, unknown>[];
    expect(rows.map((row) => row['admin_state'])).toEqual([true, false, false]);
    expect(await get('/2/instances/inst1.example.com')).toEqual(rows[0]);
  });

  it('answers ids of jobs as texts', async () => {
    const submitted = await harness.client('peer', 'secret').request('PUT', '/2/instances/i/startup');
    expect(submitted.text).toBe('"1"\n');
    expect(await get('/2/jobs')).toEqual([{ id: '1', uri: '/2/jobs/1' }]);
    expect(await get('/2/jobs/1')).toMatchObject({ id: 1 });
  });

  it('refuses what the seed calls required', async () => {
    const client = harness.client('peer', 'secret');
    expect((await client.request('POST', '/2/instances/i/reinstall', {})).status).toBe(400);
    expect((await client.request('PUT', '/2/tags')).status).toBe(400);
    expect((await client.request('DELETE', '/2/tags')).status).toBe(400);
    expect((await client.request('POST', '/2/instances/i/reinstall', { os: 'noop' })).status).toBe(200);
  });
});

describe('today', () => {
  beforeEach(() => start('today'));

  it('is what newer clients expect', async () => {
    expect([await get('/'), await get('/2')]).toEqual([null, null]);
    expect((await harness.client().request('GET', '/2/info')).status).toBe(401);
    expect(await get('/2/features')).toContain('node-evac-res1');
    const client = harness.client('peer', 'secret');
    expect(await client.expect('POST', '/2/instances/i/reinstall', {})).toBe(1);
    expect(await client.expect('PUT', '/2/tags')).toBe(2);
  });
});
