/** A three-node simulated cluster of real daemons, driven over HTTPS and by gnt. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TestCluster } from '@ganeti/testkit';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start();
}, 60_000);
afterAll(async () => {
  await cluster.end();
}, 60_000);

const create = (name: string, more: object): object => ({
  __version__: 1,
  mode: 'create',
  instance_name: name,
  os_type: 'noop',
  nics: [{}],
  beparams: { maxmem: 128, minmem: 128, vcpus: 1 },
  ...more,
});
// Answers are loosely typed on purpose: what they hold is what is tested.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const get = async (path: string): Promise<any> => cluster.rapi.expect('GET', path);

describe('instances of every template', () => {
  const templates: [string, object][] = [
    ['diskless', { disk_template: 'diskless', disks: [] }],
    ['file', { disk_template: 'file', disks: [{ size: 64 }] }],
    ['plain', { disk_template: 'plain', disks: [{ size: 128 }, { size: 256 }] }],
    ['drbd', { disk_template: 'drbd', disks: [{ size: 128 }, { size: 64 }], nics: [{}, {}] }],
  ];

  it.each(templates)('%s: created by the allocator, stopped, started, rebooted, removed', async (template, params) => {
    const name = `life-${template}.example.com`;
    const before = await freeSpace();
    const made = await cluster.job('POST', '/2/instances', create(name, params));
    expect(made.opresult[0]).toHaveLength(template === 'drbd' ? 2 : 1);
    expect((await get(`/2/instances/${name}`)).status).toBe('running');

    await cluster.job('PUT', `/2/instances/${name}/shutdown`);
    expect((await get(`/2/instances/${name}`)).status).toBe('ADMIN_down');
    await cluster.job('PUT', `/2/instances/${name}/startup`);
    for (const type of ['soft', 'hard', 'full']) await cluster.job('POST', `/2/instances/${name}/reboot?type=${type}`);
    const instance = await get(`/2/instances/${name}`);
    expect(instance).toMatchObject({ status: 'running', oper_state: true, disk_template: template });
    const info = await cluster.job('GET', `/2/instances/${name}/info`);
    expect(info.opresult[0]).toHaveProperty([name, 'name'], name);

    await cluster.job('DELETE', `/2/instances/${name}`);
    expect((await cluster.rapi.request('GET', `/2/instances/${name}`)).status).toBe(404);
    expect(await freeSpace()).toEqual(before);
  });
});

it('hook scripts of each node are told of an operation, and those of the master of the changed configuration', async () => {
  const name = 'hooked.example.com';
  const [pnode = '', , other = ''] = cluster.nodes;
  const root = (node: string): string => join(cluster.dir, 'nodes', node.split('.')[0] ?? '');
  for (const node of [pnode, other]) {
    for (const path of ['instance-add-pre.d', 'instance-add-post.d', 'config-update-post.d']) {
      const directory = join(root(node), 'etc/ganeti/hooks', path);
      mkdirSync(directory, { recursive: true });
      copyFileSync('libs/testkit/hook-scripts/50-journal', join(directory, '50-journal'));
    }
  }
  await cluster.job('POST', '/2/instances', create(name, { disk_template: 'plain', disks: [{ size: 16 }], pnode }));
  const told = readFileSync(join(root(pnode), 'var/lib/ganeti/journal'), 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { told: Record<string, string> }).told);
  expect(told.map((each) => [each['GANETI_HOOKS_PATH'], each['GANETI_HOOKS_PHASE'], each['GANETI_POST_INSTANCE_PRIMARY']])).toEqual([
    ['instance-add', 'pre', undefined],
    ['instance-add', 'post', pnode],
    ['config-update', 'post', undefined],
  ]);
  for (const each of told) expect(each).toMatchObject({ GANETI_INSTANCE_NAME: name, GANETI_OP_CODE: 'OP_INSTANCE_CREATE', GANETI_DATA_DIR: join(root(pnode), 'var/lib/ganeti') });
  // A node that has nothing to do with it is not asked.
  expect(existsSync(join(root(other), 'var/lib/ganeti/journal'))).toBe(false);
  rmSync(join(root(pnode), 'etc/ganeti/hooks'), { recursive: true });
  await cluster.job('DELETE', `/2/instances/${name}`);
});

/** Free disk space of each node, from its live report. */
async function freeSpace(): Promise<unknown> {
  const nodes = (await get('/2/nodes?bulk=1')) as { name: string; dfree: number }[];
  return Object.fromEntries(nodes.map((node) => [node.name, node.dfree]));
}

