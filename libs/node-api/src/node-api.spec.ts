import { constants, createSecureServer } from 'node:http2';
import { type Socket, connect as tcpConnect, createServer } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { Client, ChannelCredentials, status } from '@grpc/grpc-js';
import { OpExecError, OpPrereqError, RpcError } from '@ganeti/errors';
import { type CertificateBundle, certificateDigest, createCa, issueCertificate } from '@ganeti/runtime';
import {
  type ConnectNodeOptions,
  type HandlerContext,
  type NodeConnection,
  type NodeHandlers,
  type NodeServer,
  type NodeServerOptions,
  type Refusal,
  type TlsMaterial,
  connectNode,
  decodeReply,
  encodeReply,
  nodeMethods,
  probePeer,
  progressMethods,
  readMethods,
  serveNode,
} from './index';

const uuid = 'b3c1f7ac-0f7e-4b3e-9a53-9f2f5f0f2c01';
let ca: CertificateBundle;
let nodeTls: TlsMaterial;
let masterTls: TlsMaterial;
let strangerTls: TlsMaterial;
const material = (authority: CertificateBundle, bundle: CertificateBundle): TlsMaterial => ({
  ca: authority.certificate,
  cert: bundle.certificate,
  key: bundle.key,
});

beforeAll(async () => {
  ca = await createCa('cluster', 100);
  const otherCa = await createCa('cluster', 100);
  nodeTls = material(ca, await issueCertificate(ca, { commonName: 'node1', role: { node: uuid }, days: 10 }));
  masterTls = material(ca, await issueCertificate(ca, { commonName: 'cluster', role: 'master', days: 10 }));
  // Trusts this cluster, but was signed elsewhere.
  strangerTls = material(ca, await issueCertificate(otherCa, { commonName: 'cluster', role: 'master', days: 10 }));
});

const unused = async (): Promise<never> => {
  throw new Error('not expected here');
};
const handlersWith = (some: Partial<NodeHandlers>): NodeHandlers =>
  ({ ...Object.fromEntries(nodeMethods.map((method) => [method, unused])), ...some }) as NodeHandlers;

const open: (NodeServer | NodeConnection)[] = [];
const refused: Refusal[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
  refused.length = 0;
});

async function serve(handlers: Partial<NodeHandlers>, more: Partial<NodeServerOptions> = {}): Promise<NodeServer> {
  const server = await serveNode({
    host: '127.0.0.1',
    port: 0,
    tls: nodeTls,
    handlers: handlersWith(handlers),
    watch: unused,
    acceptEpoch: () => undefined,
    onRefused: (refusal) => refused.push(refusal),
    ...more,
  });
  open.push(server);
  return server;
}
function connect(port: number, more: Partial<ConnectNodeOptions> = {}): NodeConnection {
  const connection = connectNode({ name: 'node1', address: '127.0.0.1', port, tls: masterTls, epoch: 7, ...more });
  open.push(connection);
  return connection;
}
const delay = async (): Promise<void> => undefined;
const failureOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => undefined, (error: unknown) => error);

