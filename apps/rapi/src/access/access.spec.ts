/** Who may do what, through real sockets. */
import { writeFileSync } from 'node:fs';
import type { Json } from '@ganeti/objects';
import { opcodes } from '@ganeti/opcodes';
import { systemClock } from '@ganeti/runtime';
import { startHarness, type Harness } from '../testing/harness';
import { hashPassword } from './scrypt';
import { formatTokens, newToken } from './tokens';

let harness: Harness;
afterEach(() => harness.stop());

const roles = {
  'web-operator': {
    rules: [
      { permissions: ['instance.startup', 'instance.shutdown', 'instance.read', 'tags.modify', 'instance.rename', 'instance.migrate'], where: { tags: ['team:web'] } },
      { permissions: ['instance.create'], where: { instances: ['web*.example.com'] } },
    ],
  },
  'group-admin': { rules: [{ permissions: ['*'], where: { groups: ['racks-*'] } }] },
  starter: { rules: [{ permissions: ['instance.startup'] }] },
};

async function start(users: string, settings: Parameters<typeof startHarness>[0] = {}): Promise<void> {
  harness = await startHarness(settings, { users, roles });
  const { tables } = harness.master;
  tables['instance'] = [
    { name: 'web1.example.com', tags: ['team:web'], 'pnode.group': 'racks-1', 'snodes.group': ['racks-1'], status: 'running' },
    { name: 'db1.example.com', tags: ['team:db'], 'pnode.group': 'racks-1', 'snodes.group': ['default'], status: 'running' },
  ];
  tables['group'] = ['racks-1', 'default'].map((name) => ({ name, tags: [] }));
  tables['node'] = [
    { name: 'node1.example.com', tags: ['team:web'], group: 'racks-1' },
    { name: 'node2.example.com', tags: [], group: 'default' },
  ];
}
const submitted = async (user: string, password: string, path: string): Promise<number> => (await harness.client(user, password).expect('PUT', path)) as number;
const status = async (user: string, method: string, path: string, body?: unknown): Promise<number> => (await harness.client(user, 'pw').request(method, path, body)).status;