describe('a mirrored instance', () => {
  const name = 'mirror.example.com';
  const place = async (): Promise<[string, string]> => {
    const { pnode, snodes } = await get(`/2/instances/${name}`);
    return [pnode as string, snodes[0] as string];
  };

  beforeAll(async () => {
    const [pnode, snode] = cluster.nodes;
    await cluster.job('POST', '/2/instances', create(name, { disk_template: 'drbd', disks: [{ size: 256 }], pnode, snode }));
  }, 60_000);
  afterAll(async () => {
    await cluster.job('DELETE', `/2/instances/${name}`);
  }, 60_000);

  it('migrates to its secondary while running', async () => {
    const [from, to] = await place();
    const job = await cluster.job('PUT', `/2/instances/${name}/migrate`, {});
    expect(await place()).toEqual([to, from]);
    expect((await get(`/2/instances/${name}`)).status).toBe('running');
    expect(job.oplog[0]?.length).toBeGreaterThan(2);
  });

  it('fails over', async () => {
    const [from, to] = await place();
    await cluster.job('PUT', `/2/instances/${name}/failover`, {});
    expect(await place()).toEqual([to, from]);
  });

  it.each([
    ['replace_on_primary', {}],
    ['replace_on_secondary', {}],
    ['replace_auto', {}],
  ])('replaces its disks: %s', async (mode, more) => {
    const before = await place();
    await cluster.job('POST', `/2/instances/${name}/replace-disks`, { mode, ...more });
    expect(await place()).toEqual(before);
  });

  it('gets a new secondary', async () => {
    const [pnode, old] = await place();
    const other = cluster.nodes.find((node) => node !== pnode && node !== old);
    await cluster.job('POST', `/2/instances/${name}/replace-disks`, { mode: 'replace_new_secondary', remote_node: other });
    expect(await place()).toEqual([pnode, other]);
  });

  it('grows its disk, by an amount and to a size', async () => {
    await cluster.job('POST', `/2/instances/${name}/disk/0/grow`, { amount: 64 });
    expect((await get(`/2/instances/${name}`))['disk.sizes']).toEqual([320]);
    await cluster.job('POST', `/2/instances/${name}/disk/0/grow`, { amount: 400, absolute: true });
    expect((await get(`/2/instances/${name}`))['disk.sizes']).toEqual([400]);
  });

  it('is modified', async () => {
    await cluster.job('PUT', `/2/instances/${name}/modify`, { beparams: { maxmem: 256, minmem: 192, vcpus: 2 } });
    expect((await get(`/2/instances/${name}`)).beparams).toMatchObject({ maxmem: 256, minmem: 192, vcpus: 2, memory: 256 });
  });

  it('is renamed when stopped, with its disks', async () => {
    await cluster.job('PUT', `/2/instances/${name}/shutdown`);
    await cluster.job('PUT', `/2/instances/${name}/rename`, { new_name: 'renamed.example.com', name_check: false, ip_check: false });
    await cluster.job('PUT', '/2/instances/renamed.example.com/activate-disks');
    await cluster.job('PUT', '/2/instances/renamed.example.com/deactivate-disks');
    await cluster.job('PUT', '/2/instances/renamed.example.com/rename', { new_name: name, name_check: false, ip_check: false });
    await cluster.job('PUT', `/2/instances/${name}/startup`);
  });

  it('carries tags, as the cluster and nodes do', async () => {
    for (const path of [`/2/instances/${name}`, `/2/nodes/${cluster.nodes[0]}`, '/2']) {
      await cluster.job('PUT', `${path}/tags?tag=blue&tag=red`);
      expect(await get(`${path}/tags`)).toEqual(expect.arrayContaining(['blue', 'red']));
      await cluster.job('DELETE', `${path}/tags?tag=red`);
      expect(await get(`${path}/tags`)).toEqual(['blue']);
    }
  });

  it('leaves a cluster that verifies clean', async () => {
    const { code, stdout } = await cluster.gnt('cluster', 'verify');
    expect(stdout).not.toMatch(/ERROR/);
    expect(code).toBe(0);
  });
});

