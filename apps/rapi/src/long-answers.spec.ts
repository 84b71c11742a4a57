/** Long answers go out as the client takes them in. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { startHarness, type Harness } from './testing/harness';

const login = `Authorization: Basic ${Buffer.from('peer:secret').toString('base64')}`;

describe('a long answer', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
    // More than the socket's buffers hold.
    harness.master.tables['instance'] = Array.from({ length: 3000 }, (_, n) => ({ name: `inst${n}`, tags: ['x'.repeat(8000)] }));
    harness.master.pieces = 50;
    harness.master.change();
  });
  afterAll(() => harness.stop());

  it('comes whole', async () => {
    const { json } = await harness.client('peer', 'secret').request('GET', '/2/instances?bulk=1');
    expect(json).toHaveLength(3000);
  });

  it('waits for a client that does not read, and ends with it', async () => {
    const socket = connect(harness.rapi.port, '127.0.0.1');
    socket.write(`GET /2/instances?bulk=1 HTTP/1.1\r\nHost: x\r\n${login}\r\n\r\n`);
    await once(socket, 'readable');
    const logged = harness.log.length;
    // It has begun, and is not over: most of it has not been handed to the socket.
    expect((await harness.client('peer', 'secret').request('GET', '/version')).json).toBe(2);
    expect(harness.log.slice(logged).map(({ url }) => url)).toEqual(['/version']);
    socket.destroy();
    while (harness.log.length < logged + 2) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(harness.log.at(-1)).toMatchObject({ url: '/2/instances?bulk=1' });
  });
});
