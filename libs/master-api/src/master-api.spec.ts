import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JobQueueDrainError, NoMasterError, OpPrereqError } from '@ganeti/errors';
import { type CallerContext, type MasterClient, type MasterEvent, type MasterHandlers, type MasterServer, connectMaster, serveMaster } from './index';

let dir: string;
let socketPath: string;
const open: (MasterClient | MasterServer)[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ganeti-master-'));
  socketPath = join(dir, 'socket', 'ganeti-master');
});
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
  await rm(dir, { recursive: true });
});

const unused = async (): Promise<never> => {
  throw new Error('not expected here');
};
const names = ['submit', 'query', 'queryFields', 'waitForChange', 'cancelJob', 'killJob', 'archiveJob', 'autoArchive', 'changePriority', 'setDrain', 'watcherStatus', 'watcherRun', 'setWatcherPause', 'replaceFilter', 'deleteFilter', 'jobOwners', 'metrics', 'subscribe'];
async function serve(handlers: Partial<MasterHandlers>): Promise<MasterServer> {
  const all = { ...Object.fromEntries(names.map((name) => [name, unused])), ...handlers } as MasterHandlers;
  const server = await serveMaster({ socketPath, handlers: all });
  open.push(server);
  return server;
}
function connect(): MasterClient {
  const client = connectMaster(socketPath, { client: 'test', user: 'me' });
  open.push(client);
  return client;
}
const failureOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => undefined, (error: unknown) => error);
const untilAborted = (signal: AbortSignal): Promise<never> => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