describe('what is refused changes nothing', () => {
  const name = 'refused.example.com';
  type Case = [what: string, status: number, () => Promise<{ status: number; json: unknown }>];
  const good = create(name, { disk_template: 'diskless', disks: [] });
  const json = { 'content-type': 'application/json' };
  const cases: Case[] = [
    ['an unknown parameter', 400, () => cluster.rapi.request('POST', '/2/instances', { ...good, zzz: 1 })],
    ['a wrong type', 400, () => cluster.rapi.request('POST', '/2/instances', { ...good, disks: 'many' })],
    ['a missing body', 400, () => cluster.rapi.request('POST', '/2/instances')],
    ['bad JSON', 400, () => cluster.rapi.request('POST', '/2/instances', '{not json', json)],
    ['a body of another type', 415, () => cluster.rapi.request('POST', '/2/instances', '{}', { 'content-type': 'text/plain' })],
    ['an unknown instance', 404, () => cluster.rapi.request('GET', '/2/instances/nobody.example.com')],
    ['a wrong method', 501, () => cluster.rapi.request('PATCH', '/2/info')],
    ['an unknown path', 404, () => cluster.rapi.request('GET', '/2/nothing-here')],
    ['a user who may only read', 403, () => cluster.reader().request('POST', '/2/instances', good)],
    ['a body that is too large', 413, () => cluster.rapi.request('POST', '/2/instances', Buffer.alloc(11 * 1024 * 1024, 32))],
  ];

  it.each(cases)('%s', async (_what, status, send) => {
    const before = await get('/2/jobs');
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(answer.json).toEqual({ code: status, message: expect.any(String), explain: expect.any(String) });
    expect(await get('/2/jobs')).toEqual(before);
    expect(JSON.stringify(await get('/2/instances'))).not.toContain(name);
  });

  it('a wrong password', async () => {
    const answer = await cluster.rapi.request('GET', '/2/info', undefined, {
      authorization: `Basic ${Buffer.from('admin:wrong').toString('base64')}`,
    });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Basic realm="Ganeti Remote API"');
  });

  it('a job for an instance that does not exist fails and says so', async () => {
    const job = await cluster.finished('PUT', '/2/instances/nobody.example.com/startup');
    expect(job.status).toBe('error');
    expect(job.opresult[0]).toEqual(['OpPrereqError', [expect.stringContaining('nobody.example.com'), 'unknown_entity']]);
  });

  it.each([
    ['too much memory', 'OpPrereqError', { beparams: { maxmem: 32_000_000, minmem: 32_000_000 } }],
    // As in Ganeti, where the node's answer about the OS is of this class.
    ['an unknown OS', 'OpExecError', { os_type: 'nothing' }],
    ['an unknown node', 'OpPrereqError', { pnode: 'node99.example.com' }],
    ['an unknown hypervisor', 'OpPrereqError', { hypervisor: 'kvm' }],
  ])('creation with %s leaves nothing', async (_what, errorClass, more) => {
    const job = await cluster.finished('POST', '/2/instances', create(name, { disk_template: 'plain', disks: [{ size: 64 }], ...more }));
    expect(job.status).toBe('error');
    expect((job.opresult[0] as [string])[0]).toBe(errorClass);
    expect((await cluster.rapi.request('GET', `/2/instances/${name}`)).status).toBe(404);
  });

  it('a dry run does all checks and nothing else', async () => {
    const job = await cluster.job('POST', '/2/instances?dry-run=1', good);
    expect(job.opresult[0]).toHaveLength(1);
    expect((await cluster.rapi.request('GET', `/2/instances/${name}`)).status).toBe(404);
  });
});

