import { RpcError } from '@ganeti/errors';
import type { ClusterConfig } from '@ganeti/master-config';
import { silentLogger } from '@ganeti/runtime';
import { createVirtualClock } from '@ganeti/testkit';
import { type Redistributor, createRedistributor } from './redistribute';
import { clusterOf, newInstance, newNode, nodeUuid } from './testing/cluster';
import type { NodeRpc } from './types';

interface Sent {
  readonly node: string;
  readonly method: string;
  readonly request: { revision: number; values?: Record<string, string>; content?: Buffer };
}

/** Nodes that note what they are sent; each can be made to fail or to hang. */
function nodes(): { rpc: NodeRpc; sent: Sent[]; broken: Set<string>; hanging: Map<string, () => void>; most: Map<string, number> } {
  const sent: Sent[] = [];
  const broken = new Set<string>();
  const hanging = new Map<string, () => void>();
  const now = new Map<string, number>();
  const most = new Map<string, number>();
  const rpc: NodeRpc = {
    call: async (node, method, request) => {
      now.set(node, (now.get(node) ?? 0) + 1);
      most.set(node, Math.max(most.get(node) ?? 0, now.get(node)!));
      try {
        if (hanging.has(node)) await new Promise<void>((resolve) => hanging.set(node, resolve));
        if (broken.has(node)) throw new RpcError(node, 'unreachable', `Node ${node} is away`);
        sent.push({ node, method, request: request as Sent['request'] });
        return {} as never;
      } finally {
        now.set(node, now.get(node)! - 1);
      }
    },
  };
  return { rpc, sent, broken, hanging, most };
}

const running: Redistributor[] = [];
afterEach(() => {
  for (const redistributor of running.splice(0)) redistributor.stop();
});
function start(config: ClusterConfig, rpc: NodeRpc) {
  const clock = createVirtualClock();
  const redistributor = createRedistributor({ config, rpc, clock, logger: silentLogger, release: '3.1.0' });
  running.push(redistributor);
  return { clock, redistributor };
}
const tag = (config: ClusterConfig, name: string) =>
  config.transaction((tx) => tx.update('cluster', tx.cluster().uuid, { tags: [name] }));