describe('calls', () => {
  it('carry their parameters and answers', async () => {
    const calls: unknown[][] = [];
    let caller: CallerContext | undefined;
    const record =
      <T>(answer: T) =>
      async (...args: unknown[]): Promise<T> => {
        caller = args.pop() as CallerContext;
        calls.push(args);
        return answer;
      };
    await serve({
      submit: record([{ jobId: 12 }, { error: new OpPrereqError('no such field', 'wrong_input') }]),
      query: record({ revision: '7', notModified: false, rows: [Buffer.from('[1]')], fieldsJson: '[{}]' }),
      queryFields: record('{"fields": []}'),
      waitForChange: record({ job_info: ['success'], log_entries: [[1, [2, 3], 'message', 'x']] }),
      cancelJob: record([true, 'Job 12 has been cancelled'] as const),
      killJob: record([true, 'Job 12 has been killed'] as const),
      archiveJob: record(false),
      autoArchive: record([3, 4] as const),
      changePriority: record([false, 'done already'] as const),
      setDrain: record(undefined),
      watcherStatus: record({ interval: 60 }),
      watcherRun: record([]),
      setWatcherPause: record(undefined),
      replaceFilter: record('uuid-1'),
      deleteFilter: record(undefined),
      jobOwners: record([{ id: 12, user: 'test:me', ops: [{ OP_ID: 'OP_TEST_DELAY' }] }]),
      metrics: record('ganeti_jobs 1\n'),
    });
    const master = connect();
    expect(await master.submit([[{ OP_ID: 'OP_TEST_DELAY', duration: 0 }], [{}, {}]])).toEqual([
      { jobId: 12 },
      { error: expect.any(OpPrereqError) },
    ]);
    const query = { kind: 'instance', fields: ['name'], filter: ['=', 'name', 'web1'], names: ['web1'], mustExist: true, form: 'dicts' as const, ifRevision: '6' };
    expect(await master.query(query)).toMatchObject({ revision: '7', notModified: false, rowsJson: Buffer.from('[1]'), fieldsJson: '[{}]' });
    await master.query({ kind: 'node', fields: [] });
    expect(await master.queryFields('node', ['name'])).toBe('{"fields": []}');
    const wait = { jobId: 4_294_967_296_123, fields: ['status'], previousInfo: ['running'], previousLogSerial: 0, timeout: 1.5 };
    expect(await master.waitForChange(wait)).toEqual({ job_info: ['success'], log_entries: [[1, [2, 3], 'message', 'x']] });
    await master.waitForChange({ ...wait, previousInfo: null, previousLogSerial: null });
    expect(await master.cancelJob(12)).toEqual([true, 'Job 12 has been cancelled']);
    expect(await master.killJob(12)).toEqual([true, 'Job 12 has been killed']);
    expect(await master.archiveJob(12)).toBe(false);
    expect(await master.autoArchive(-1, 10)).toEqual([3, 4]);
    expect(await master.changePriority(12, -10)).toEqual([false, 'done already']);
    expect(await master.setDrain(true)).toBeUndefined();
    expect(await master.watcherStatus()).toEqual({ interval: 60 });
    expect(await master.watcherRun(true)).toEqual([]);
    expect(await master.setWatcherPause(1234.5)).toBeUndefined();
    expect(await master.setWatcherPause(null)).toBeUndefined();
    const rule = { uuid: null, priority: 3, predicates: [['jobid', ['=', 'id', 1]]], action: ['RATE_LIMIT', 2], reason: [['me', 'why', 1]] };
    expect(await master.replaceFilter(rule)).toBe('uuid-1');
    expect(await master.deleteFilter('uuid-1')).toBeUndefined();
    expect(await master.jobOwners([12, 13])).toEqual([{ id: 12, user: 'test:me', ops: [{ OP_ID: 'OP_TEST_DELAY' }] }]);
    expect(await master.metrics()).toBe('ganeti_jobs 1\n');
    expect(calls).toEqual([
      [[[{ OP_ID: 'OP_TEST_DELAY', duration: 0 }], [{}, {}]]],
      [query],
      [{ kind: 'node', fields: [], filter: null, names: [], mustExist: false, form: 'pairs' }],
      ['node', ['name']],
      [wait],
      [{ ...wait, previousInfo: null, previousLogSerial: null }],
      [12],
      [12],
      [12],
      [-1, 10],
      [12, -10],
      [true],
      [],
      [true],
      [1234.5],
      [null],
      [rule],
      ['uuid-1'],
      [[12, 13]],
      [],
    ]);
    expect(caller).toMatchObject({ client: 'test', user: 'me' });
    await master.as('alice').cancelJob(1);
    expect(caller).toMatchObject({ client: 'test', user: 'alice' });
    await master.cancelJob(1);
    expect(caller).toMatchObject({ client: 'test', user: 'me' });
  });

  it('throw what the master threw, with its class', async () => {
    await serve({
      submit: async () => {
        throw new JobQueueDrainError();
      },
    });
    expect(await failureOf(connect().submit([[]]))).toBeInstanceOf(JobQueueDrainError);
  });

  it('bring events as they happen, until they are wanted no more', async () => {
    const event = (id: number): MasterEvent => ({ id: `r-${id}`, kind: 'job', type: 'changed', name: id, data: { status: 'queued' }, access: { user: null } });
    let ended: () => void;
    const end = new Promise<void>((resolve) => (ended = resolve));
    await serve({
      async *subscribe(after, { signal }) {
        yield [event(1), event(2)];
        yield after === 'oldest' ? [event(3)] : [];
        await untilAborted(signal).catch(() => undefined);
        ended();
      },
    });
    const stop = new AbortController();
    const seen: MasterEvent[] = [];
    const failure = failureOf(
      connect().subscribe('oldest', (events) => {
        seen.push(...events);
        if (seen.length === 3) stop.abort(new Error('enough'));
      }, stop.signal),
    );
    expect(await failure).toMatchObject({ message: 'enough' });
    expect(seen).toEqual([event(1), event(2), event(3)]);
    await end;
  });

  it('answer null and nochange of waits as they are', async () => {
    await serve({ waitForChange: async ({ jobId }) => (jobId === 1 ? null : 'nochange') });
    const wait = { fields: [], previousInfo: null, previousLogSerial: null, timeout: 0 };
    expect(await connect().waitForChange({ jobId: 1, ...wait })).toBeNull();
    expect(await connect().waitForChange({ jobId: 2, ...wait })).toBe('nochange');
  });

  it.each([0, 1, 1024 * 1024, 1024 * 1024 + 1, 9_000_001])('bring rows of %i bytes whole', async (size) => {
    const rowsJson = Buffer.alloc(size, 'abcdefg');
    await serve({ query: async () => ({ revision: 'r', notModified: size === 0, rows: [rowsJson], fieldsJson: 'f' }) });
    const answer = await connect().query({ kind: 'instance', fields: [] });
    expect(answer).toMatchObject({ revision: 'r', notModified: size === 0, fieldsJson: 'f' });
    expect(answer.rowsJson.equals(rowsJson)).toBe(true);
  });

  it('do not bring again what the client has', async () => {
    const old = [1, 2, 3, 4, 5, 6].map((n) => Buffer.alloc(n * 100_000, String(n)));
    const fresh = [old[0]!, Buffer.alloc(1_200_000, 'x'), old[2]!, old[3]!, old[1]!, Buffer.from(']')];
    const lists = [old, fresh];
    await serve({ query: async ({ ifRevision }) => ({ revision: 'r', notModified: false, fieldsJson: '', rows: lists[ifRevision === undefined ? 0 : 1]!, base: old }) });
    const master = connect();
    const first = await master.query({ kind: 'instance', fields: [] });
    const second = await master.query({ kind: 'instance', fields: [], ifRevision: 'r' }, undefined, first.rows);
    expect(second.rowsJson.equals(Buffer.concat(fresh))).toBe(true);
    // Those pieces are the very same ones.
    expect([0, 2, 3, 4].map((index) => first.rows.indexOf(second.rows[index]!))).toEqual([0, 2, 3, 1]);
    // Who did not say it has the rows gets them.
    const third = await master.query({ kind: 'instance', fields: [], ifRevision: 'r' });
    expect(third.rowsJson.equals(second.rowsJson)).toBe(true);
  });

  it('are put together as the service made them, whatever the client has', async () => {
    const pieces = [0, 1, 2, 3, 4].map((n) => Buffer.from(`piece ${n}`));
    let answer: { rows: Buffer[]; base: Buffer[] } = { rows: [], base: [] };
    await serve({ query: async () => ({ revision: 'r', notModified: false, fieldsJson: '', ...answer }) });
    const master = connect();
    const some = fc.array(fc.constantFrom(...pieces), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(some, some, async (rows, base) => {
        answer = { rows, base };
        const { rowsJson } = await master.query({ kind: 'instance', fields: [], ifRevision: 'r' }, undefined, base);
        expect(rowsJson.toString()).toBe(Buffer.concat(rows).toString());
      }),
    );
  });

  it('overtake each other on one connection', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await serve({
      cancelJob: async (id) => {
        if (id === 0) await held;
        return [true, String(id)];
      },
    });
    const master = connect();
    const first = master.cancelJob(0);
    const others = await Promise.all(Array.from({ length: 500 }, (_, i) => master.cancelJob(i + 1)));
    expect(others.map(([, text]) => text)).toEqual(Array.from({ length: 500 }, (_, i) => String(i + 1)));
    release();
    expect(await first).toEqual([true, '0']);
  });
});