describe('gnt', () => {
  it('creates, lists, describes and removes an instance', async () => {
    const made = await cluster.gnt('instance', 'add', '-t', 'plain', '-s', '1G', '-o', 'noop', '-B', 'memory=256M', 'cli.example.com');
    expect(made.stderr).toBe('');
    expect(made.code).toBe(0);
    const list = await cluster.gnt('instance', 'list', '--no-headers', '--separator', ':', '-o', 'name,status,disk.sizes');
    expect(list.stdout).toContain('cli.example.com:running:1024');
    const filtered = async (...args: string[]): Promise<string> => (await cluster.gnt('instance', 'list', '--no-headers', '-o', 'name', ...args)).stdout.trim();
    expect(await filtered('status == "running" and name =* "cli*" and disk_template == "plain"')).toBe('cli.example.com');
    expect(await filtered('cli*', 'nobody*')).toBe('cli.example.com');
    const wrong = await cluster.gnt('instance', 'list', 'status == running');
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('at character 11')]);
    const info = await cluster.gnt('instance', 'info', 'cli');
    expect(info.stdout).toContain('cli.example.com');
    const asJson = await cluster.gnt('instance', 'list', '--json', 'cli');
    expect(JSON.parse(asJson.stdout)).toMatchObject([{ name: 'cli.example.com', status: 'running' }]);
    expect((await cluster.gnt('instance', 'console', '--show-cmd', 'cli')).code).toBe(0);
    expect((await cluster.gnt('instance', 'remove', '--yes', 'cli.example.com')).code).toBe(0);
  });

  it('says what is wrong in a sentence and fails', async () => {
    const answer = await cluster.gnt('instance', 'startup', 'nobody.example.com');
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('nobody.example.com');
    expect(answer.stderr).not.toMatch(/\n\s+at /);
  });

  it('submits without waiting, and cancels', async () => {
    const submitted = await cluster.gnt('debug', 'delay', '--submit', '0.5');
    const id = submitted.stdout.trim();
    expect(id).toMatch(/^\d+$/);
    expect((await cluster.gnt('job', 'wait', id)).code).toBe(0);
    expect((await cluster.gnt('job', 'info', id)).stdout).toContain('OP_TEST_DELAY');
    expect((await cluster.gnt('job', 'cancel', id)).code).toBe(1);
  });

  it.each([
    ['node', 'list'],
    ['node', 'info'],
    ['cluster', 'info'],
    ['os', 'list'],
    ['job', 'list'],
    ['debug', 'locks'],
    ['group', 'list'],
  ])('%s %s', async (...words) => {
    const answer = await cluster.gnt(...words);
    expect(answer).toMatchObject({ code: 0, stderr: '' });
    expect(answer.stdout.length).toBeGreaterThan(5);
  });

  it('prints a completion script that bash accepts', async () => {
    const { stdout } = await cluster.gnt('completion', 'bash');
    expect(stdout).toContain('replace-disks');
  });
});

