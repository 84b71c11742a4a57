/** S-001 to S-039: the daemon, users, the protocol, and what is common to all resources. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createPaths } from '@ganeti/runtime';
import { distDir, ExtraRapi, freePort, nodeRoot, runningPid } from '@ganeti/testkit';
import type * as rapiClient from '@ganeti/rapi-client';
import { settingsSchema } from '../../../apps/rapi/src/settings';
import { addedLater, methods, pathIn } from './methods';
import { until, users, type Area, type Row, type Seed } from './seed';

const run = promisify(execFile);
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Status of a read and of a change (dry run) as this user. */
async function rights({ rapi, mirror }: Seed, user: string, password: string): Promise<[number, number]> {
  const client = rapi.client(user, password);
  const read = await client.request('GET', '/2/info');
  const change = await client.request('PUT', `/2/instances/${mirror}/startup?dry-run=1`);
  client.close();
  return [read.status, change.status];
}
const writes = [200, 200];
const reads = [200, 403];
const unknown = [401, 401];

export const daemon: Area = {
  'S-001': async (seed) => {
    expect(await seed.get('/2/info')).toHaveProperty('name', 'cluster.example.com');
    await seed.job('PUT', `/2/tags?tag=via-api-${seed.tag}`);
    expect(await seed.get('/2/tags')).toContain(`via-api-${seed.tag}`);
    await seed.job('DELETE', `/2/tags?tag=via-api-${seed.tag}`);
  },
  'S-002': ({ cluster }) => {
    const [master = '', ...others] = cluster.nodes;
    const pidFile = (node: string) => join(nodeRoot(cluster.dir, node), 'var/run/ganeti/ganeti-rapi.pid');
    expect(existsSync(pidFile(master))).toBe(true);
    expect(runningPid(nodeRoot(cluster.dir, master), 'rapi')).toBe(cluster.up.rapi_pid);
    expect(others.filter((node) => existsSync(pidFile(node)))).toEqual([]);
  },
  'S-003': () => expect(settingsSchema.parse({}).port).toBe(5080),
  'S-004': async ({ rapi, anybody }) => {
    // The settings file says where this one listens.
    expect(new URL(rapi.url).port).toBe(String(rapi.port));
    expect(rapi.port).not.toBe(5080);
    expect((await anybody.request('GET', '/version')).status).not.toBe(404);
  },
  'S-005': (seed) =>
    withPlain(seed, async (plain, port) => {
      expect(port).not.toBe(plain.port);
      expect(await plain.client('admin', 'secret').expect('GET', '/version')).toBe(2);
    }),
  'S-006': async ({ rapi }) => {
    expect(settingsSchema.parse({}).ssl).toBe(true);
    // Its settings say nothing about SSL. The client verifies the certificate.
    expect(await rapi.client('admin', 'secret').expect('GET', '/version')).toBe(2);
    await expect(run('curl', ['-s', '-f', `http://127.0.0.1:${rapi.port}/version`])).rejects.toThrow();
  },
  'S-007': (seed) =>
    withPlain(seed, async (plain) => {
      expect(plain.url).toMatch(/^http:/);
      expect(await plain.client('admin', 'secret').expect('GET', '/version')).toBe(2);
    }),

  'S-008': async (seed) => {
    expect(createPaths().rapiUsers).toBe('/var/lib/ganeti/rapi/users');
    expect(seed.rapi.usersFile.endsWith('/var/lib/ganeti/rapi/users')).toBe(true);
    expect(await rights(seed, 'admin', 'secret')).toEqual(writes);
  },
  'S-009': async (seed) => {
    expect((await rights(seed, 'late', 'secret'))[0]).toBe(401);
    seed.rapi.addUser('late secret write');
    await until('the new user', async () => (await rights(seed, 'late', 'secret'))[1] === 200);
  },
  'S-010': async (seed) => {
    expect(await rights(seed, 'spaced', 'secret')).toEqual(writes);
    expect(await rights(seed, 'jack', 'abc123')).toEqual(reads);
    expect((await rights(seed, 'lonely', ''))[0]).toBe(401);
  },
  'S-011': async (seed) => {
    expect(await rights(seed, 'autocreator', 'xyz789')).toEqual(writes);
    expect((await rights(seed, 'xyz789', 'autocreator'))[0]).toBe(401);
  },
  'S-012': async (seed) => {
    expect(await rights(seed, 'reader', 'secret')).toEqual(reads);
    expect(await rights(seed, 'admin', 'secret')).toEqual(writes);
  },
  'S-013': async (seed) => {
    expect(await rights(seed, 'admin', 'secret')).toEqual(writes);
    expect(await rights(seed, 'other', 'secret')).toEqual(reads);
    // Whoever has another word there may do what one without any word may.
    const path = `/2/instances/${seed.mirror}/console`;
    const other = await seed.rapi.client('other', 'secret').request('GET', path);
    expect(other.status).toBe((await seed.reader.request('GET', path)).status);
  },
  'S-014': async (seed) => {
    for (const path of ['/2/instances', '/2/nodes?bulk=1', '/2/jobs', '/2/tags', '/2/os']) {
      expect((await seed.reader.request('GET', path)).status).toBe(200);
    }
    for (const [resource, verbs] of Object.entries(methods)) {
      for (const verb of verbs.filter((each) => each !== 'GET')) {
        expect([verb, resource, (await seed.reader.request(verb, pathIn(seed, resource))).status]).toEqual([
          verb,
          resource,
          403,
        ]);
      }
    }
  },
  'S-015': async (seed) => {
    expect(users[0]).toMatch(/^#/);
    expect((await rights(seed, '#', 'users'))[0]).toBe(401);
  },
  'S-016': async (seed) => {
    expect(await rights(seed, 'jack', 'abc123')).toEqual(reads);
    await withUser(
      seed,
      `hashed {HA1}${md5('hashed:Ganeti Remote API:secret')}`,
      () => rights(seed, 'hashed', 'secret'),
      reads,
    );
  },
  'S-017': async (seed) => expect(await rights(seed, 'brace', '{secret')).toEqual(unknown),
  'S-018': async (seed) => {
    expect(await rights(seed, 'clear', '{secret')).toEqual(writes);
    expect(await rights(seed, 'fred', 'foo555')).toEqual(reads);
  },
  'S-019': (seed) =>
    withUser(seed, `ha {ha1}${md5('ha:Ganeti Remote API:secret')} write`, () => rights(seed, 'ha', 'secret'), writes),
  'S-020': async (seed) => {
    expect(await rights(seed, 'upper', 'secret')).toEqual(reads);
    await withUser(
      seed,
      `mixed {Ha1}${md5('mixed:Ganeti Remote API:secret')}`,
      () => rights(seed, 'mixed', 'secret'),
      reads,
    );
  },
  'S-021': async (seed) => {
    const vector = md5('jack:Ganeti Remote API:abc123');
    // The same hash belongs to this name only.
    await withUser(seed, `jack {HA1}${vector}`, () => rights(seed, 'jack', 'abc123'), reads);
    await withUser(seed, `jill {HA1}${vector}`, () => rights(seed, 'jill', 'abc123'), unknown);
    seed.rapi.addUser('jack abc123');
  },
  'S-022': async (seed) => {
    // A hash is no clear text, and the line does not spoil others.
    expect((await rights(seed, 'jessica', '7046452df2cbb530877058712cf17bd4'))[0]).toBe(401);
    expect((await rights(seed, 'jessica', '{HA1}7046452df2cbb530877058712cf17bd4'))[0]).toBe(401);
    const line = `jessica {HA1}${md5('jessica:Ganeti Remote API:secret')} write`;
    await withUser(seed, line, () => rights(seed, 'jessica', 'secret'), writes);
  },
  'S-023': async (seed) => {
    expect(await rights(seed, 'jack', 'abc123')).toEqual(reads);
    expect(await rights(seed, 'fred', 'foo555')).toEqual(reads);
  },
  'S-024': async ({ anybody }) => {
    const answer = await anybody.request('PUT', '/2/tags?tag=a');
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Basic realm="Ganeti Remote API"']);
  },
  'S-025': (seed) => {
    // RFC 2617, section 3.2.2.2: A1 = unq(username-value) ":" unq(realm-value) ":" passwd
    const a1 = ['digest', 'Ganeti Remote API', 'pw'].join(':');
    return withUser(seed, `digest {HA1}${md5(a1)}`, () => rights(seed, 'digest', 'pw'), reads);
  },

  'S-026': async (seed) => {
    const answer = await seed.ask('GET', '/2/nodes');
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.json).toBeInstanceOf(Array);
    const refused = await seed.ask('PUT', `/2/instances/${seed.mirror}/modify`, Buffer.from('a=b'), {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(refused.status).toBe(415);
  },
  'S-027': async ({ anybody }) => {
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    expect((await anybody.request('GET', '/2/tags', undefined, basic('admin:secret'))).status).toBe(200);
    expect((await anybody.request('GET', '/2/tags', undefined, basic('admin:wrong'))).status).toBe(401);
  },
  'S-028': async (seed) => {
    const [master = '', node = ''] = seed.cluster.nodes;
    expect((await seed.ask('GET', `/2/nodes/${master}/role`)).text.trim()).toBe('"master"');
    expect((await seed.ask('PUT', `/2/instances/${seed.mirror}/startup?dry-run=1`)).text).toMatch(/^"\d+"\n?$/);
    expect(await seed.opcode('PUT', `/2/nodes/${node}/role`, 'master-candidate')).toMatchObject({
      OP_ID: 'OP_NODE_SET_PARAMS',
    });
  },
  'S-029': async (seed) => {
    const [node = ''] = seed.cluster.nodes;
    const bare = [(await seed.ask('GET', `/2/nodes/${node}/role`)).json, (await seed.ask('GET', '/version')).json];
    expect(bare).toEqual(['master', 2]);
    expect((await seed.ask('PUT', `/2/tags?tag=x&dry-run=1`)).text).toMatch(/^"?\d+"?\n?$/);
  },
  'S-030': async (seed) => {
    for (const [resource, verbs] of Object.entries(methods)) {
      if (!verbs.includes('GET') || resource.endsWith('/wait') || resource.endsWith('/storage')) continue;
      const { text, json } = await seed.ask('GET', pathIn(seed, resource));
      expect((JSON.parse(`[${text}]`) as unknown[])[0]).toEqual(json);
    }
    const { text } = await seed.ask('GET', '/2/zzz');
    expect((JSON.parse(`[${text}]`) as Row[])[0]).toMatchObject({ code: 404 });
  },
  'S-031': async (seed) => {
    expect(await seed.status('PUT', `/2/instances/${seed.mirror}/modify`, ['beparams'])).toBe(400);
    expect(await seed.opcode('PUT', `/2/instances/${seed.mirror}/modify`, { beparams: { vcpus: 1 } })).toMatchObject({
      beparams: { vcpus: 1 },
    });
  },
  'S-032': async (seed) => {
    for (const [resource, verbs] of Object.entries(methods)) {
      const all = [...verbs, ...(addedLater[resource] ?? [])];
      await seed.expectMethods(pathIn(seed, resource), all);
    }
  },
  'S-033': async (seed) => {
    const start = (text: string) => `/2/instances/${seed.mirror}/startup?dry-run=${text}`;
    expect((await seed.opcode('PUT', start('1')))['dry_run']).toBe(true);
    for (const word of ['True', 'False', 'true', 'yes', '1.5']) expect(await seed.status('PUT', start(word))).toBe(400);
    expect((await seed.get('/2/nodes?bulk=0'))[0]).toHaveProperty('uri');
    expect((await seed.get('/2/nodes?bulk=1'))[0]).toHaveProperty('mfree');
  },
  'S-034': async (seed) => {
    for (const list of ['/2/instances', '/2/nodes', '/2/groups']) {
      const plain = (await seed.get(list)) as Row[];
      const bulk = (await seed.get(`${list}?bulk=1`)) as Row[];
      expect(plain.every((row) => 'uri' in row && !('uuid' in row))).toBe(true);
      expect(bulk.map((row) => row['name'])).toEqual(plain.map((row) => row['name'] ?? row['id']));
      expect(bulk.every((row) => typeof row['uuid'] === 'string')).toBe(true);
    }
  },
  'S-035': async (seed) => {
    for (const list of ['/2/instances', '/2/nodes', '/2/groups']) {
      const bulk = (await seed.get(`${list}?bulk=1`)) as Row[];
      for (const row of bulk) {
        const { mfree: _mfree, dfree: _dfree, ...one } = (await seed.get(`${list}/${row['name']}`)) as Row;
        // What nodes report may have moved on between the two.
        const { mfree: _mfree2, dfree: _dfree2, ...inBulk } = row;
        expect(one).toMatchObject(inBulk);
      }
    }
  },
  'S-036': async (seed) => {
    await seed.job('PUT', `/2/instances/${seed.mirror}/shutdown?dry-run=1`);
    await seed.job('DELETE', `/2/instances/${seed.mirror}?dry-run=1`);
    expect(await seed.get(`/2/instances/${seed.mirror}`)).toMatchObject({ status: 'running' });
    // The checks are done.
    const refused = await seed.finished('DELETE', '/2/instances/none.example.com?dry-run=1');
    expect(refused.opresult[0]).toEqual(['OpPrereqError', [expect.any(String), 'unknown_entity']]);
  },
  'S-037': async (seed) => {
    const [, node = '', other = ''] = seed.cluster.nodes;
    const role = (force: number, of = node) => `/2/nodes/${of}/role?force=${force}`;
    expect(await seed.opcode('PUT', role(1), 'master-candidate')).toMatchObject({ force: true });
    expect(await seed.opcode('PUT', role(0), 'master-candidate')).toMatchObject({ force: false });
    // Beside a node that could be a candidate, and is none, another one is let go only by force.
    await seed.job('PUT', role(0, other), 'regular');
    expect((await seed.finished('PUT', role(0), 'regular')).opresult[0]).toEqual(['OpPrereqError', [expect.any(String), 'wrong_state']]);
    await seed.job('PUT', role(1), 'regular');
    expect(await seed.get(`/2/nodes/${node}/role`)).toBe('regular');
    for (const each of [node, other]) await seed.job('PUT', role(0, each), 'master-candidate');
  },
  'S-038': async ({ rapi }) => {
    // Alone, as a user's program would load it.
    const { RapiClient } = (await import(join(distDir(), 'rapi-client/index.mjs'))) as typeof rapiClient;
    const client = new RapiClient({ url: rapi.url, ca: rapi.ca, user: 'admin', password: 'secret' });
    expect(await client.expect('GET', '/2/info')).toHaveProperty('master');
    const job = await client.waitForJob(await client.submit('PUT', '/2/tags?tag=client&dry-run=1'));
    expect(job.status).toBe('success');
    client.close();
  },
  'S-039': async ({ rapi, cluster }) => {
    const { stdout } = await run('curl', ['-s', '-f', '--cacert', cluster.up.ca_file, `${rapi.url}/2/info`]);
    expect(JSON.parse(stdout)).toHaveProperty('name', 'cluster.example.com');
  },
};

/** A rapi without SSL, on a port of the command line. */
async function withPlain(seed: Seed, check: (plain: ExtraRapi, port: number) => Promise<void>): Promise<void> {
  const port = await freePort();
  const args = [`--compat=${seed.mode}`, '--no-ssl', '-p', String(port)];
  const plain = await ExtraRapi.start(seed.cluster, {
    users: users.slice(0, 3),
    args,
    url: () => `http://127.0.0.1:${port}`,
  });
  try {
    await check(plain, port);
  } finally {
    await plain.stop();
  }
}

/** Adds a user, and waits until the daemon has seen it. */
async function withUser(
  seed: Seed,
  line: string,
  ask: () => Promise<[number, number]>,
  wanted: readonly number[],
): Promise<void> {
  const mark = seed.fresh('mark');
  seed.rapi.addUser(line);
  seed.rapi.addUser(`${mark} secret`);
  await until('the changed users file', async () => (await rights(seed, mark, 'secret'))[0] === 200);
  expect(await ask()).toEqual(wanted);
}