describe('redistribution', () => {
  it('sends ssconf to all nodes that are not offline, and the configuration to candidates', async () => {
    const config = await clusterOf(5, (index) => ({ offline: index === 5 }));
    const { rpc, sent } = nodes();
    const { clock } = start(config, rpc);
    await clock.advance(1);
    const to = (method: string): string[] => sent.filter((call) => call.method === method).map(({ node }) => node).sort();
    expect(to('Files.WriteSsconf')).toEqual([1, 2, 3, 4].map(nodeUuid));
    expect(to('Files.WriteConfig')).toEqual([1, 2, 3].map(nodeUuid));
    const copy = JSON.parse(sent.find(({ method }) => method === 'Files.WriteConfig')!.request.content!.toString());
    expect(copy).toMatchObject({ version: 1, revision: config.view.revision, disk: {}, instance: {} });
    expect(copy.node[nodeUuid(4)]).toEqual(JSON.parse(JSON.stringify(config.view.get('node', nodeUuid(4)))));
    expect(Object.keys(copy.cluster)).toEqual([config.view.cluster().uuid]);
  });

  it('sends what changed, and nothing twice', async () => {
    const config = await clusterOf(4);
    const { rpc, sent } = nodes();
    const { clock } = start(config, rpc);
    await clock.advance(5);
    sent.length = 0;
    await tag(config, 'new');
    await clock.advance(5);
    expect(sent.filter(({ method }) => method === 'Files.WriteSsconf')).toHaveLength(4);
    // Lists that are as before stay where they are.
    for (const { request: { values } } of sent) if (values !== undefined) expect(values).toEqual({ cluster_tags: 'new' });
    sent.length = 0;
    // Not in any ssconf value: only candidates need it.
    await config.transaction((tx) => tx.update('node', nodeUuid(4), { powered: false }));
    await clock.advance(60);
    expect(sent.map(({ method }) => method)).toEqual(['Files.WriteConfig', 'Files.WriteConfig', 'Files.WriteConfig']);
  });

  it('sends lines for /etc/hosts where the cluster keeps them, and says when it does not any more', async () => {
    const config = await clusterOf(2);
    const { rpc, sent } = nodes();
    const { clock } = start(config, rpc);
    await clock.advance(60);
    const set = async (modify_etc_hosts: boolean): Promise<unknown[]> => {
      sent.length = 0;
      await config.transaction((tx) => tx.update('cluster', tx.cluster().uuid, { modify_etc_hosts }));
      await clock.advance(60);
      return sent.filter(({ method }) => method === 'Files.WriteSsconf').map(({ request }) => request);
    };
    const lines = [1, 2].map((index) => `${config.view.get('node', nodeUuid(index))?.primary_ip}\tnode${index}.example.com node${index}`).join('\n');
    expect(await set(true)).toEqual([1, 2].map(() => ({ values: {}, revision: config.view.revision, hosts: { lines } })));
    expect(await set(false)).toEqual([1, 2].map(() => ({ values: {}, revision: config.view.revision, hosts: { lines: '' } })));
  });

  it('sends what is new of the cluster and of instances, also when both change while something is being sent', async () => {
    const config = await clusterOf(2);
    const { rpc, sent } = nodes();
    const { redistributor } = start(config, rpc);
    await redistributor.pushNow();
    await tag(config, 'new');
    const first = redistributor.pushNow();
    await config.transaction((tx) => tx.insert('instance', newInstance('web1')));
    await Promise.all([first, redistributor.pushNow()]);
    const last = sent.filter(({ node, method }) => node === nodeUuid(2) && method === 'Files.WriteSsconf').at(-1);
    expect(last?.request.values).toMatchObject({ cluster_tags: 'new', instance_list: 'web1', node_list: expect.stringContaining('\n') });
  });

  it('puts commits together, and sends a slow node only the newest, one call at a time', async () => {
    const config = await clusterOf(2);
    const { rpc, sent, hanging, most } = nodes();
    const { clock } = start(config, rpc);
    await clock.advance(1);
    sent.length = 0;
    hanging.set(nodeUuid(2), () => undefined);
    for (let i = 0; i < 30; i += 1) {
      await tag(config, `t${i}`);
      await clock.advance(1);
    }
    const release = hanging.get(nodeUuid(2))!;
    hanging.delete(nodeUuid(2));
    release();
    await clock.advance(5);
    const slow = sent.filter(({ node, method }) => node === nodeUuid(2) && method === 'Files.WriteSsconf');
    expect(slow.map(({ request }) => request.values!['cluster_tags'])).toEqual(['t0', 't29']);
    expect(most.get(nodeUuid(2))).toBe(1);
  });

  it('does not grow with the square when nodes are added one after another', async () => {
    const config = await clusterOf(3);
    const { rpc, sent } = nodes();
    const { clock } = start(config, rpc);
    for (let i = 4; i <= 400; i += 1) {
      await config.transaction((tx) => tx.insert('node', newNode(i)));
      await clock.advance(0.05);
    }
    await clock.advance(60);
    // Few calls are begun in one turn of the event loop.
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const bytes = sent.reduce((sum, { request }) => sum + (request.content?.length ?? JSON.stringify(request.values).length), 0);
    // 20 s of adding: what is sent stays near the limit of 4 MiB/s; sending all at each commit would be about 4 GiB.
    expect(bytes).toBeLessThan(120 * 1024 * 1024);
    const last = new Map(sent.filter(({ method }) => method === 'Files.WriteSsconf').map(({ node, request }) => [node, request.values!]));
    expect(last.size).toBe(400);
    for (const values of last.values()) expect(values['node_list']!.split('\n')).toHaveLength(400);
  });

  it('tries nodes again that were away: after a while, or when told that they are back', async () => {
    const config = await clusterOf(3);
    const { rpc, sent, broken } = nodes();
    broken.add(nodeUuid(2)).add(nodeUuid(3));
    const { clock, redistributor } = start(config, rpc);
    await clock.advance(2);
    expect(sent.every(({ node }) => node === nodeUuid(1))).toBe(true);
    broken.clear();
    redistributor.retry(nodeUuid(2));
    await clock.advance(1);
    expect(new Set(sent.map(({ node }) => node))).toEqual(new Set([nodeUuid(1), nodeUuid(2)]));
    await clock.advance(30);
    expect(new Set(sent.map(({ node }) => node)).size).toBe(3);
  });

  it('pushNow ends, with an error for each node, when the master stops before or meanwhile', async () => {
    const config = await clusterOf(2);
    const { rpc } = nodes();
    const { redistributor } = start(config, rpc);
    const begun = redistributor.pushNow();
    redistributor.stop();
    const errors = [1, 2].map((index) => [nodeUuid(index), { error: new Error('the master stops') }]);
    expect([...(await begun)]).toEqual(errors);
    expect([...(await redistributor.pushNow())]).toEqual(errors);
  });

  it('pushNow sends everything again and tells what became of each node', async () => {
    const config = await clusterOf(3);
    const { rpc, sent, broken } = nodes();
    const { clock, redistributor } = start(config, rpc);
    await clock.advance(2);
    sent.length = 0;
    broken.add(nodeUuid(2));
    const outcomes = await redistributor.pushNow();
    expect([...outcomes.keys()].sort()).toEqual([1, 2, 3].map(nodeUuid));
    expect(outcomes.get(nodeUuid(1))).toEqual({ value: undefined });
    expect(outcomes.get(nodeUuid(2))).toEqual({ error: expect.any(RpcError) });
    expect(sent).toHaveLength(4);
  });
});
