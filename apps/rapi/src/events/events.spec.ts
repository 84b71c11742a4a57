/** The stream of events, through real sockets. */
import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import { writeFileSync } from 'node:fs';
import type { MasterEvent } from '@ganeti/master-api';
import { systemClock } from '@ganeti/runtime';
import { startHarness, usersText, type Harness } from '../testing/harness';

let harness: Harness;
const listeners: Listener[] = [];
afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.close();
  await harness.stop();
});

interface Told {
  readonly id?: string;
  readonly event?: string;
  readonly data?: Record<string, unknown>;
}

class Listener {
  text = '';
  ended = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly request: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      this.text += text;
      this.wake();
    });
    response.on('close', () => {
      this.ended = true;
      this.wake();
    });
    response.on('error', () => undefined);
  }

  get told(): Told[] {
    return this.text
      .split('\n\n')
      .slice(0, -1)
      .map((block) => {
        const lines = Object.fromEntries(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
        return { id: lines['id'], event: lines['event'], data: lines['data'] === undefined ? undefined : (JSON.parse(lines['data']) as Told['data']) };
      })
      .filter(({ event }) => event !== undefined);
  }

  async until(fits: () => boolean): Promise<void> {
    while (!fits()) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  async events(count: number): Promise<Told[]> {
    await this.until(() => this.told.length >= count);
    return this.told;
  }

  close(): void {
    this.request.destroy();
  }
}

function listen(path = '', user = 'peer:secret', headers: Record<string, string> = {}): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const request = get(`${harness.url}/2/events${path}`, { auth: user, headers, agent: false }, (response) => {
      const listener = new Listener(request, response);
      listeners.push(listener);
      resolve(listener);
    });
    request.on('error', reject);
  });
}
/** A listener that the master knows of. */
async function listening(path?: string, user?: string, headers?: Record<string, string>): Promise<Listener> {
  const before = harness.master.subscriptions;
  const listener = await listen(path, user, headers);
  while (listener.response.statusCode === 200 && harness.master.subscriptions === before) await new Promise(setImmediate);
  return listener;
}

const job = (id: number, user = 'peer'): Omit<MasterEvent, 'id'> => ({ kind: 'job', type: 'changed', name: id, data: { status: 'running' }, access: { user: `rapi:${user}` } });
const instance = (name: string, tags: string[] = [], groups: string[] = []): Omit<MasterEvent, 'id'> => ({ kind: 'instance', type: 'status', name, data: { status: 'running' }, access: { tags, groups } });

it('tells what happens, in the form of server-sent events', async () => {
  harness = await startHarness();
  const listener = await listening();
  expect(listener.response.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  harness.master.emit(job(7));
  harness.master.emit(instance('web1', ['secret-of-no-use']));
  expect(await listener.events(2)).toEqual([
    { id: 'f-1', event: 'job', data: { type: 'changed', id: 7, status: 'running' } },
    { id: 'f-2', event: 'instance', data: { type: 'status', name: 'web1', status: 'running' } },
  ]);
  expect(listener.text).not.toContain('secret-of-no-use');
});

it('gives a client that comes back what it missed, and a reset when that is not known any more', async () => {
  harness = await startHarness();
  for (const id of [1, 2, 3]) harness.master.emit(job(id));
  expect((await (await listening('', undefined, { 'last-event-id': 'f-1' })).events(2)).map(({ id }) => id)).toEqual(['f-2', 'f-3']);
  expect((await (await listening('?last_event_id=f-2')).events(1)).map(({ id }) => id)).toEqual(['f-3']);
  expect(await (await listening('', undefined, { 'last-event-id': 'other-1' })).events(1)).toEqual([{ id: 'f-3', event: 'reset', data: {} }]);
});

it('goes on when the master comes back, with a reset', async () => {
  harness = await startHarness({}, {}, { ...systemClock, now: () => 1_700_000_000, sleep: (_seconds, signal) => systemClock.sleep(0.01, signal) });
  const listener = await listening();
  harness.master.emit(job(1));
  await listener.events(1);
  harness.master.restart('g');
  while (harness.master.subscriptions === 0) await new Promise(setImmediate);
  harness.master.emit(job(2));
  expect((await listener.events(3)).map(({ id, event }) => [id, event])).toEqual([['f-1', 'job'], ['g-0', 'reset'], ['g-1', 'job']]);
});

it('tells only the kinds that were asked for, and how far it has come', async () => {
  harness = await startHarness({ event_heartbeat_seconds: 0.05 });
  const listener = await listening('?kinds=instance,node');
  harness.master.emit(job(1));
  harness.master.emit(instance('web1'));
  harness.master.emit(job(2));
  expect((await listener.events(1)).map(({ id }) => id)).toEqual(['f-2']);
  await listener.until(() => listener.text.includes(': here\nid: f-3\n\n'));
  expect((await listen('?kinds=job,nonsense')).response.statusCode).toBe(400);
});

describe('users whose rights end at some objects', () => {
  const roles = { web: { rules: [{ permissions: ['instance.read', 'job.read'], where: { tags: ['team:web'] } }] } };
  const start = async (): Promise<void> => {
    harness = await startHarness({}, { users: 'alice pw web\n', roles });
    harness.master.tables['instance'] = [
      { name: 'web1', tags: ['team:web'] },
      { name: 'db1', tags: ['team:db'] },
    ];
  };

  it('hear of those objects, and of jobs that are theirs or touch nothing else', async () => {
    await start();
    for (const [user, name] of [['alice', 'db1'], ['peer', 'db1'], ['peer', 'web1']] as const) {
      await harness.master.submit([[{ OP_ID: 'OP_INSTANCE_STARTUP', instance_name: name }]], user);
    }
    const listener = await listening('', 'alice:pw');
    for (const id of [1, 2, 3]) harness.master.emit(job(id, 'whoever'));
    harness.master.emit(instance('db1', ['team:db']));
    harness.master.emit({ kind: 'cluster', type: 'changed', name: 'c', data: {}, access: {} });
    harness.master.emit({ kind: 'node', type: 'changed', name: 'n', data: {}, access: { tags: ['team:web'] } });
    harness.master.emit(instance('web1', ['team:web']));
    expect((await listener.events(3)).map(({ event, data }) => [event, data?.['id'] ?? data?.['name']])).toEqual([['job', 1], ['job', 3], ['instance', 'web1']]);
    expect((await listen('?kinds=node', 'alice:pw')).response.statusCode).toBe(403);
  });

  it('have to come back when users change', async () => {
    await start();
    const listener = await listening('', 'alice:pw');
    writeFileSync(harness.paths.rapiUsers, usersText);
    await harness.rapi.reloadUsers();
    await listener.until(() => listener.ended);
    expect((await listen('', 'alice:pw')).response.statusCode).toBe(401);
  });
});

it('keeps the number of streams of a user small, and forgets those that have gone', async () => {
  harness = await startHarness({ max_event_streams: 2 });
  const [first] = [await listening(), await listening()];
  const third = await listen();
  expect([third.response.statusCode, third.response.headers['retry-after']]).toEqual([429, '10']);
  expect((await listening('', 'ro:ropw')).response.statusCode).toBe(200);
  first.close();
  while (harness.master.subscriptions === 3) await new Promise((resolve) => setTimeout(resolve, 5));
  expect((await listening()).response.statusCode).toBe(200);
});

it('ends with the daemon', async () => {
  harness = await startHarness();
  const listener = await listening();
  const stopped = harness.stop();
  await listener.until(() => listener.ended);
  await stopped;
  harness = await startHarness();
});