describe('a call', () => {
  it('brings the request with every field, and epoch, job and step; and takes the answer back', async () => {
    const seen: [unknown, HandlerContext][] = [];
    const { port } = await serve({
      'Blocks.Create': async (request, cx) => {
        seen.push([request, cx]);
        return { uuid: 'd1', exists: true, sync_percent: 12.5, size: 1024 };
      },
    });
    const answer = await connect(port).call(
      'Blocks.Create',
      { device: { dev_type: 'drbd', size: 1024, drbd: { node_a: 'a', port: 11000 }, children: [{ dev_type: 'plain', plain: { vg: 'x', lv: 'y' } }] } },
      { job: '1/0', step: '1/0/create' },
    );
    expect(answer).toMatchObject({ uuid: 'd1', exists: true, sync_percent: 12.5, size: 1024, degraded: false, role: '', minor: 0 });
    expect(seen[0]![0]).toMatchObject({
      device: { dev_type: 'drbd', logical_id: 'drbd', drbd: { node_a: 'a', port: 11000, secret: '' }, children: [{ logical_id: 'plain', params: {} }], uuid: '' },
      owner: '',
      on_primary: false,
    });
    expect(seen[0]![1]).toMatchObject({ epoch: 7, job: '1/0', step: '1/0/create' });
  });

  it('throws what the handler threw, with its class', async () => {
    const { port } = await serve({
      'Node.Delay': async () => {
        throw new OpPrereqError('no space on näheres', 'insufficient_resources');
      },
      'Blocks.Wipe': async () => {
        throw new OpExecError('disk broke: ' + 'x'.repeat(100_000));
      },
      'Blocks.Remove': async () => {
        throw new TypeError('a bug');
      },
    });
    const connection = connect(port);
    const error = await failureOf(connection.call('Node.Delay', { seconds: 1 }));
    expect(error).toBeInstanceOf(OpPrereqError);
    expect(error).toMatchObject({ message: 'no space on näheres', code: 'insufficient_resources' });
    const long = (await failureOf(connection.call('Blocks.Wipe', {}))) as Error;
    expect(long).toBeInstanceOf(OpExecError);
    expect(long.message).toMatch(/^disk broke: x{4000}/);
    expect(await failureOf(connection.call('Blocks.Remove', {}))).toMatchObject({ className: 'OpExecError', message: 'a bug' });
  });

  it('with progress tells it as it comes, and then ends', async () => {
    const { port } = await serve({
      'OperatingSystems.Create': async (_request, cx) => {
        cx.progress('formatting', 10);
        cx.progress('still going');
      },
    });
    const lines: unknown[] = [];
    const answer = await connect(port).call('OperatingSystems.Create', {}, { onProgress: (...line) => lines.push(line) });
    expect(answer).toBeUndefined();
    expect(lines).toEqual([
      ['formatting', 10],
      ['still going', null],
    ]);
  });

  it('that takes too long is a timeout, and the handler is told', async () => {
    const told = withResolvers();
    const { port } = await serve({
      'Node.Delay': (_request, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            told.resolve(signal.reason);
            reject(signal.reason);
          }),
        ),
    });
    const error = await failureOf(connect(port).call('Node.Delay', {}, { timeoutSeconds: 0.2 }));
    expect(error).toMatchObject({ className: 'RPCError', reason: 'timeout', node: 'node1' });
    expect((error as Error).message).toContain('Node.Delay');
    expect(await told.promise).toBeInstanceOf(Error);
  });

  it('can be given up', async () => {
    const told = withResolvers();
    const { port } = await serve({
      'Node.Delay': (_request, { signal }) => new Promise(() => signal.addEventListener('abort', () => told.resolve(null))),
    });
    const controller = new AbortController();
    const call = failureOf(connect(port).call('Node.Delay', {}, { signal: controller.signal }));
    setTimeout(() => controller.abort(new Error('job cancelled')), 50);
    expect(await call).toMatchObject({ message: 'job cancelled' });
    await told.promise;
  });

  it('may be large', async () => {
    const { port } = await serve({ 'Files.WriteConfig': async ({ content }) => expect(content.length).toBe(30_000_000) });
    await connect(port).call('Files.WriteConfig', { content: Buffer.alloc(30_000_000, 1), revision: 3 });
  });

  it('many at once on one connection are carried out side by side', async () => {
    let now = 0;
    let most = 0;
    const gate = withResolvers();
    const { port } = await serve({
      'Node.Delay': async () => {
        most = Math.max(most, ++now);
        if (now === 200) gate.resolve(null);
        await gate.promise;
      },
    });
    const connection = connect(port);
    await Promise.all(Array.from({ length: 200 }, () => connection.call('Node.Delay', {})));
    expect(most).toBe(200);
  });
});