describe('users whose rights end at some objects', () => {
  beforeEach(() => start('web pw web-operator\ngroup pw group-admin\nboth pw read,starter\ntypo pw web-operater\n'));

  it.each([
    ['web', 'PUT', '/2/instances/web1.example.com/startup', undefined, 200],
    ['web', 'PUT', '/2/instances/web1.example.com/shutdown', undefined, 200],
    ['web', 'PUT', '/2/instances/db1.example.com/startup', undefined, 403],
    ['web', 'PUT', '/2/instances/none.example.com/startup', undefined, 403],
    // Not among the permissions.
    ['web', 'POST', '/2/instances/web1.example.com/reboot', undefined, 403],
    ['web', 'DELETE', '/2/instances/web1.example.com', undefined, 403],
    // Another object is touched too.
    ['web', 'PUT', '/2/instances/web1.example.com/migrate', { target_node: 'node2.example.com' }, 403],
    ['web', 'PUT', '/2/instances/web1.example.com/migrate', { target_node: 'node1.example.com' }, 200],
    ['web', 'PUT', '/2/instances/web1.example.com/migrate', {}, 200],
    // Tags decide about rights: only on what one has a right on already.
    ['web', 'PUT', '/2/instances/db1.example.com/tags?tag=team:web', undefined, 403],
    ['web', 'PUT', '/2/instances/web1.example.com/tags?tag=more', undefined, 200],
    ['web', 'PUT', '/2/tags?tag=more', undefined, 403],
    ['group', 'PUT', '/2/instances/web1.example.com/startup', undefined, 200],
    // Its secondary node is somewhere else.
    ['group', 'PUT', '/2/instances/db1.example.com/startup', undefined, 403],
    ['group', 'PUT', '/2/redistribute-config', undefined, 403],
    ['both', 'PUT', '/2/instances/db1.example.com/startup', undefined, 200],
    ['both', 'PUT', '/2/instances/db1.example.com/shutdown', undefined, 403],
    ['both', 'GET', '/2/instances', undefined, 200],
    ['typo', 'GET', '/2/info', undefined, 403],
    ['typo', 'PUT', '/2/instances/web1.example.com/startup', undefined, 403],
    // What tells nothing about the cluster.
    ['typo', 'GET', '/version', undefined, 200],
    // Reading.
    ['web', 'GET', '/2/instances/web1.example.com', undefined, 200],
    ['web', 'GET', '/2/instances/web1.example.com/tags', undefined, 200],
    ['web', 'GET', '/2/instances/db1.example.com', undefined, 403],
    ['web', 'GET', '/2/nodes', undefined, 403],
    ['web', 'GET', '/2/info', undefined, 403],
    ['web', 'GET', '/2/query/instance?fields=name', undefined, 403],
    ['web', 'GET', '/2/instances/web1.example.com/console', undefined, 403],
  ] as const)('%s: %s %s %j is %i', async (user, method, path, body, expected) => {
    const jobs = harness.master.jobs.length;
    expect(await status(user, method, path, body)).toBe(expected);
    expect(harness.master.jobs.length - jobs).toBe(expected === 200 && method !== 'GET' ? 1 : 0);
    const record = harness.audit.at(-1);
    if (expected === 403) expect(record).toMatchObject({ user, status: 403, result: 'refused', method });
    else if (method !== 'GET') expect(record).toMatchObject({ user, result: 'done', jobs: [jobs + 1] });
  });

  it('see in lists what they may read', async () => {
    const web = harness.client('web', 'pw');
    expect(await web.expect('GET', '/2/instances')).toEqual([{ id: 'web1.example.com', uri: '/2/instances/web1.example.com' }]);
    expect(((await web.expect('GET', '/2/instances?bulk=1')) as { name: string }[]).map(({ name }) => name)).toEqual(['web1.example.com']);
    expect(((await harness.client('both', 'pw').expect('GET', '/2/instances')) as unknown[]).length).toBe(2);
  });

  it('need the right on all opcodes of a submission, and on opcodes inside opcodes', async () => {
    const startup = (name: string) => ({ OP_ID: 'OP_INSTANCE_STARTUP', instance_name: name });
    expect(await status('web', 'POST', '/2/submit', [startup('web1.example.com')])).toBe(200);
    expect(await status('web', 'POST', '/2/submit', [startup('web1.example.com'), startup('db1.example.com')])).toBe(403);
    expect(await status('web', 'POST', '/2/submit', { jobs: [[startup('web1.example.com')], [startup('db1.example.com')]] })).toBe(403);
    expect(await status('web', 'POST', '/2/submit', [{ OP_ID: 'OP_TEST_DELAY', duration: 1 }])).toBe(403);
    expect(harness.master.jobs.length).toBe(1);
    expect(harness.audit.at(-1)).toMatchObject({ opcodes: ['OP_TEST_DELAY'], objects: ['cluster'], error: expect.stringContaining('test.delay') });
  });

  it('make what their rights describe, without reaching for more of the nodes', async () => {
    const create = { __version__: 1, mode: 'create', disk_template: 'plain', disks: [{ size: 100 }], nics: [{}], os_type: 'noop' };
    const make = (more: object) => status('web', 'POST', '/2/instances', { ...create, ...more });
    expect(await make({ instance_name: 'web2.example.com' })).toBe(200);
    expect(await make({ instance_name: 'db2.example.com' })).toBe(403);
    expect(await make({ instance_name: 'web2.example.com', disks: [{ size: 100, adopt: 'other-volume' }] })).toBe(403);
    expect(await make({ instance_name: 'web2.example.com', hvparams: { kernel_path: '/etc/shadow' } })).toBe(403);
    expect(await make({ instance_name: 'web2.example.com', nics: [{ link: 'br-admin' }] })).toBe(403);
    expect(await make({ instance_name: 'web2.example.com', pnode: 'node1.example.com' })).toBe(403);
    expect(await make({ instance_name: 'web2.example.com', hvparams: { boot_order: 'cdrom' } })).toBe(200);
  });

  it('rename only to what is theirs too', async () => {
    // By tag: the instance keeps its tags.
    expect(await status('web', 'PUT', '/2/instances/web1.example.com/rename', { new_name: 'web9.example.com' })).toBe(200);
    expect(await status('group', 'PUT', '/2/groups/racks-1/rename', { new_name: 'default2' })).toBe(403);
    expect(await status('group', 'PUT', '/2/groups/racks-1/rename', { new_name: 'racks-2' })).toBe(200);
  });

  it('see, await and cancel their own jobs, and those on their objects', async () => {
    const own = await submitted('web', 'pw', '/2/instances/web1.example.com/startup');
    const others = await submitted('peer', 'secret', '/2/instances/db1.example.com/startup');
    const onMine = await submitted('peer', 'secret', '/2/instances/web1.example.com/shutdown');
    expect(harness.master.jobs.map(({ user }) => user)).toEqual(['web', 'peer', 'peer']);
    expect(await status('web', 'GET', `/2/jobs/${own}`)).toBe(200);
    expect(await status('web', 'GET', `/2/jobs/${others}`)).toBe(403);
    expect(await status('web', 'GET', '/2/jobs/99')).toBe(403);
    expect(await harness.client('web', 'pw').expect('GET', '/2/jobs')).toEqual([{ id: own, uri: `/2/jobs/${own}` }]);
    expect(await status('web', 'DELETE', `/2/jobs/${others}`)).toBe(403);
    expect(await status('web', 'DELETE', `/2/jobs/${onMine}`)).toBe(403);
    expect(await status('group', 'DELETE', `/2/jobs/${onMine}`)).toBe(200);
    expect(await status('web', 'DELETE', `/2/jobs/${own}`)).toBe(200);
    expect(harness.master.cancels).toEqual([['group', onMine], ['web', own]]);
    expect(await status('web', 'GET', `/2/jobs/${others}/wait`, { fields: ['status'] })).toBe(403);
    expect(await status('web', 'GET', `/2/jobs/${own}/wait`, { fields: ['status'] })).toBe(200);
  });

  it('follow their file: a role that is taken away is gone at once', async () => {
    expect(await status('both', 'PUT', '/2/instances/db1.example.com/startup')).toBe(200);
    writeFileSync(harness.paths.rapiRoles, '{"roles": {}}');
    await harness.rapi.reloadUsers();
    expect(await status('both', 'PUT', '/2/instances/db1.example.com/startup')).toBe(403);
    // A broken file changes nothing.
    writeFileSync(harness.paths.rapiRoles, '{"roles": {"starter": {"rules": [{"permissions": ["*"], "wehre": {}}]}}}');
    await harness.rapi.reloadUsers();
    expect(await status('both', 'PUT', '/2/instances/db1.example.com/startup')).toBe(403);
  });
});

