import { openApiDocument } from '@ganeti/opcodes';
import { ganetiVersion } from '@ganeti/objects';
import { rmSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { connect as tlsConnect } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { startHarness, usersText, type Harness } from './testing/harness';

const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  for (let i = 0; i < 400; i++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it did not come about');
};

describe('rapi', () => {
  let harness: Harness;
  beforeEach(async () => (harness = await startHarness()));
  afterEach(() => harness.stop());
  const peer = () => harness.client('peer', 'secret');
  const get = async (path: string): Promise<unknown> => await peer().expect('GET', path);

  it('answers lists, single objects, roles and tags', async () => {
    expect(await get('/2/features')).toContain('instance-create-reqv1');
    expect(await get('/2/nodes')).toEqual(
      ['node1', 'node2', 'node3'].map((name) => ({ id: `${name}.example.com`, uri: `/2/nodes/${name}.example.com` })),
    );
    expect(await get('/2/groups')).toEqual([{ name: 'default', uri: '/2/groups/default' }]);
    expect(await get('/2/nodes/node1.example.com/role')).toBe('master');
    expect(await get('/2/nodes/node2.example.com')).toMatchObject({
      name: 'node2.example.com',
      sip: '10.0.0.0',
      secondary_ip: '10.0.0.0',
      mfree: null,
    });
    expect(await get('/2/instances/inst1.example.com/tags')).toEqual(['b', 'z']);
    expect(await get('/2/tags')).toEqual(['a', 'b']);
    expect(await get('/2/info')).toMatchObject({
      name: 'cluster.example.com',
      vg_name: 'xenvg',
      drbd_helper: '/bin/true',
    });
    expect(await get('/2/os')).toEqual(['deb+sid', 'deb+stable', 'noop']);
    expect(await get('/2/instances?bulk=1')).toHaveLength(3);
    expect(Object.keys((await get('/2/instances/inst1.example.com')) as object)).toHaveLength(36);
  });

  it.each([
    '/2/nodes/none',
    '/2/nodes/none/role',
    '/2/groups/none',
    '/2/groups/none/tags',
    '/2/instances/none',
    '/2/instances/none/tags',
    '/2/jobs/77',
    '/2/jobs/99999999999999999999',
  ])('answers 404 for %s', async (path) => {
    const answer = await peer().request('GET', path);
    expect([answer.status, answer.json]).toEqual([
      404,
      expect.objectContaining({ code: 404, explain: 'Nothing matches the given URI' }),
    ]);
  });

  it('submits an opcode with the reason trail, and answers the bare job id', async () => {
    const answer = await peer().request('PUT', '/2/instances/nonexist/startup?dry-run=1&reason=because');
    expect([answer.status, answer.text]).toEqual([200, '1\n']);
    expect(harness.master.lastOpcode).toMatchObject({
      OP_ID: 'OP_INSTANCE_STARTUP',
      instance_name: 'nonexist',
      dry_run: true,
      force: false,
      reason: [
        ['gnt:user', 'because', 1.7e18],
        ['gnt:library:rlib2:instances_name_startup', '', 1.7e18],
      ],
    });
    await peer().expect('DELETE', '/2/instances/a');
    expect(harness.master.lastOpcode['reason']).toEqual([['gnt:library:rlib2:instances_name', '', 1.7e18]]);
    await peer().expect('POST', '/2/instances/a/disk/3/grow', { amount: 10 });
    expect(harness.master.lastOpcode).toMatchObject({ disk: 3, amount: 10 });
    await peer().expect('PUT', '/2/instances/a/tags?tag=x&tag=y');
    expect(harness.master.lastOpcode).toMatchObject({ kind: 'instance', name: 'a', tags: ['x', 'y'] });
  });

  it('describes itself', async () => {
    expect(await peer().expect('GET', '/2/openapi.json')).toEqual(openApiDocument({ server: '/' }));
  });

  it('submits all opcodes of a reinstallation as one job', async () => {
    const body = { os: 'noop', osparams: { a: 'b' } };
    expect(await peer().expect('POST', '/2/instances/a/reinstall?reason=because', body)).toBe(1);
    const reason = [
      ['gnt:user', 'because', 1.7e18],
      ['gnt:library:rlib2:instances_name_reinstall', '', 1.7e18],
    ];
    expect(harness.master.jobs.map(({ opcodes }) => opcodes)).toEqual([
      [
        { OP_ID: 'OP_INSTANCE_SHUTDOWN', instance_name: 'a', reason },
        { OP_ID: 'OP_INSTANCE_REINSTALL', instance_name: 'a', os_type: 'noop', osparams: { a: 'b' }, reason },
        { OP_ID: 'OP_INSTANCE_STARTUP', instance_name: 'a', force: false, reason },
      ],
    ]);
    expect((await peer().request('POST', '/2/instances/a/reinstall', { start: 'yes' })).status).toBe(400);
    expect(harness.master.jobs).toHaveLength(1);
  });

  it.each([
    ['unknown parameter', { amount: 1, zzz: 1 }],
    ['wrong type', { amount: 'much' }],
    ['what the path sets', { amount: 1, disk: 0 }],
    ['the reason', { amount: 1, reason: [] }],
  ])('refuses a body with %s', async (_what, body) => {
    const answer = await peer().request('POST', '/2/instances/a/disk/0/grow', body);
    expect([answer.status, harness.master.jobs]).toEqual([400, []]);
  });

  it('refuses an older name beside the newer one', async () => {
    const body = {
      __version__: 1,
      mode: 'create',
      name: 'a',
      instance_name: 'a',
      disks: [],
      nics: [],
      disk_template: 'diskless',
    };
    expect((await peer().request('POST', '/2/instances', body)).status).toBe(400);
    expect((await peer().request('POST', '/2/instances', { ...body, instance_name: undefined })).status).toBe(200);
  });

  it('checks content type and size of bodies', async () => {
    const send = (body: string | Buffer, type?: string) =>
      peer().request('PUT', '/2/instances/a/modify', Buffer.from(body), { 'content-type': type ?? '' });
    expect((await send('{}', 'application/json; charset=utf-8')).status).toBe(415);
    expect((await send('{}', 'text/plain')).status).toBe(415);
    expect((await send('{}')).status).toBe(415);
    expect((await send('{}', 'Application/JSON')).status).toBe(200);
    expect((await send(Buffer.from([0x22, 0xff, 0x22]), 'application/json')).status).toBe(400);
    const large = JSON.stringify({ osparams: { x: 'y'.repeat(1_000_000) } });
    expect((await send(large, 'application/json')).status).toBe(200);
    const answer = await send(Buffer.alloc(10 * 1024 * 1024 + 1, 0x20), 'application/json');
    expect([answer.status, answer.json]).toEqual([
      413,
      { code: 413, message: expect.stringContaining('10485760'), explain: 'Entity is too large.' },
    ]);
    const chunked = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
      httpRequest(
        `${harness.url}/2/instances/a/modify`,
        { method: 'PUT', auth: 'peer:secret', headers },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on('error', reject)
        .end(Buffer.alloc(11 * 1024 * 1024, 0x20));
    });
    expect(chunked).toBe(413);
    expect(harness.master.jobs).toHaveLength(2);
  });

  it('submits lists of opcodes', async () => {
    const delay = { OP_ID: 'OP_TEST_DELAY', duration: 0, reason: [['me', 'why', 1]] };
    expect(await peer().expect('POST', '/2/submit', [delay, delay])).toBe(1);
    expect(harness.master.lastOpcode['reason']).toEqual([
      ['me', 'why', 1],
      ['gnt:library:rlib2:submit', '', 1.7e18],
    ]);
    expect(await peer().expect('POST', '/2/submit', { jobs: [[delay], [delay]] })).toEqual([2, 3]);
    for (const bad of [
      null,
      'x',
      {},
      [],
      { jobs: 1 },
      { jobs: [[]] },
      { jobs: [delay] },
      [{ ...delay, zzz: 1 }],
      [{ OP_ID: 'OP_NO' }],
      [1],
    ]) {
      expect([bad, (await peer().request('POST', '/2/submit', bad)).status]).toEqual([bad, 400]);
    }
    expect((await harness.client('rd', 'rdpw').request('POST', '/2/submit', [delay])).status).toBe(403);
    expect(harness.master.jobs).toHaveLength(3);
  });

  it('shows, waits for and cancels jobs', async () => {
    await peer().expect('PUT', '/2/redistribute-config');
    expect(await get('/2/jobs')).toEqual([{ id: 1, uri: '/2/jobs/1' }]);
    expect(await get('/2/jobs/01')).toMatchObject({ id: 1, status: 'queued' });
    expect(await get('/2/jobs?bulk=1')).toEqual([expect.objectContaining({ id: 1, status: 'queued' })]);
    const wait = (body: unknown) => peer().request('GET', '/2/jobs/1/wait', body);
    expect((await wait({ fields: ['status'] })).json).toEqual({ job_info: ['queued'], log_entries: [] });
    const pending = wait({ fields: ['status'], previous_job_info: ['queued'], previous_log_serial: -1 });
    await until(() => harness.master.waiters === 1);
    expect(await peer().expect('DELETE', '/2/jobs/1')).toEqual([true, expect.any(String)]);
    expect((await pending).json).toEqual({ job_info: ['canceled'], log_entries: [] });
    expect(await peer().expect('DELETE', '/2/jobs/1')).toEqual([false, expect.any(String)]);
    for (const bad of [
      undefined,
      [],
      {},
      { fields: 'status' },
      { fields: [1] },
      { fields: [], previous_job_info: 1 },
      { fields: [], previous_log_serial: 'x' },
    ]) {
      expect((await wait(bad)).status).toBe(400);
    }
    expect((await peer().request('GET', '/2/jobs/9/wait', { fields: ['status'] })).status).toBe(404);
    expect((await harness.client('ro', 'ropw').request('GET', '/2/jobs/1/wait', { fields: ['status'] })).status).toBe(
      403,
    );
  });

  it('stops waiting when the client has gone', async () => {
    await harness.master.submit([[]]);
    const auth = Buffer.from('peer:secret').toString('base64');
    const body = '{"fields":["status"],"previous_job_info":["queued"]}';
    const request = httpRequest(`${harness.url}/2/jobs/1/wait`, {
      headers: { authorization: `Basic ${auth}`, 'content-type': 'application/json', 'content-length': body.length },
    });
    request.on('error', () => undefined);
    request.end(body);
    await until(() => harness.master.waiters === 1);
    request.destroy();
    await until(() => harness.master.waiters === 0);
  });

  it('ends waits with null, and finishes other requests, when it stops', async () => {
    await harness.master.submit([[]]);
    const pending = peer().request('GET', '/2/jobs/1/wait', { fields: ['status'], previous_job_info: ['queued'] });
    await until(() => harness.master.waiters === 1);
    const began = Date.now();
    await harness.rapi.stop();
    expect(Date.now() - began).toBeLessThan(900);
    const answer = await pending;
    expect([answer.status, answer.json, answer.headers['connection']]).toEqual([200, null, 'close']);
  });

  it('tells why the master did not answer', async () => {
    harness.master.down = true;
    expect((await peer().request('GET', '/2/info')).status).toBe(502);
    harness.master.down = false;
    harness.master.drained = true;
    expect((await peer().request('PUT', '/2/redistribute-config')).json).toMatchObject({ code: 503 });
  });

  it('hides what went wrong inside', async () => {
    harness.master.query = () => Promise.reject(new TypeError('secret detail'));
    const answer = await peer().request('GET', '/2/info');
    expect([answer.status, answer.text]).toEqual([500, expect.not.stringContaining('secret')]);
  });

  it('says not modified, and compresses', async () => {
    for (let i = 0; i < 100; i++) harness.master.tables['instance']?.push({ name: `more${i}` });
    const first = await peer().request('GET', '/2/instances?bulk=1');
    const tag = String(first.headers['etag']);
    expect(tag).toMatch(/^W\/"/);
    const same = await peer().request('GET', '/2/instances?bulk=1', undefined, { 'if-none-match': `"x", ${tag}` });
    expect([same.status, same.text]).toEqual([304, '']);
    harness.master.change();
    expect((await peer().request('GET', '/2/instances?bulk=1', undefined, { 'if-none-match': tag })).status).toBe(200);
    const agent = new Agent();
    const packed = await new Promise<Buffer>((resolve, reject) => {
      httpRequest(
        `${harness.url}/2/instances?bulk=1`,
        { agent, auth: 'peer:secret', headers: { 'accept-encoding': 'gzip;q=0.5' } },
        (response) => {
          expect(response.headers['content-encoding']).toBe('gzip');
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve(Buffer.concat(chunks)));
        },
      )
        .on('error', reject)
        .end();
    });
    expect(gunzipSync(packed).toString()).toBe(first.text);
    for (const refuses of ['identity', 'gzip;q=0', 'br']) {
      expect(
        (await peer().request('GET', '/2/instances?bulk=1', undefined, { 'accept-encoding': refuses })).headers[
          'content-encoding'
        ],
      ).toBeUndefined();
    }
  });

  it('keeps the connection, and sets its headers', async () => {
    const auth = `Authorization: Basic ${Buffer.from('peer:secret').toString('base64')}\r\n`;
    const one = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n${auth}\r\n`;
    const text = await harness.raw(one('/version') + one('/2/zzz') + one('/2/info'));
    expect(text.match(/HTTP\/1\.1 (\d+)/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200']);
    expect(text).toContain(`Server: Ganeti ${ganetiVersion}`);
    expect(text.toLowerCase()).toContain('x-content-type-options: nosniff');
    expect(text.toLowerCase()).not.toContain('x-powered-by');
  });

  it('logs who did what', async () => {
    await peer().expect('PUT', '/2/redistribute-config?reason=x');
    await harness.client('peer', 'wrong').request('GET', '/2/info');
    await until(() => harness.log.length === 2);
    expect(harness.log).toEqual([
      {
        user: 'peer',
        address: '127.0.0.1',
        method: 'PUT',
        url: '/2/redistribute-config?reason=x',
        status: 200,
        ms: expect.any(Number),
        jobs: [1],
      },
      expect.objectContaining({ user: undefined, status: 401 }),
    ]);
  });

  it('refuses broken requests in the usual form', async () => {
    const text = await harness.raw(`GET /2/info HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(text).toContain('HTTP/1.1 431');
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({ code: 431 });
    expect(await harness.raw('nonsense\r\n\r\n')).toContain('HTTP/1.1 400');
  });

  it('follows changes of the users file, also for credentials it has seen', async () => {
    const status = async (user: string, password: string): Promise<number> =>
      (await harness.client(user, password).request('GET', '/version')).status;
    expect(await status('peer', 'secret')).toBe(200);
    writeFileSync(harness.paths.rapiUsers, usersText.replace('peer secret', 'peer other'));
    await until(async () => (await status('peer', 'other')) === 200);
    expect(await status('peer', 'secret')).toBe(401);
    writeFileSync(harness.paths.rapiUsers, Buffer.concat([Buffer.from('new pw\n'), Buffer.from([0xff, 0xfe])]));
    await harness.rapi.reloadUsers();
    expect([await status('peer', 'other'), await status('new', 'pw')]).toEqual([200, 401]);
    rmSync(harness.paths.rapiUsers);
    await until(async () => (await status('peer', 'other')) === 401);
    writeFileSync(harness.paths.rapiUsers, 'new pw\n');
    await harness.rapi.reloadUsers();
    expect(await status('new', 'pw')).toBe(200);
  });
});

