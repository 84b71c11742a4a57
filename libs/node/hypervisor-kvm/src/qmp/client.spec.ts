import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock, type ManualClock } from '@ganeti/node-storage';
import { QmpClient, QmpConnectionError, QmpError } from './client';

let dir: string;
let path: string;
let server: Server;
let clock: ManualClock;
let sockets: Socket[];
type Answer = (command: { execute: string; arguments?: unknown; id: string }, socket: Socket) => void;
let answer: Answer;
const reply = (socket: Socket, message: unknown): void => void socket.write(`${JSON.stringify(message)}\r\n`);
const greeting = { QMP: { version: { qemu: { major: 7, minor: 2, micro: 22 }, package: 'Debian' }, capabilities: [] } };
let greet = true;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ganeti-qmp-'));
  path = join(dir, 'qmp');
  clock = manualClock();
  sockets = [];
  greet = true;
  answer = ({ id }, socket) => reply(socket, { return: {}, id });
  server = createServer((socket) => {
    sockets.push(socket);
    if (greet) reply(socket, greeting);
    let rest = '';
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const lines = (rest + String(bytes)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) answer(JSON.parse(line), socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  rmSync(dir, { recursive: true, force: true });
});

it('negotiates, runs commands, tells refusals by their class', async () => {
  const seen: unknown[] = [];
  answer = (command, socket) => {
    seen.push([command.execute, command.arguments]);
    if (command.execute === 'cont') reply(socket, { error: { class: 'DeviceNotFound', desc: 'no such thing' }, id: command.id });
    else reply(socket, { return: { done: command.execute }, id: command.id });
  };
  const client = await QmpClient.connect(path, { clock });
  expect(client.version).toBe('7.2.22');
  expect(await client.execute('query-status', { a: 1 })).toEqual({ done: 'query-status' });
  const refused = await client.execute('cont').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(QmpError);
  expect(refused).toMatchObject({ qmpClass: 'DeviceNotFound', message: expect.stringContaining('no such thing') });
  expect(seen).toEqual([['qmp_capabilities', undefined], ['query-status', { a: 1 }], ['cont', undefined]]);
  client.close();
});

it('gives each answer to whom it belongs, whatever the order', async () => {
  const waiting: [string, Socket][] = [];
  const client = await QmpClient.connect(path, { clock });
  const both = new Promise<void>((resolve) => {
    answer = ({ id }, socket) => {
      waiting.push([id, socket]);
      if (waiting.length === 2) resolve();
    };
  });
  const answers = Promise.all([client.execute('one'), client.execute('two')]);
  await both;
  for (const [id, socket] of waiting.reverse()) reply(socket, { return: id, id });
  const [one, two] = (await answers) as string[];
  expect(Number(two)).toBe(Number(one) + 1);
  client.close();
});

it('hands on events, and waits for one', async () => {
  const client = await QmpClient.connect(path, { clock });
  const seen: string[] = [];
  client.onEvent(({ event }) => seen.push(event));
  const stopped = client.waitFor(({ event }) => event === 'STOP', 60);
  for (const event of ['RESUME', 'STOP']) reply(sockets[0]!, { event, timestamp: { seconds: 1, microseconds: 0 } });
  expect((await stopped)?.event).toBe('STOP');
  expect(seen).toEqual(['RESUME', 'STOP']);
  const never = client.waitFor(() => false, 5);
  clock.advance(5);
  expect(await never).toBeNull();
  expect(await client.waitFor(() => true, 5, AbortSignal.abort())).toBeNull();
  client.close();
});

it('waits no longer than it should, and ignores what comes late', async () => {
  const client = await QmpClient.connect(path, { clock });
  const asked = new Promise<[string, Socket]>((resolve) => (answer = ({ id }, socket) => resolve([id, socket])));
  const slow = client.execute('slow', undefined, { timeoutSeconds: 3 });
  const [id, socket] = await asked;
  clock.advance(3);
  await expect(slow).rejects.toThrow(/slow within 3 s/);
  reply(socket, { return: {}, id });
  answer = (command, to) => reply(to, { return: 'well', id: command.id });
  expect(await client.execute('again')).toBe('well');
  client.close();
});

it('says so when QEMU ends, is not there, or is something else', async () => {
  const client = await QmpClient.connect(path, { clock });
  answer = (_command, socket) => socket.destroy();
  await expect(client.execute('quit')).rejects.toBeInstanceOf(QmpConnectionError);
  await client.closed;
  await expect(client.execute('again')).rejects.toBeInstanceOf(QmpConnectionError);
  await expect(QmpClient.connect(join(dir, 'none'), { clock })).rejects.toThrow(/ENOENT/);
  greet = false;
  const other = QmpClient.connect(path, { clock });
  while (sockets.length < 2) await new Promise((resolve) => setImmediate(resolve));
  sockets[1]!.write('SSH-2.0\n');
  await expect(other).rejects.toThrow(/does not speak QMP/);
});
