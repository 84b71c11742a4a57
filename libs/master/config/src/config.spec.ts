import { ConfigurationError } from '@ganeti/errors';
import { Memory, memoryStore } from '@ganeti/master-state';
import { countingIds, drbdDisk, instance, node, plainDisk, seed, seeded, tickingClock } from './fixtures';
import type { ConfigTx } from './index';
import { openConfig } from './index';

const addDrbd = (tx: ConfigTx, name: string, a: string, b: string, number: number): void => {
  tx.insert('disk', drbdDisk(`${name}-d0`, name, 0, { a, b, port: 11000 + number, minorA: number, minorB: number }));
  tx.insert('instance', instance(name, { primary_node: a, disk_template: 'drbd', disks: [`${name}-d0`] }));
};

describe('ClusterConfig', () => {
  it('is initialised by the first transaction that makes a cluster', async () => {
    const store = memoryStore();
    await store.open();
    const config = await openConfig(store, { clock: tickingClock(), ids: countingIds() });
    expect(config.initialised).toBe(false);
    expect(() => config.view.cluster()).toThrow(/no cluster yet/);
    await expect(config.transaction((tx) => tx.insert('filter', { uuid: 'f', watermark: 0, priority: 0, predicates: [], action: 'ACCEPT', reason: [] }))).rejects.toThrow(
      ConfigurationError,
    );
    const done = config.transaction((tx) => seed(tx, 1));
    expect(config.initialised).toBe(false);
    await done;
    expect(config.initialised).toBe(true);
    expect(config.view.cluster()).toMatchObject({ cluster_name: 'cluster.example.com', serial_no: 1 });
  });

  it('finds everything again after a restart, and the revision goes on', async () => {
    const memory = new Memory();
    const store = memoryStore(memory);
    await store.open();
    const { config } = await seeded(3, store);
    await config.transaction((tx) => addDrbd(tx, 'web1', 'n0', 'n1', 0));
    const again = await openConfig(memoryStore(memory), { clock: tickingClock(), ids: countingIds() });
    expect(again.initialised).toBe(true);
    expect(again.view.revision).toBe(config.view.revision);
    expect(again.view.instance('web1')).toEqual(config.view.instance('web1'));
    expect([...again.view.secondariesOf('n1')]).toEqual(['web1']);
    expect(again.reservations.port(1)).toBe(11001);
  });

  it('shows readers only what is durable, transactions everything', async () => {
    const { config } = await seeded();
    const first = config.transaction((tx) => tx.insert('instance', instance('web1')));
    expect(config.view.instance('web1')).toBeUndefined();
    const seen: unknown[] = [];
    const second = config.transaction((tx) => {
      seen.push(tx.instance('web1')?.uuid);
      tx.update('instance', 'web1', { admin_state: 'up' });
    });
    expect(seen).toEqual(['web1']);
    await first;
    await second;
    expect(config.view.instance('web1')).toMatchObject({ admin_state: 'up', serial_no: 2 });
  });

  it('a transaction without changes waits for what it has seen to be durable', async () => {
    const { config } = await seeded();
    const order: string[] = [];
    const write = config.transaction((tx) => tx.insert('instance', instance('web1'))).then(() => order.push('write'));
    const read = config.transaction((tx) => tx.count('instance')).then(({ value }) => order.push(`read ${value}`));
    await Promise.all([write, read]);
    expect(order).toEqual(['write', 'read 1']);
  });

  it('takes a throwing transaction back whole', async () => {
    const { config } = await seeded();
    await config.transaction((tx) => addDrbd(tx, 'web1', 'n0', 'n1', 0));
    const before = snapshot(config.view);
    await expect(
      config.transaction((tx) => {
        tx.remove('instance', 'web1');
        tx.remove('disk', 'web1-d0');
        tx.insert('instance', instance('web2', { name: 'web1.example.com' }));
        tx.update('node', 'n1', { group: 'elsewhere' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    const { value } = await config.transaction((tx) => snapshot(tx));
    expect(value).toEqual(before);
    expect(config.view.instance('web1')?.uuid).toBe('web1');
  });

  it('sets serial_no, ctime and mtime, once per transaction', async () => {
    const { config } = await seeded();
    const { value } = await config.transaction((tx) => {
      tx.insert('instance', instance('web1'));
      return tx.update('instance', 'web1', { os: 'debian' });
    });
    expect(value).toMatchObject({ serial_no: 1, os: 'debian' });
    expect(value.ctime).toBe(value.mtime);
    const { value: changed } = await config.transaction((tx) => {
      tx.update('instance', 'web1', { os: 'a' });
      return tx.update('instance', 'web1', { os: undefined, uuid: 'other', serial_no: 99, ctime: 0, tags: ['b'] });
    });
    expect(changed).toMatchObject({ uuid: 'web1', serial_no: 2, os: 'a', tags: ['b'], ctime: value.ctime });
    expect(changed.mtime).toBeGreaterThan(value.mtime);
  });

  it('reports changes merged per object, and no object that is as before', async () => {
    const { config } = await seeded();
    const { changes } = await config.transaction((tx) => {
      tx.insert('instance', instance('gone'));
      tx.remove('instance', 'gone');
      tx.insert('instance', instance('web1'));
      tx.update('instance', 'web1', { os: 'x' });
      tx.update('node', 'n1', { powered: false });
    });
    expect(changes.map(({ kind, uuid }) => [kind, uuid])).toEqual([
      ['instance', 'web1'],
      ['node', 'n1'],
    ]);
    expect(changes[0]).toMatchObject({ before: null, after: { os: 'x' } });
    expect(changes[1]).toMatchObject({ before: { powered: true }, after: { powered: false } });
  });

  it('gives out frozen objects and keeps nothing of the caller', async () => {
    const { config } = await seeded();
    const tags = ['a'];
    await config.transaction((tx) => tx.insert('instance', instance('web1', { tags })));
    tags.push('b');
    const web1 = config.view.instance('web1')!;
    expect(web1.tags).toEqual(['a']);
    expect(() => (web1.tags as string[]).push('c')).toThrow(TypeError);
  });

  it('calls listeners in order, when the view shows the change and before the transaction resolves', async () => {
    const { config } = await seeded();
    const heard: unknown[] = [];
    const stop = config.onCommit((changes, revision) => heard.push([revision - start, changes[0]?.uuid, config.view.instance('web1')?.serial_no]));
    const start = config.view.revision;
    const first = config.transaction((tx) => tx.insert('instance', instance('web1')));
    const second = config.transaction((tx) => tx.update('instance', 'web1', { os: 'x' }));
    await first;
    expect(heard[0]).toEqual([1, 'web1', 1]);
    await second;
    await config.transaction(() => undefined);
    expect(heard).toEqual([
      [1, 'web1', 1],
      [2, 'web1', 2],
    ]);
    stop();
    await config.transaction((tx) => tx.remove('instance', 'web1'));
    expect(heard).toHaveLength(2);
  });

  it('writes extra rows in the same batch', async () => {
    const { config, store } = await seeded();
    const { value } = await config.transaction(
      (tx) => tx.insert('instance', instance('web1')).uuid,
      (changes, uuid) => ({ puts: [{ kind: 'journal', key: '1/0/step', value: [uuid, changes.length] }] }),
    );
    expect(value).toBe('web1');
    expect(await store.load('journal')).toEqual([{ kind: 'journal', key: '1/0/step', value: ['web1', 1] }]);
    const refused = config.transaction(
      (tx) => tx.insert('instance', instance('web2')),
      () => {
        throw new Error('no rows');
      },
    );
    await expect(refused).rejects.toThrow('no rows');
    expect((await config.transaction((tx) => tx.count('instance'))).value).toBe(1);
  });

  it('takes nothing more after the store has failed, and readers keep the durable state', async () => {
    const memory = new Memory();
    const store = memoryStore(memory);
    await store.open();
    const { config } = await seeded(1, store);
    await memoryStore(memory).open();
    await expect(config.transaction((tx) => tx.insert('instance', instance('web1')))).rejects.toThrow(/another master/);
    await expect(config.transaction(() => undefined)).rejects.toThrow(/another master/);
    expect(config.view.count('instance')).toBe(0);
  });

  it('refuses async functions, transactions in transactions, and changes after the end', async () => {
    const { config } = await seeded();
    await expect(config.transaction(async (tx) => void tx.insert('instance', instance('web1')))).rejects.toThrow(/must not be async/);
    let inner: Promise<unknown> | undefined;
    await config.transaction(() => void (inner = expect(config.transaction(() => undefined)).rejects.toThrow(/inside another/)));
    await inner;
    let kept: ConfigTx | undefined;
    await config.transaction((tx) => void (kept = tx));
    expect(() => kept?.insert('instance', instance('web1'))).toThrow(/has ended/);
    expect((await config.transaction((tx) => tx.count('instance'))).value).toBe(0);
  });

  it('finds by name, short name and uuid', async () => {
    const { config } = await seeded();
    await config.transaction((tx) => {
      tx.insert('instance', instance('web1'));
      tx.insert('instance', instance('a', { name: 'db.one.example.com' }));
      tx.insert('instance', instance('b', { name: 'db.two.example.com' }));
      tx.insert('instance', instance('c', { name: 'mail' }));
      tx.insert('instance', instance('d', { name: 'mail.example.com' }));
    });
    const { view } = config;
    expect(view.instance('web1.example.com')?.uuid).toBe('web1');
    expect(view.instance('WEB1')?.uuid).toBe('web1');
    expect(view.instance('db')).toBeUndefined();
    expect(view.instance('db.two')?.uuid).toBe('b');
    expect(view.instance('mail')?.uuid).toBe('c');
    expect(view.instance('example')).toBeUndefined();
    expect(view.node('node1')?.uuid).toBe('n1');
    expect(view.node('n1')?.uuid).toBe('n1');
    expect(view.group('default')?.uuid).toBe('g0');
    expect(view.group('Default')).toBeUndefined();
    await config.transaction((tx) => tx.remove('instance', 'a'));
    expect(view.instance('db')?.uuid).toBe('b');
  });

  it('knows where instances live', async () => {
    const { config } = await seeded();
    const { view } = config;
    await config.transaction((tx) => {
      addDrbd(tx, 'web1', 'n0', 'n1', 0);
      tx.insert('instance', instance('web2', { primary_node: 'n1', disk_template: 'plain', disks: ['p1', 'p0'] }));
      tx.insert('disk', plainDisk('p0', 'web2', 1, ['n1']));
      tx.insert('disk', plainDisk('p1', 'web2', 0, ['n1']));
    });
    expect([...view.primariesOf('n0')]).toEqual(['web1']);
    expect([...view.secondariesOf('n1')]).toEqual(['web1']);
    expect(view.nodesOfInstance(view.instance('web1')!)).toEqual(['n0', 'n1']);
    expect(view.disksOf(view.instance('web2')!).map(({ uuid }) => uuid)).toEqual(['p1', 'p0']);
    expect([...view.nodesOf('g0')].sort()).toEqual(['n0', 'n1', 'n2']);
    await config.transaction((tx) => tx.update('instance', 'web1', { primary_node: 'n1' }));
    expect([...view.primariesOf('n0')]).toEqual([]);
    expect([...view.secondariesOf('n0')]).toEqual(['web1']);
    expect([...view.secondariesOf('n1')]).toEqual([]);
    await config.transaction((tx) => tx.insert('node', node(3)));
    expect(view.nodesOf('g0').size).toBe(4);
  });
});

function snapshot(view: ConfigTx | Awaited<ReturnType<typeof openConfig>>['view']): unknown {
  const nodes = [...view.all('node')].map(({ uuid }) => uuid).sort();
  return {
    instances: [...view.all('instance')],
    disks: [...view.all('disk')],
    nodes: nodes.map((uuid) => [view.node(uuid), [...view.primariesOf(uuid)], [...view.secondariesOf(uuid)]]),
    group: [...view.nodesOf('g0')].sort(),
    names: ['web1', 'web2'].map((name) => view.instance(name)?.uuid),
  };
}
