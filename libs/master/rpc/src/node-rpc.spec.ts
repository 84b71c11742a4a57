import { RpcError } from '@ganeti/errors';
import type { ClusterConfig } from '@ganeti/master-config';
import { type NodeHandlers, type NodeServer, type TlsMaterial, nodeMethods, serveNode } from '@ganeti/node-api';
import type { Node } from '@ganeti/objects';
import { type CertificateBundle, certificateDigest, createCa, issueCertificate, silentLogger } from '@ganeti/runtime';
import { type ClusterRpc, createNodeRpc } from './node-rpc';
import { clusterOf, nodeUuid } from './testing/cluster';

let ca: CertificateBundle;
let masterTls: TlsMaterial;
const nodeTls: TlsMaterial[] = [];
const material = (bundle: CertificateBundle): TlsMaterial => ({ ca: ca.certificate, cert: bundle.certificate, key: bundle.key });
const certificateFor = async (index: number): Promise<TlsMaterial> =>
  material(await issueCertificate(ca, { commonName: `node${index}.example.com`, role: { node: nodeUuid(index) }, days: 10 }));

beforeAll(async () => {
  ca = await createCa('cluster', 10);
  masterTls = material(await issueCertificate(ca, { commonName: 'cluster.example.com', role: 'master', days: 10 }));
  for (let i = 0; i < 3; i += 1) nodeTls.push(await certificateFor(i + 1));
});

const servers: NodeServer[] = [];
let rpc: ClusterRpc | undefined;
afterEach(async () => {
  rpc?.close();
  for (const server of servers.splice(0)) await server.close();
});

/** A node that answers `reply` to Node.Handshake, and hangs in Node.Delay. */
async function serve(index: number, tls = nodeTls[index - 1]!): Promise<NodeServer> {
  const handlers = {
    ...Object.fromEntries(nodeMethods.map((method) => [method, async () => ({})])),
    'Node.Handshake': async () => ({ node_name: `node${index}` }),
    'Node.Delay': () => new Promise(() => undefined),
  } as unknown as NodeHandlers;
  const server = await serveNode({
    host: '127.0.0.1',
    port: 0,
    tls,
    handlers,
    watch: (_request, send, signal) => new Promise((resolve) => (send({ full: true }), signal.addEventListener('abort', () => resolve()))),
    acceptEpoch: () => undefined,
  });
  servers.push(server);
  return server;
}

/** Three nodes on loopback; `change` is made to the object of each. */
async function start(change: (index: number) => Partial<Node> = () => ({})): Promise<{ config: ClusterConfig; rpc: ClusterRpc }> {
  const ports: number[] = [];
  for (let i = 1; i <= 3; i += 1) ports.push((await serve(i)).port);
  const config = await clusterOf(3, (index) => ({
    primary_ip: `127.0.0.1`,
    port: ports[index - 1]!,
    certificate_digest: certificateDigest(nodeTls[index - 1]!.cert),
    ...change(index),
  }));
  rpc = createNodeRpc({ config, tls: () => masterTls, epoch: 1, logger: silentLogger });
  return { config, rpc };
}
const failureOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => undefined, (error: unknown) => error);