describe('who may call', () => {
  it('is the master only: a node’s certificate is turned away, and the peer named', async () => {
    const { port } = await serve({ 'Node.Delay': delay });
    const error = await failureOf(connect(port, { tls: nodeTls }).call('Node.Delay', {}));
    expect(error).toMatchObject({ className: 'RPCError', reason: 'refused' });
    expect(refused).toEqual([{ peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/), reason: expect.stringContaining('master') }]);
  });

  it('is nobody with a certificate from another authority', async () => {
    const { port } = await serve({ 'Node.Delay': delay });
    expect(await failureOf(connect(port, { tls: strangerTls }).call('Node.Delay', {}))).toBeInstanceOf(RpcError);
    expect(refused).toEqual([{ peer: expect.stringMatching(/^127/), reason: expect.stringContaining('certificate') }]);
  });

  it('is nobody without a certificate, and nobody without TLS', async () => {
    const { port } = await serve({ 'Node.Delay': delay });
    await new Promise<void>((resolve) => {
      const socket = tlsConnect({ port, host: '127.0.0.1', ca: ca.certificate, checkServerIdentity: () => undefined, ALPNProtocols: ['h2'] });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
    });
    await new Promise<void>((resolve) => {
      const socket = tcpConnect(port, '127.0.0.1', () => socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
    });
    expect(refused.map(({ peer }) => peer)).toEqual([expect.stringMatching(/^127/), expect.stringMatching(/^127/)]);
    expect(refused[1]!.reason).toContain('TLS');
  });

  it('is a master whose epoch is accepted', async () => {
    const epochs: number[] = [];
    const { port } = await serve(
      { 'Node.Delay': delay },
      {
        acceptEpoch: (epoch) => {
          epochs.push(epoch);
          if (epoch < 9) throw new Error('epoch 9 has been seen');
        },
      },
    );
    expect(await failureOf(connect(port, { epoch: 8 }).call('Node.Delay', {}))).toMatchObject({
      reason: 'refused',
      message: expect.stringContaining('epoch 9 has been seen'),
    });
    await connect(port, { epoch: 9 }).call('Node.Delay', {});
    expect(epochs).toEqual([8, 9]);
  });

  it('may ask for the health of the daemon with gRPC’s own service', async () => {
    const { port } = await serve({});
    const client = new Client(
      `127.0.0.1:${port}`,
      ChannelCredentials.createSsl(Buffer.from(masterTls.ca), Buffer.from(masterTls.key), Buffer.from(masterTls.cert), { checkServerIdentity: () => undefined }),
    );
    const answer = await new Promise<Buffer>((resolve, reject) =>
      client.makeUnaryRequest('/grpc.health.v1.Health/Check', () => Buffer.alloc(0), (bytes) => bytes, {}, (error, value) => (error ? reject(error) : resolve(value!))),
    );
    client.close();
    // field 1 (status) = 1 (SERVING)
    expect([...answer]).toEqual([8, 1]);
    expect(status.OK).toBe(0);
  });
});

describe('which node answers', () => {
  it('is told by its certificate: another digest is refused', async () => {
    const { port } = await serve({ 'Node.Delay': delay });
    const right = connect(port, { expectedDigests: () => [certificateDigest(nodeTls.cert)] });
    await right.call('Node.Delay', {});
    expect(right.peerDigest).toBe(certificateDigest(nodeTls.cert));
    expect(right.peerUuid).toBe(uuid);
    const wrong = await failureOf(connect(port, { expectedDigests: () => ['ab'.repeat(32)] }).call('Node.Delay', {}));
    expect(wrong).toMatchObject({ reason: 'refused', message: expect.stringContaining('certificate') });
  });

  it('must be a node: another holder of the cluster’s certificates is refused', async () => {
    const { port } = await serve({ 'Node.Delay': delay }, { tls: masterTls });
    expect(await failureOf(connect(port).call('Node.Delay', {}))).toMatchObject({ reason: 'refused' });
  });

  it('must be of this cluster', async () => {
    const foreign = await createCa('cluster', 10);
    const tls = material(foreign, await issueCertificate(foreign, { commonName: 'node1', role: { node: uuid }, days: 10 }));
    const { port } = await serve({ 'Node.Delay': delay }, { tls });
    expect(await failureOf(connect(port).call('Node.Delay', {}))).toBeInstanceOf(RpcError);
  });
});

