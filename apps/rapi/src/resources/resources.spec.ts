import { startHarness, type Harness } from '../testing/harness';
import type { TestAnswer } from '../testing/client';

let harness: Harness;
beforeEach(async () => (harness = await startHarness()));
afterEach(() => harness.stop());
const ask = (method: string, path: string, body?: unknown): Promise<TestAnswer> =>
  harness.client('peer', 'secret').request(method, path, body);
const answered = async (method: string, path: string, body?: unknown) => {
  const { status, json } = await ask(method, path, body);
  return [status, json];
};

describe('networks', () => {
  it('are listed and shown, and their tags', async () => {
    expect(await answered('GET', '/2/networks')).toEqual([200, [{ name: 'net1', uri: '/2/networks/net1' }]]);
    expect(await answered('GET', '/2/networks?bulk=1')).toEqual([
      200,
      [expect.objectContaining({ name: 'net1', map: null })],
    ]);
    expect(await answered('GET', '/2/networks/net1')).toEqual([
      200,
      expect.objectContaining({ network: '10.1.0.0/24' }),
    ]);
    expect(await answered('GET', '/2/networks/net1/tags')).toEqual([200, ['t']]);
    expect(await answered('GET', '/2/networks/none')).toEqual([404, expect.anything()]);
  });
});

describe('tags', () => {
  it('are added from the body, or from arguments', async () => {
    await ask('PUT', '/2/instances/i/tags', ['a', 'b']);
    expect(harness.master.lastOpcode).toMatchObject({
      OP_ID: 'OP_TAGS_SET',
      kind: 'instance',
      name: 'i',
      tags: ['a', 'b'],
    });
    await ask('PUT', '/2/tags?tag=c&dry-run=1', ['a', 'b']);
    expect(harness.master.lastOpcode).toMatchObject({ kind: 'cluster', tags: ['c'], dry_run: true });
    expect((await ask('PUT', '/2/tags', { tags: ['a'] })).status).toBe(400);
    expect((await ask('PUT', '/2/tags', ['a', 1])).status).toBe(400);
    expect(harness.master.jobs).toHaveLength(2);
  });
});

describe('filters', () => {
  const rule = { priority: 1, predicates: [['jobid', ['<', 'id', 5]]], action: 'PAUSE', reason: [['me', 'why', 1]] };

  it('are made, listed, replaced and removed', async () => {
    const [, uuid] = await answered('POST', '/2/filters', rule);
    const uri = `/2/filters/${String(uuid)}`;
    expect(await answered('GET', '/2/filters')).toEqual([200, [{ uuid, uri }]]);
    expect(await answered('GET', uri)).toEqual([
      200,
      { watermark: 0, priority: 1, predicates: rule.predicates, action: 'PAUSE', reason_trail: rule.reason, uuid },
    ]);
    expect(await answered('PUT', uri, {})).toEqual([200, uuid]);
    expect(await answered('GET', '/2/filters?bulk=1')).toEqual([
      200,
      [expect.objectContaining({ priority: 0, predicates: [], action: 'CONTINUE', reason_trail: [] })],
    ]);
    expect(await answered('DELETE', uri)).toEqual([200, null]);
    expect((await ask('DELETE', uri)).status).toBe(404);
    expect((await ask('GET', uri)).status).toBe(404);
  });

  it.each([
    undefined,
    [],
    { ...rule, priority: 'x' },
    { ...rule, priority: 1.5 },
    { ...rule, predicates: 1 },
    { ...rule, zzz: 1 },
  ])('are refused when they are no rules: %j', async (body) => {
    expect((await ask('POST', '/2/filters', body)).status).toBe(400);
    expect(harness.master.tables['filter']).toEqual([]);
  });
});

describe('queries', () => {
  it('answer definitions and pairs of status and value', async () => {
    const expected = {
      fields: [expect.objectContaining({ name: 'name' }), expect.objectContaining({ name: 'zzz' })],
      data: [
        [
          [0, 'net1'],
          [1, null],
        ],
      ],
    };
    expect(await answered('GET', '/2/query/network?fields=name,zzz')).toEqual([200, expected]);
    expect(await answered('PUT', '/2/query/network', { fields: ['name', 'zzz'] })).toEqual([200, expected]);
    const filter = ['=', 'name', 'net1'];
    for (const name of ['filter', 'qfilter']) {
      expect((await ask('PUT', '/2/query/network?fields=name', { [name]: filter })).status).toBe(200);
      expect(harness.master.queries.at(-1)).toMatchObject({ kind: 'network', fields: ['name'], filter, form: 'pairs' });
    }
    expect(await answered('GET', '/2/query/node/fields?fields=name')).toEqual([
      200,
      { fields: [expect.objectContaining({ name: 'name' })] },
    ]);
  });

  it('have an entity tag and can be compressed', async () => {
    harness.master.tables['network'] = Array.from({ length: 100 }, (_, i) => ({ name: `network-${i}` }));
    const client = harness.client('peer', 'secret');
    const path = '/2/query/network?fields=name';
    const { headers } = await client.request('GET', path, undefined, { 'accept-encoding': 'gzip' });
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', etag: expect.any(String) });
    expect((await client.request('GET', path, undefined, { 'if-none-match': headers.etag ?? '' })).status).toBe(304);
    const other = await client.request(
      'PUT',
      path,
      { qfilter: ['?', 'name'] },
      { 'if-none-match': headers.etag ?? '' },
    );
    expect(other.status).toBe(200);
  });

  it.each([
    ['GET', '/2/query/network', undefined, 400],
    ['PUT', '/2/query/network', undefined, 400],
    ['PUT', '/2/query/network', {}, 400],
    ['PUT', '/2/query/network', { fields: 'name' }, 400],
    ['PUT', '/2/query/network', { fields: ['name'], filter: ['?', 'name'], qfilter: ['?', 'name'] }, 400],
    ['PUT', '/2/query/network', { fields: ['name'], zzz: 1 }, 400],
    ['GET', '/2/query/zzz?fields=name', undefined, 404],
    ['GET', '/2/query/zzz/fields', undefined, 404],
  ])('answer %s %s %j with %d', async (method, path, body, status) => {
    expect((await ask(method, path, body)).status).toBe(status);
  });

  it('need a user with the option read or write', async () => {
    const path = '/2/query/network?fields=name';
    const statusFor = async (user: string, password: string) =>
      (await harness.client(user, password).request('GET', path)).status;
    expect([await statusFor('peer', 'secret'), await statusFor('rd', 'rdpw'), await statusFor('ro', 'ropw')]).toEqual([
      200, 200, 403,
    ]);
  });
});

describe('consoles', () => {
  it('are described while the instance runs', async () => {
    const [first] = harness.master.tables['instance'] ?? [];
    const console = { instance: 'inst1.example.com', kind: 'ssh', host: 'node1', user: 'root', command: ['xl'] };
    Object.assign(first ?? {}, { console });
    expect(await answered('GET', '/2/instances/inst1.example.com/console')).toEqual([200, console]);
    expect(await answered('GET', '/2/instances/inst2.example.com/console')).toEqual([
      503,
      expect.objectContaining({ code: 503 }),
    ]);
    expect((await ask('GET', '/2/instances/none/console')).status).toBe(404);
  });
});

describe('jobs', () => {
  it('that never were cannot be cancelled', async () => {
    expect((await ask('DELETE', '/2/jobs/77')).status).toBe(404);
  });
});