describe('giving up', () => {
  it('tells the master, and rejects with the reason', async () => {
    let told: (reason: unknown) => void = () => undefined;
    const aborted = new Promise((resolve) => (told = resolve));
    await serve({
      waitForChange: async (_request, { signal }) => {
        signal.addEventListener('abort', () => told(signal.reason));
        return await untilAborted(signal);
      },
    });
    const controller = new AbortController();
    const waiting = failureOf(connect().waitForChange({ jobId: 1, fields: [], previousInfo: null, previousLogSerial: null, timeout: 60 }, controller.signal));
    setTimeout(() => controller.abort(new Error('enough')), 50);
    expect(await waiting).toMatchObject({ message: 'enough' });
    expect(await aborted).toBeInstanceOf(Error);
  });

  it('happens to everything a client waits for when it goes away', async () => {
    let told: () => void = () => undefined;
    const aborted = new Promise<void>((resolve) => (told = resolve));
    let entered: () => void = () => undefined;
    const inside = new Promise<void>((resolve) => (entered = resolve));
    await serve({
      cancelJob: async (_id, { signal }) => {
        entered();
        signal.addEventListener('abort', told);
        return await untilAborted(signal);
      },
    });
    const master = connect();
    const call = failureOf(master.cancelJob(1));
    await inside;
    master.close();
    expect(await call).toBeInstanceOf(NoMasterError);
    await aborted;
    expect(await failureOf(master.cancelJob(1))).toBeInstanceOf(NoMasterError);
  });
});

describe('the master', () => {
  it('that is down is told at once, and found as soon as it is up', async () => {
    const master = connect();
    const error = await failureOf(master.cancelJob(1));
    expect(error).toBeInstanceOf(NoMasterError);
    expect((error as Error).message).toContain(socketPath);
    await serve({ cancelJob: async () => [true, ''] });
    expect(await master.cancelJob(1)).toEqual([true, '']);
  });

  it('that goes away fails what is under way, and is found again when it is back', async () => {
    let entered: () => void = () => undefined;
    const inside = new Promise<void>((resolve) => (entered = resolve));
    const first = await serve({ cancelJob: async (_id, { signal }) => (entered(), await untilAborted(signal)) });
    const master = connect();
    const call = failureOf(master.cancelJob(1));
    await inside;
    await first.close();
    expect(await call).toBeInstanceOf(NoMasterError);
    await serve({ cancelJob: async () => [true, 'again'] });
    expect(await master.cancelJob(1)).toEqual([true, 'again']);
  });

  it('keeps its socket to itself, takes over one left behind, but not one in use', async () => {
    await serve({});
    expect((await stat(socketPath)).mode & 0o777).toBe(0o660);
    await expect(serve({})).rejects.toThrow(socketPath);
    for (const thing of open.splice(0)) await thing.close();
    // A socket file whose listener is gone without a word, as after kill -9.
    const script = `require('net').createServer().listen(${JSON.stringify(socketPath)}, () => process.kill(process.pid, 'SIGKILL'))`;
    expect(spawnSync(process.execPath, ['-e', script]).signal).toBe('SIGKILL');
    expect((await stat(socketPath)).isSocket()).toBe(true);
    await serve({ cancelJob: async () => [true, ''] });
    expect(await connect().cancelJob(1)).toEqual([true, '']);
  });
});
