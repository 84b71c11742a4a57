import fc from 'fast-check';
import type { ClusterConfig, ConfigTx } from '@ganeti/master-config';
import type { Query, QueryRequest } from '../index';
import { newDrbdDisk, newInstance, newNic, newNode, testCluster, type TestCluster } from '../testing/cluster';
import { SortedBlocks, type Block } from './sorted-blocks';

const kinds = ['instance', 'node', 'group', 'network'];

async function answer(query: Query, request: QueryRequest): Promise<{ text: string; revision: string }> {
  const { rows, revision } = await query.query(request);
  return { text: Buffer.concat(rows).toString(), revision };
}

describe('kept rows', () => {
  const change = (config: ClusterConfig, fn: (tx: ConfigTx) => unknown): Promise<unknown> => config.transaction((tx) => void fn(tx));

  /** Everything that can happen to a cluster, as far as rows show it. `n`: any number. */
  const events: Readonly<Record<string, (cluster: TestCluster, n: number) => unknown>> = {
    createInstance: (cluster, n) => {
      const uuid = `i-new${n}`;
      if (cluster.config.view.get('instance', uuid) !== undefined) return;
      const instance = newInstance(`new${n}`, { disk_template: 'drbd', disks: [`d-${uuid}`], primary_node: 'n1', nics: [newNic(50 + n, { network: 'net1', ip: null })] });
      return cluster.insert(instance, [newDrbdDisk(uuid, ['n1', 'n2'], 100 + n)]);
    },
    removeInstance: ({ config }, n) => {
      if (config.view.get('instance', `i-new${n}`) === undefined) return;
      return change(config, (tx) => {
        tx.remove('disk', `d-i-new${n}`);
        tx.remove('instance', `i-new${n}`);
      });
    },
    renameInstance: ({ config }, n) => change(config, (tx) => tx.update('instance', 'i-a', { name: `name${n}.example.com` })),
    modifyInstance: ({ config }, n) => change(config, (tx) => tx.update('instance', 'i-a', { beparams: { vcpus: n + 1 } })),
    moveInstance: ({ config }) =>
      change(config, (tx) => {
        const { primary_node } = tx.get('instance', 'i-b')!;
        tx.update('instance', 'i-b', { primary_node: primary_node === 'n1' ? 'n2' : 'n1' });
      }),
    replaceSecondary: ({ config }) =>
      change(config, (tx) => {
        const disk = tx.get('disk', 'd-i-c')!;
        const other = disk.nodes[1] === 'n2' ? 'n3' : 'n2';
        tx.update('disk', 'd-i-c', { nodes: ['n1', other], logical_id: { ...disk.logical_id, node_b: other } as typeof disk.logical_id });
      }),
    growDisk: ({ config }, n) => change(config, (tx) => tx.update('disk', 'd-i-c', { size: 1024 + n })),
    connectNic: ({ config }, n) => change(config, (tx) => tx.update('instance', 'i-a', { nics: n % 2 === 0 ? [] : [newNic(1, { network: 'net1' })] })),
    setOffline: ({ config }, n) => change(config, (tx) => tx.update('node', 'n3', { offline: n % 2 === 0 })),
    drain: ({ config }, n) => change(config, (tx) => tx.update('node', 'n2', { drained: n % 2 === 0 })),
    renameNode: ({ config }, n) => change(config, (tx) => tx.update('node', 'n2', { name: `other${n}.example.com` })),
    addNode: ({ config }, n) => {
      if (config.view.get('node', `n${10 + n}`) === undefined) return change(config, (tx) => tx.insert('node', newNode(10 + n)));
      return change(config, (tx) => tx.remove('node', `n${10 + n}`));
    },
    moveNode: ({ config }, n) => change(config, (tx) => tx.update('node', 'n3', { group: n % 2 === 0 ? 'g1' : 'g2' })),
    renameGroup: ({ config }, n) => change(config, (tx) => tx.update('nodegroup', 'g1', { name: `group${n}` })),
    groupParams: ({ config }, n) => change(config, (tx) => tx.update('nodegroup', 'g1', { ndparams: { spindle_count: n + 1 } })),
    groupNetworks: ({ config }, n) => change(config, (tx) => tx.update('nodegroup', 'g2', { networks: n % 2 === 0 ? {} : { net1: { mode: 'bridged', link: `br${n}`, vlan: '' } } })),
    renameNetwork: ({ config }, n) => change(config, (tx) => tx.update('network', 'net1', { name: `net${n}` })),
    clusterParams: ({ config }, n) => change(config, (tx) => tx.update('cluster', 'c', { beparams: { default: { maxmem: 128 + n, minmem: 128 } } })),
    tag: ({ config }, n) => change(config, (tx) => tx.update('instance', 'i-c', { tags: n % 2 === 0 ? [] : ['front'] })),
    setAdmin: ({ config }, n) => change(config, (tx) => tx.update('instance', 'i-b', { admin_state: (['up', 'down', 'offline'] as const)[n % 3] })),
    run: ({ live }, n) => live.run(['a', 'b', 'c'].map((name) => `${name}.example.com`)[n % 3]!, `n${(n % 2) + 1}`),
    stop: ({ live }, n) => live.stop(['a', 'b', 'c'].map((name) => `${name}.example.com`)[n % 3]!),
    silence: ({ live }, n) => live.report(`n${(n % 3) + 1}`, {}, n % 2 === 0),
    freeMemory: ({ live }, n) => live.report('n1', { memory_free: 1000 + n }),
  };

  const filters: readonly unknown[] = [
    ['=', 'status', 'running'],
    ['&', ['=', 'pnode', 'node1'], ['!=', 'status', 'ERROR_down']],
    ['|', ['=[]', 'tags', 'front'], ['=[]', 'snodes', 'node2.example.com']],
    ['&', ['=', 'pnode.group', 'default'], ['|', ['=', 'admin_state', 'up'], ['>', 'be/vcpus', 2]]],
    ['!', ['?', 'oper_state']],
  ];

  function allRequests({ query }: TestCluster): QueryRequest[] {
    const whole = kinds.map((kind): QueryRequest => ({ kind, fields: query.queryFields(kind).map((field) => field.name), form: 'pairs' }));
    const filtered = filters.map((filter): QueryRequest => ({ kind: 'instance', fields: ['name', 'status', 'pnode'], form: 'dicts', filter }));
    const info: QueryRequest = { kind: 'cluster', fields: ['name', 'beparams', 'tags', 'master'], form: 'dicts' };
    return [...whole, info, ...filtered, { kind: 'node', fields: ['name', 'sinst_cnt'], form: 'dicts', filter: ['=', 'group', 'second'] }];
  }

  async function cluster(options: { readonly sliceMs?: number } = {}): Promise<TestCluster> {
    const made = await testCluster({ enabled_disk_templates: ['drbd', 'plain', 'file', 'diskless'] }, options);
    await change(made.config, (tx) => {
      tx.insert('nodegroup', { uuid: 'g2', name: 'second', tags: [], alloc_policy: 'preferred', ndparams: {}, diskparams: {}, ipolicy: {}, networks: {} });
      tx.insert('network', { uuid: 'net1', name: 'front', tags: [], network: '10.0.0.0/24', gateway: null, network6: null, gateway6: null, mac_prefix: null, ext_reservations: '0'.repeat(256) });
      tx.update('nodegroup', 'g1', { networks: { net1: { mode: 'bridged', link: 'br0', vlan: '' } } });
    });
    await made.insert(newInstance('a', { nics: [newNic(1)] }));
    await made.insert(newInstance('b', { primary_node: 'n2' }));
    await made.insert(newInstance('c', { disk_template: 'drbd', disks: ['d-i-c'] }), [newDrbdDisk('i-c', ['n1', 'n2'], 0)]);
    return made;
  }

  it('are those that would be made anew, whatever happens, and a changed answer has a new revision', async () => {
    const happenings = fc.array(fc.tuple(fc.constantFrom(...Object.keys(events)), fc.nat(5)), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(happenings, async (sequence) => {
        const made = await cluster();
        const requests = allRequests(made);
        const before = await Promise.all(requests.map((request) => answer(made.query, request)));
        for (const [event, n] of sequence) {
          await events[event]!(made, n);
          const fresh = made.freshQuery();
          for (const [index, request] of requests.entries()) {
            const now = await answer(made.query, request);
            expect(JSON.parse(now.text)).toEqual(JSON.parse((await answer(fresh, request)).text));
            if (now.text !== before[index]!.text) expect(now.revision).not.toBe(before[index]!.revision);
            const again = await made.query.query({ ...request, ifRevision: now.revision });
            expect([again.notModified, again.rows]).toEqual([true, []]);
            before[index] = now;
          }
          fresh.close();
        }
        made.query.close();
      }),
      { numRuns: 40 },
    );
  });

  it('are of one state in every answer, however often the work on it is interrupted', async () => {
    const happenings = fc.array(fc.tuple(fc.constantFrom(...Object.keys(events)), fc.nat(5)), { minLength: 3, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(happenings, fc.nat(9), fc.nat(20), async (sequence, index, pause) => {
        const made = await cluster({ sliceMs: 0 });
        const request = allRequests(made)[index]!;
        const state = async (): Promise<string> => {
          const fresh = made.freshQuery();
          const { text } = await answer(fresh, request);
          fresh.close();
          return text;
        };
        const states = [await state()];
        const asked = answer(made.query, request);
        for (const [event, n] of sequence) {
          for (let i = 0; i < pause; i += 1) await new Promise((resolve) => setImmediate(resolve));
          await events[event]!(made, n);
          states.push(await state());
        }
        expect(states).toContain((await asked).text);
        made.query.close();
      }),
      { numRuns: 25 },
    );
  });

  it.each<[string, unknown]>([
    ['everything', null],
    ['a filter without an index', ['>', 'be/vcpus', 0]],
    ['a filter with an index', ['=', 'admin_state', 'up']],
  ])('never mix two states: %s', async (_title, filter) => {
    const made = await testCluster({}, { sliceMs: 0 });
    const all = Array.from({ length: 300 }, (_, index) => `many${index}`);
    await change(made.config, (tx) => all.forEach((name) => tx.insert('instance', newInstance(name))));
    let now = 1;
    for (const pause of [0, 3, 30, 150, 299, 310, 450]) {
      const asked = made.dicts('instance', ['name', 'be/vcpus', 'status'], { filter });
      for (let i = 0; i < pause; i += 1) await new Promise((resolve) => setImmediate(resolve));
      now += 1;
      await change(made.config, (tx) => all.forEach((name) => tx.update('instance', `i-${name}`, { beparams: { vcpus: now } })));
      const seen = new Set((await asked).map((row) => row['be/vcpus']));
      expect(seen.size).toBe(1);
    }
  });

  it('give a new list while others change things', async () => {
    const made = await testCluster({}, { sliceMs: 0 });
    await change(made.config, (tx) => {
      for (let index = 0; index < 1000; index += 1) tx.insert('instance', newInstance(`many${index}`));
    });
    const list = made.dicts('instance', ['name', 'be/vcpus']);
    await new Promise((resolve) => setImmediate(resolve));
    await change(made.config, (tx) => {
      tx.remove('instance', 'i-many3');
      tx.update('instance', 'i-many2', { beparams: { vcpus: 9 } });
      tx.insert('instance', newInstance('zulu'));
    });
    const rows = await list;
    expect(rows).toHaveLength(1000);
    expect(rows.slice(0, 4).map((row) => [row['name'], row['be/vcpus']])).toEqual([
      ['many0.example.com', 1],
      ['many1.example.com', 1],
      ['many2.example.com', 9],
      ['many4.example.com', 1],
    ]);
    expect(rows.at(-1)!['name']).toBe('zulu.example.com');
  });

  it('tell which pieces of a list are those the caller has', async () => {
    const made = await testCluster();
    await change(made.config, (tx) => {
      for (let index = 0; index < 1000; index += 1) tx.insert('instance', newInstance(`many${index}`));
    });
    const request: QueryRequest = { kind: 'instance', fields: ['name', 'tags'], form: 'dicts' };
    const first = await made.query.query(request);
    await change(made.config, (tx) => tx.update('instance', 'i-many500', { tags: ['new'] }));
    const second = await made.query.query({ ...request, ifRevision: first.revision });
    expect(second.base).toBe(first.rows);
    expect(second.rows.filter((piece) => !first.rows.includes(piece))).toHaveLength(1);
    expect((await made.query.query({ ...request, ifRevision: 'of another process' })).base).toBeUndefined();
  });

  it('keep an unchanged list as it is', async () => {
    const made = await cluster();
    const request: QueryRequest = { kind: 'instance', fields: ['name', 'status'], form: 'dicts' };
    const first = await made.query.query(request);
    made.live.report('n1', { memory_free: 5 });
    const second = await made.query.query(request);
    expect(second.rows).toBe(first.rows);
    expect(second.revision).toBe(first.revision);
    await change(made.config, (tx) => tx.update('instance', 'i-a', { admin_state: 'down' }));
    expect((await made.query.query(request)).rows).not.toBe(first.rows);
  });

  it('write a job once', async () => {
    const made = await testCluster();
    let asked = 0;
    const job = { id: 1, status: 'success', ops: [], received: [1, 2], start: null, end: null, summary: [], priority: 0, archived: false, user: null };
    made.jobs.push(new Proxy(job, { get: (target, key) => ((asked += 1), Reflect.get(target, key) as unknown) }) as unknown as TestCluster['jobs'][number]);
    const first = await made.dicts('job', ['id', 'status', 'summary']);
    const after = asked;
    expect(await made.dicts('job', ['id', 'status', 'summary'])).toEqual(first);
    expect(asked - after).toBeLessThan(after);
  });

  it('answer empty lists', async () => {
    const made = await testCluster();
    expect(await made.dicts('instance', ['name'])).toEqual([]);
    expect(await made.dicts('network', ['name'])).toEqual([]);
  });
});

describe('sorted blocks', () => {
  it('are always the sorted keys, and report each block that changed', () => {
    const step = fc.tuple(fc.constantFrom('put', 'remove'), fc.nat(900).map(String), fc.nat(900).map((n) => String(n).padStart(4, '0')));
    fc.assert(
      fc.property(fc.nat(600), fc.array(step, { maxLength: 400 }), (initial, steps) => {
        const model = new Map(Array.from({ length: initial }, (_, index) => [String(index), String(index).padStart(4, '0')]));
        const texts = new Map<Block, string>();
        const blocks = new SortedBlocks([...model].map(([key, sort]) => ({ key, sort })), (block) => texts.delete(block));
        const render = (): string =>
          blocks.blocks
            .map((block) => {
              const text = texts.get(block) ?? block.entries.map((entry) => `${entry.key}=${entry.sort};`).join('');
              texts.set(block, text);
              return text;
            })
            .join('');
        for (const [action, key, sort] of steps) {
          if (action === 'put') {
            model.set(key, sort);
            blocks.put(key, sort);
          } else {
            model.delete(key);
            blocks.remove(key);
          }
          render();
        }
        const expected = [...model].sort(([ka, a], [kb, b]) => (a < b ? -1 : a > b ? 1 : ka < kb ? -1 : 1));
        expect(render()).toBe(expected.map(([key, sort]) => `${key}=${sort};`).join(''));
        expect(texts.size).toBe(blocks.blocks.length);
        for (const [key] of expected) expect(blocks.blockOf(key)!.entries.some((entry) => entry.key === key)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