it('what nobody was given is for administrators only', async () => {
  await start('reader pw\nquerier pw read\nadm pw admin\nnone pw unknown-role\n', { body_limit: 1024 });
  const changing = [...opcodes.values()].flatMap(({ rest = [], permission }) =>
    rest.filter(({ method }) => !(method === 'GET' && permission.endsWith('.read'))).map(({ method, path }) => [method, path.replace(/\[[^\]]+\]/g, '1')] as const),
  );
  expect(changing.length).toBeGreaterThan(40);
  for (const [method, path] of [...changing, ['POST', '/2/submit'], ['DELETE', '/2/jobs/1'], ['POST', '/2/filters']] as const) {
    for (const user of ['reader', 'querier', 'none']) {
      expect([user, method, path, await status(user, method, path, {})]).toEqual([user, method, path, 403]);
    }
    expect([method, path, (await status('adm', method, path, {})) === 403]).toEqual([method, path, false]);
  }
});

it('readers see lists of all, but consoles and queries only with the option of Ganeti', async () => {
  await start('reader pw\nquerier pw read\n');
  for (const path of ['/2/instances', '/2/nodes', '/2/groups', '/2/jobs', '/2/info', '/2/os', '/2/query/node/fields']) {
    expect([path, await status('reader', 'GET', path)]).toEqual([path, 200]);
  }
  expect(await status('reader', 'GET', '/2/query/node?fields=name')).toBe(403);
  expect(await status('querier', 'GET', '/2/query/node?fields=name')).toBe(200);
  expect(await status('reader', 'GET', '/2/instances/web1.example.com/console')).toBe(403);
});