describe('a probe of another node', () => {
  const probed = async (port: number, more: { readonly uuid?: string; readonly tls?: TlsMaterial } = {}): Promise<[string, string] | null> => {
    const problem = await probePeer({ uuid: more.uuid ?? uuid, name: 'node1', address: '127.0.0.1', port }, more.tls ?? nodeTls, 5);
    return problem === null ? null : [problem.kind, problem.message];
  };

  it('finds nothing where both are nodes of the cluster', async () => {
    expect(await probed((await serve({})).port)).toBeNull();
  });

  it('tells who is there instead, and who does not trust whom', async () => {
    const { port } = await serve({});
    expect(await probed(port, { uuid: 'another' })).toEqual(['trust', expect.stringContaining(`certificate of node ${uuid}`)]);
    expect(await probed(port, { tls: strangerTls })).toEqual(['trust', expect.any(String)]);
    expect(await probed((await serve({}, { tls: masterTls })).port)).toEqual(['trust', expect.stringContaining("not a node's")]);
  });

  it('tells that nobody is there', async () => {
    const server = await serve({});
    await server.close();
    expect(await probed(server.port)).toEqual(['network', expect.stringContaining('ECONNREFUSED')]);
  });
});

describe('a connection', () => {
  it('tells at once that nobody listens, and works as soon as somebody does', async () => {
    const first = await serve({ 'Node.Delay': delay });
    const { port } = first;
    const connection = connect(port);
    await connection.call('Node.Delay', {});
    await first.close();
    const before = Date.now();
    const error = await failureOf(connection.call('Node.Delay', {}, { timeoutSeconds: 20 }));
    expect(error).toMatchObject({ reason: 'unreachable', node: 'node1' });
    expect((error as Error).message).toMatch(/Node node1 \(127\.0\.0\.1:\d+\): /);
    expect(Date.now() - before).toBeLessThan(1000);
    await serve({ 'Node.Delay': delay }, { port });
    const started = Date.now();
    while ((await failureOf(connection.call('Node.Delay', {}))) !== undefined) {
      expect(Date.now() - started).toBeLessThan(2500);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  it('to a machine that swallows everything is unreachable after the connect timeout', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const connection = connect(port, { connectTimeoutSeconds: 0.3 });
    expect(await failureOf(connection.call('Node.Delay', {}, { timeoutSeconds: 60 }))).toMatchObject({ reason: 'unreachable' });
    connection.close();
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('that breaks makes calls under way unreachable', async () => {
    const entered = withResolvers();
    const server = await serve({
      'Node.Delay': () => {
        entered.resolve(null);
        return new Promise(() => undefined);
      },
    });
    const call = failureOf(connect(server.port).call('Node.Delay', {}));
    await entered.promise;
    await server.close();
    expect(await call).toMatchObject({ reason: 'unreachable' });
  });

  it.each(['NGHTTP2_NO_ERROR', 'NGHTTP2_INTERNAL_ERROR', 'NGHTTP2_CANCEL', 'NGHTTP2_REFUSED_STREAM'] as const)(
    'whose streams are reset (%s) makes calls under way unreachable',
    async (code) => {
      // What is left of a server that was cut off looks like this, depending on who notices first.
      const server = createSecureServer({ ...nodeTls, requestCert: true });
      server.on('stream', (stream) => {
        stream.on('error', () => undefined);
        stream.close(constants[code]);
      });
      const port = await new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)));
      const connection = connect(port);
      expect(await failureOf(connection.call('Node.Delay', {}))).toMatchObject({ reason: 'unreachable' });
      connection.close();
      await new Promise((resolve) => server.close(resolve));
    },
  );

  it('that is closed makes calls under way and later ones unreachable', async () => {
    const entered = withResolvers();
    const { port } = await serve({
      'Node.Delay': () => {
        entered.resolve(null);
        return new Promise(() => undefined);
      },
    });
    const connection = connect(port);
    const call = failureOf(connection.call('Node.Delay', {}));
    await entered.promise;
    connection.close();
    expect(await call).toMatchObject({ reason: 'unreachable' });
    expect(await failureOf(connection.call('Node.Delay', {}))).toMatchObject({ reason: 'unreachable' });
  });
});

describe('a server that closes', () => {
  it('lets calls under way finish in their time of grace, then aborts them', async () => {
    let finish: () => void = () => undefined;
    let inside = 0;
    const aborted = withResolvers();
    const entered = withResolvers();
    const server = await serve({
      'Blocks.Remove': async () => {
        if (++inside === 2) entered.resolve(null);
        await new Promise<void>((resolve) => (finish = resolve));
      },
      'Node.Delay': (_request, { signal }) => {
        if (++inside === 2) entered.resolve(null);
        return new Promise(() => signal.addEventListener('abort', () => aborted.resolve(null)));
      },
    });
    const connection = connect(server.port);
    const quick = connection.call('Blocks.Remove', {});
    const endless = failureOf(connection.call('Node.Delay', {}));
    await entered.promise;
    setTimeout(() => finish(), 50);
    const closed = server.close(0.3);
    await quick;
    expect(await endless).toMatchObject({ reason: 'unreachable' });
    await aborted.promise;
    await closed;
  });
});

describe('the status stream', () => {
  it('brings updates until it is given up', async () => {
    const ended = withResolvers();
    const { port } = await serve(
      {},
      {
        watch: async (request, send, signal) => {
          expect(request).toMatchObject({ heartbeat_seconds: 5, volume_groups: ['xenvg'], directories: [] });
          send({ full: true, instances: [{ name: 'web1', memory: 128 }] });
          send({ heartbeat: true });
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
          ended.resolve(null);
        },
      },
    );
    const controller = new AbortController();
    const updates: unknown[] = [];
    const watching = failureOf(
      connect(port).watch(
        { heartbeat_seconds: 5, volume_groups: ['xenvg'] },
        (update) => {
          updates.push(update);
          if (updates.length === 2) controller.abort(new Error('enough'));
        },
        controller.signal,
      ),
    );
    expect(await watching).toMatchObject({ message: 'enough' });
    expect(updates).toMatchObject([{ full: true, gone: [], instances: [{ name: 'web1', memory: 128, state: '' }] }, { full: false, heartbeat: true }]);
    await ended.promise;
  });

  it('rejects when the daemon stops', async () => {
    const server = await serve({}, { watch: (_request, send, signal) => new Promise((_resolve, reject) => (send({}), signal.addEventListener('abort', () => reject(signal.reason)))) });
    const first = withResolvers();
    const watching = failureOf(connect(server.port).watch({}, () => first.resolve(null)));
    await first.promise;
    await server.close();
    expect(await watching).toMatchObject({ className: 'RPCError', reason: 'unreachable' });
  });
});

describe('the contract', () => {
  it('knows every call', () => {
    expect(nodeMethods.length).toBeGreaterThan(35);
    for (const method of [...progressMethods, ...readMethods]) expect(nodeMethods).toContain(method);
  });

  it('lets a node keep replies as bytes', () => {
    const bytes = encodeReply('Blocks.Create', { uuid: 'd1', size: 5 });
    expect(decodeReply('Blocks.Create', bytes)).toMatchObject({ uuid: 'd1', size: 5, exists: false });
    expect(decodeReply('Blocks.Wipe', encodeReply('Blocks.Wipe', undefined))).toBeUndefined();
    expect(decodeReply('Node.Delay', encodeReply('Node.Delay', undefined))).toEqual({});
  });
});

function withResolvers(): { promise: Promise<unknown>; resolve: (value: unknown) => void } {
  let resolve: (value: unknown) => void = () => undefined;
  const promise = new Promise<unknown>((done) => (resolve = done));
  return { promise, resolve };
}