describe('authentication', () => {
  const cases: [string, string, string | null, number, number][] = [
    // method, path, user, status with required authentication, status without
    ['GET', '/2/info', null, 401, 200],
    ['GET', '/2/info', 'ro:ropw', 200, 200],
    ['GET', '/2/info', 'ro:wrong', 401, 401],
    ['GET', '/2/info', 'nobody:x', 401, 401],
    ['GET', '/2/zzz', null, 401, 404],
    ['GET', '/2/zzz', 'nobody:x', 401, 404],
    ['GET', '/2/zzz', 'ro:ropw', 404, 404],
    ['PATCH', '/2/info', null, 401, 501],
    ['PUT', '/2/redistribute-config', null, 401, 401],
    ['PUT', '/2/redistribute-config', 'ro:ropw', 403, 403],
    ['PUT', '/2/redistribute-config', 'rd:rdpw', 403, 403],
    ['PUT', '/2/redistribute-config', 'peer:secret', 200, 200],
    ['GET', '/2/instances/x/info', null, 401, 200],
    ['GET', '/2/instances/x/info', 'ro:ropw', 200, 200],
    ['GET', '/2/jobs/1/wait', null, 401, 401],
    ['GET', '/2/jobs/1/wait', 'rd:rdpw', 403, 403],
    ['DELETE', '/2/jobs/1', 'rd:rdpw', 403, 403],
    ['PUT', '/2/tags?tag=x', 'ha:x', 401, 401],
  ];
  describe.each([true, false])('required: %s', (required) => {
    let harness: Harness;
    beforeAll(async () => (harness = await startHarness({ require_authentication: required })));
    afterAll(() => harness.stop());

    it.each(cases)('%s %s by %s', async (method, path, credentials, strict, open) => {
      const [user, password] = credentials?.split(':') ?? [];
      const answer = await harness.client(user, password).request(method, path);
      expect(answer.status).toBe(required ? strict : open);
      expect(answer.headers['www-authenticate']).toBe(
        answer.status === 401 ? 'Basic realm="Ganeti Remote API"' : undefined,
      );
    });
  });
});

describe('HTTPS', () => {
  it('answers with a certificate of the cluster, and takes a new one while it runs', async () => {
    const harness = await startHarness({ ssl: true });
    try {
      expect(await harness.client('peer', 'secret').expect('GET', '/version')).toBe(2);
      const subject = (): Promise<string> =>
        new Promise((resolve, reject) => {
          const socket = tlsConnect({ port: harness.rapi.port, host: '127.0.0.1', ca: harness.ca }, () => {
            resolve(String(socket.getPeerCertificate().subject.CN));
            socket.destroy();
          });
          socket.on('error', reject);
        });
      expect(await subject()).toBe('first');
      writeFileSync(harness.paths.rapiBundle, 'no certificate');
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await subject()).toBe('first');
      await harness.replaceCertificate('second');
      await until(async () => (await subject()) === 'second');
      const plain = await harness.raw('GET /version HTTP/1.1\r\nHost: x\r\n\r\n');
      expect(plain).not.toContain('200 OK');
    } finally {
      await harness.stop();
    }
  });
});