describe('passwords and tokens', () => {
  let now = 1_700_000_000;
  const clock = { ...systemClock, now: () => now };
  beforeEach(() => (now = 1_700_000_000));

  it('take strong hashes, and check each header once', async () => {
    harness = await startHarness({}, { users: `strong ${await hashPassword('correct horse')} write\n` }, clock);
    const answers = await Promise.all(Array.from({ length: 20 }, () => harness.client('strong', 'correct horse').request('GET', '/2/info')));
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
    expect((await harness.client('strong', 'wrong').request('GET', '/2/info')).status).toBe(401);
    expect((await harness.client('nobody', 'wrong').request('GET', '/2/info')).status).toBe(401);
    // Others in the file still get in.
    expect((await harness.client('peer', 'secret').request('GET', '/2/info')).status).toBe(200);
    expect((await harness.client('peer', 'wrong').request('GET', '/2/info')).status).toBe(401);
  });

  it('tokens speak for their owner, until they end, are taken back, or the owner goes', async () => {
    const about = { owner: 'peer', role: null, expires: null, created: now, comment: '' };
    const [full, reading, short, orphan] = [newToken(about), newToken({ ...about, role: 'read-only' }), newToken({ ...about, expires: now + 60 }), newToken({ ...about, owner: 'gone' })] as const;
    const tokens = [full, reading, short, orphan].map(({ stored }) => stored);
    harness = await startHarness({}, { tokens: formatTokens(tokens) }, clock);
    const client = harness.client();
    const ask = async (token: string, method = 'GET', path = '/2/info') => (await client.request(method, path, undefined, { authorization: `Bearer ${token}` })).status;
    expect(await ask(full.token, 'PUT', '/2/instances/inst1.example.com/startup')).toBe(200);
    expect(harness.master.jobs.at(-1)?.user).toBe('peer');
    expect(harness.audit.at(-1)).toMatchObject({ user: 'peer', token: full.stored.id, jobs: [1] });
    expect(await ask(reading.token)).toBe(200);
    expect(await ask(reading.token, 'PUT', '/2/instances/inst1.example.com/startup')).toBe(403);
    expect(await ask(orphan.token)).toBe(401);
    expect(await ask(`${full.token}x`)).toBe(401);
    expect(await ask(short.token)).toBe(200);
    now += 61;
    expect(await ask(short.token)).toBe(401);
    expect(await ask(full.token)).toBe(200);
    writeFileSync(harness.paths.rapiTokens, formatTokens([reading.stored]));
    await harness.rapi.reloadUsers();
    expect(await ask(full.token)).toBe(401);
    expect(await ask(reading.token)).toBe(200);
    expect(JSON.stringify(harness.audit)).not.toContain(full.token.slice(13));
  });

  it('slow down who guesses, and nobody else', async () => {
    harness = await startHarness({}, {}, clock);
    const guess = () => harness.client('peer', 'guess').request('GET', '/2/info');
    const known = harness.client('peer', 'secret');
    expect((await known.request('GET', '/2/info')).status).toBe(200);
    const first = [];
    for (let i = 0; i < 11; i++) first.push((await guess()).status);
    expect(first).toEqual([...Array<number>(10).fill(401), 429]);
    const refused = await guess();
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.json).toMatchObject({ code: 429, explain: expect.any(String) });
    expect(harness.audit.filter(({ status: code }) => code === 401).length).toBe(10);
    // Who is known already is not disturbed, and neither are other users.
    expect((await known.request('GET', '/2/info')).status).toBe(200);
    expect((await harness.client('ro', 'ropw').request('GET', '/2/info')).status).toBe(200);
    now += Number(refused.headers['retry-after']);
    expect((await guess()).status).toBe(401);
    const longer = await guess();
    expect(Number(longer.headers['retry-after'])).toBeGreaterThan(Number(refused.headers['retry-after']));
  });

  it('requests beyond the rate are refused with the time to wait', async () => {
    harness = await startHarness({ rate_limit: 2, rate_burst: 3 }, {}, clock);
    const ask = (user: string, password: string) => harness.client(user, password).request('GET', '/2/info');
    const seen = [];
    for (let i = 0; i < 4; i++) seen.push((await ask('peer', 'secret')).status);
    expect(seen).toEqual([200, 200, 200, 429]);
    const refused = await ask('peer', 'secret');
    expect(refused.headers['retry-after']).toBe('1');
    expect((await ask('ro', 'ropw')).status).toBe(200);
    now += 1;
    expect([(await ask('peer', 'secret')).status, (await ask('peer', 'secret')).status, (await ask('peer', 'secret')).status]).toEqual([200, 200, 429]);
  });
});

it('anonymous readers read, and nothing else', async () => {
  await start('', { require_authentication: false });
  const client = harness.client();
  const ask = async (method: string, path: string, body?: unknown) => (await client.request(method, path, body)).status;
  expect(await ask('GET', '/2/instances')).toBe(200);
  expect(await ask('PUT', '/2/instances/web1.example.com/startup')).toBe(401);
  expect(await ask('POST', '/2/submit', [{ OP_ID: 'OP_TEST_DELAY', duration: 1 }] as Json)).toBe(401);
  expect(await ask('GET', '/2/query/node?fields=name')).toBe(401);
  expect(harness.master.jobs).toEqual([]);
});