describe('resources that are no jobs', () => {
  it('rules of the queue are kept over a crash of the master daemon', async () => {
    const rule = { priority: 3, predicates: [['jobid', ['>', 'id', 'watermark']]], action: 'CONTINUE', reason: [['user', 'test', 1]] };
    const uuid = (await cluster.rapi.expect('POST', '/2/filters', rule)) as string;
    const newest = Math.max(...((await get('/2/jobs')) as { id: number }[]).map(({ id }) => id));
    await cluster.kill('masterd');
    await cluster.restart('masterd');
    expect(await get('/2/filters')).toEqual([{ uuid, uri: `/2/filters/${uuid}` }]);
    expect(await get(`/2/filters/${uuid}`)).toEqual({
      uuid,
      watermark: newest,
      ...{ priority: 3, predicates: rule.predicates, action: 'CONTINUE' },
      reason_trail: [['user', 'test', 1], ['luxid', '', expect.any(Number)]],
    });
    const wrong = await cluster.rapi.request('PUT', `/2/filters/${uuid}`, { predicates: [['zzz', 1]] });
    expect([wrong.status, wrong.json]).toEqual([400, expect.objectContaining({ code: 400, message: expect.stringContaining('zzz') })]);
    expect(await cluster.rapi.expect('PUT', `/2/filters/${uuid}`, { action: ['RATE_LIMIT', 2] })).toBe(uuid);
    expect(await get('/2/query/filter?fields=action,priority')).toMatchObject({ data: [[[0, ['RATE_LIMIT', 2]], [0, 0]]] });
    expect(await cluster.rapi.expect('DELETE', `/2/filters/${uuid}`)).toBeNull();
    expect((await cluster.rapi.request('DELETE', `/2/filters/${uuid}`)).status).toBe(404);
  });

  it('queries of every kind, by filter, and what there is to ask for', async () => {
    for (const kind of ['cluster', 'export', 'extstorage', 'filter', 'group', 'instance', 'job', 'lock', 'network', 'node', 'os']) {
      const { fields } = await get(`/2/query/${kind}/fields`);
      const names = (fields as { name: string }[]).map(({ name }) => name).filter((name) => !name.includes('/'));
      const answer = await cluster.rapi.expect('PUT', `/2/query/${kind}`, { fields: names });
      expect(answer).toEqual({ fields: names.map((name) => expect.objectContaining({ name })), data: expect.any(Array) });
    }
    const ask = (qfilter: unknown) => cluster.rapi.request('PUT', '/2/query/node', { fields: ['name', 'role'], qfilter });
    const found = await ask(['|', ['=', 'role', 'M'], ['=~', 'name', '^node3']]);
    expect((found.json as { data: unknown }).data).toEqual([
      [[0, cluster.nodes[0]], [0, 'M']],
      [[0, cluster.nodes[2]], [0, expect.stringMatching(/^[CR]$/)]],
    ]);
    for (const qfilter of [['~', 'name', 1], ['=~', 'name', '('], ['=', 'zzz', 1], 'name', [], ['<', 'name', true]]) {
      expect([qfilter, (await ask(qfilter)).status]).toEqual([qfilter, 400]);
    }
    expect((await ask(['=', 'name', 'none.example.com'])).status).toBe(404);
  });

  it('consoles of running instances only', async () => {
    const name = 'console.example.com';
    await cluster.job('POST', '/2/instances', create(name, { disk_template: 'diskless', disks: [] }));
    expect(await get(`/2/instances/${name}/console`)).toMatchObject({ instance: name, kind: 'msg' });
    await cluster.job('PUT', `/2/instances/${name}/shutdown`);
    expect((await cluster.rapi.request('GET', `/2/instances/${name}/console`)).status).toBe(503);
    await cluster.job('DELETE', `/2/instances/${name}`);
    expect((await cluster.rapi.request('GET', `/2/instances/${name}/console`)).status).toBe(404);
  });

  it.each([
    ['GET', '/2/nodes/none/role'],
    ['GET', '/2/groups/none/tags'],
    ['GET', '/2/networks/none/tags'],
    ['GET', '/2/jobs/999999'],
    ['DELETE', '/2/jobs/999999'],
    ['GET', '/2/jobs/999999/wait'],
  ])('an unknown object is nobody else\'s fault: %s %s', async (method, path) => {
    const body = path.endsWith('/wait') ? { fields: ['status'] } : undefined;
    const { status, json } = await cluster.rapi.request(method, path, body);
    expect([status, json]).toEqual([404, { code: 404, message: expect.any(String), explain: expect.any(String) }]);
  });

  it('a drained queue is busy, and not broken', async () => {
    await cluster.gnt('cluster', 'queue', 'drain');
    const answer = await cluster.rapi.request('PUT', '/2/redistribute-config');
    const bulk = await cluster.rapi.request('POST', '/2/submit', { jobs: [[{ OP_ID: 'OP_CLUSTER_VERIFY' }]] });
    await cluster.gnt('cluster', 'queue', 'undrain');
    expect([answer.status, bulk.status]).toEqual([503, 503]);
    await cluster.job('PUT', '/2/redistribute-config');
  });

  it('lists are compressed, and not sent again while nothing has changed', async () => {
    for (const list of ['/2/nodes?bulk=1', '/2/groups?bulk=1', '/2/jobs?bulk=1', '/2/networks?bulk=1', '/2/filters?bulk=1', '/2/query/group?fields=name']) {
      const { headers } = await cluster.rapi.request('GET', list, undefined, { 'accept-encoding': 'gzip' });
      expect([list, headers['etag'], headers['vary']]).toEqual([list, expect.any(String), expect.stringContaining('Accept-Encoding')]);
      const again = await cluster.rapi.request('GET', list, undefined, { 'if-none-match': headers['etag'] as string });
      // Nodes report now and then: then it is another list.
      expect(list.includes('nodes') ? [200, 304] : [304]).toContain(again.status);
    }
    expect((await cluster.rapi.request('GET', '/2/jobs?bulk=1', undefined, { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip');
  });
});