describe('node rpc', () => {
  it('calls nodes by uuid, one connection each', async () => {
    const { rpc } = await start();
    expect(await rpc.call(nodeUuid(2), 'Node.Handshake', {})).toMatchObject({ node_name: 'node2' });
    expect(rpc.connection(nodeUuid(2))).toBe(rpc.connection(nodeUuid(2)));
    expect(rpc.connection(nodeUuid(2))).not.toBe(rpc.connection(nodeUuid(1)));
  });

  it('refuses nodes that are offline or unknown at once', async () => {
    const { rpc } = await start((index) => (index === 3 ? { offline: true, master_candidate: false } : {}));
    expect(await failureOf(rpc.call(nodeUuid(3), 'Node.Handshake', {}))).toMatchObject({
      reason: 'unreachable',
      node: 'node3.example.com',
      message: expect.stringContaining('offline'),
    });
    expect(await failureOf(rpc.call('nobody', 'Node.Handshake', {}))).toBeInstanceOf(RpcError);
  });

  it('reaches a node that is marked offline where that is asked for, and no other machine', async () => {
    const { config, rpc } = await start((index) => (index === 3 ? { certificate_digest: 'f'.repeat(64) } : {}));
    await config.transaction((tx) => [2, 3].forEach((index) => tx.update('node', nodeUuid(index), { offline: true, master_candidate: false })));
    expect(await rpc.callOffline(nodeUuid(2), 'Node.Handshake', {})).toMatchObject({ node_name: 'node2' });
    await expect(rpc.call(nodeUuid(2), 'Node.Handshake', {})).rejects.toThrow(/marked offline/);
    await expect(rpc.callOffline(nodeUuid(3), 'Node.Handshake', {})).rejects.toBeInstanceOf(RpcError);
    await expect(rpc.callOffline('nobody', 'Node.Handshake', {})).rejects.toThrow(/not in the configuration/);
  });

  it('cuts off calls and streams to a node that is marked offline, and finds it again afterwards', async () => {
    const { config, rpc } = await start();
    let first: () => void = () => undefined;
    const heard = new Promise<void>((resolve) => (first = resolve));
    const watching = failureOf(rpc.connection(nodeUuid(2)).watch({}, first));
    const call = failureOf(rpc.call(nodeUuid(2), 'Node.Delay', {}));
    await heard;
    await config.transaction((tx) => tx.update('node', nodeUuid(2), { offline: true, master_candidate: false }));
    expect(await call).toMatchObject({ reason: 'unreachable' });
    expect(await watching).toMatchObject({ reason: 'unreachable' });
    await config.transaction((tx) => tx.update('node', nodeUuid(2), { offline: false, master_candidate: true }));
    expect(await rpc.call(nodeUuid(2), 'Node.Handshake', {})).toMatchObject({ node_name: 'node2' });
  });

  it('keeps a connection while what it depends on stays, and makes a new one when it changes', async () => {
    const { config, rpc } = await start();
    const before = rpc.connection(nodeUuid(3));
    await config.transaction((tx) => tx.update('node', nodeUuid(3), { tags: ['x'] }));
    expect(rpc.connection(nodeUuid(3))).toBe(before);
    const moved = await serve(3);
    await config.transaction((tx) => tx.update('node', nodeUuid(3), { port: moved.port }));
    expect(rpc.connection(nodeUuid(3))).not.toBe(before);
    expect(await failureOf(before.call('Node.Handshake', {}))).toMatchObject({ reason: 'unreachable' });
    await rpc.call(nodeUuid(3), 'Node.Handshake', {});
  });

  it('does not take another machine for the node', async () => {
    const { rpc } = await start((index) => ({ certificate_digest: index === 1 ? 'ab'.repeat(32) : certificateDigest(nodeTls[index - 1]!.cert) }));
    expect(await failureOf(rpc.call(nodeUuid(1), 'Node.Handshake', {}))).toMatchObject({ reason: 'refused' });
  });

  it('calls many, and tells what became of each', async () => {
    const { rpc } = await start((index) => (index === 3 ? { offline: true, master_candidate: false } : {}));
    const outcomes = await rpc.callMany([1, 2, 3, 1].map(nodeUuid), 'Node.Handshake', (uuid) => ({ node_uuid: uuid }));
    expect([...outcomes].sort()).toEqual([
      [nodeUuid(1), { value: expect.objectContaining({ node_name: 'node1' }) }],
      [nodeUuid(2), { value: expect.objectContaining({ node_name: 'node2' }) }],
      [nodeUuid(3), { error: expect.any(RpcError) }],
    ]);
  });

  it('makes first contact with a node to be added, and learns its certificate', async () => {
    const { rpc } = await start();
    const tls = await certificateFor(9);
    const { port } = await serve(9, tls);
    const { answer, certificateDigest: digest } = await rpc.handshake({ name: 'node9.example.com', address: '127.0.0.1', port }, {});
    expect(answer.node_name).toBe('node9');
    expect(digest).toBe(certificateDigest(tls.cert));
  });
});
