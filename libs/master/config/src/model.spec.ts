/** Random transactions against a model that is nothing but maps, and undo by before-images. */
import type { Instance } from '@ganeti/objects';
import { Memory, memoryStore } from '@ganeti/master-state';
import fc from 'fast-check';
import { countingIds, drbdDisk, instance, network, node, seeded, tickingClock } from './fixtures';
import type { Change, ClusterConfig, ConfigTx, ConfigView } from './index';
import { checkAll, openConfig, restoreChanges } from './index';

const nodeCount = 4;
const names = ['a', 'b', 'c', 'd', 'e'] as const;

type Action =
  | { readonly what: 'add'; readonly name: string; readonly a: number; readonly b: number }
  | { readonly what: 'remove' | 'failover' | 'rename' | 'touch'; readonly name: string; readonly a: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ what: fc.constant('add' as const), name: fc.constantFrom(...names), a: fc.nat(nodeCount - 1), b: fc.nat(nodeCount - 1) }),
  fc.record({ what: fc.constantFrom('remove' as const, 'failover' as const, 'rename' as const, 'touch' as const), name: fc.constantFrom(...names), a: fc.nat(nodeCount - 1) }),
);
/** `fails`: the transaction throws after its last action. */
const transaction = fc.record({ actions: fc.array(action, { minLength: 1, maxLength: 4 }), fails: fc.boolean(), waits: fc.boolean() });

/** Actions that make no sense here and now throw, and take their transaction with them. */
function act(tx: ConfigTx, todo: Action): void {
  if (todo.what === 'add') {
    const number = names.indexOf(todo.name as (typeof names)[number]);
    const drbd = todo.a !== todo.b;
    // Ports and minors by name: two instances never clash, but one may be removed and added in one transaction.
    if (drbd) tx.insert('disk', drbdDisk(`${todo.name}-d`, todo.name, 0, { a: `n${todo.a}`, b: `n${todo.b}`, port: 11000 + number, minorA: number, minorB: number }));
    tx.insert('instance', instance(todo.name, { primary_node: `n${todo.a}`, disks: drbd ? [`${todo.name}-d`] : [] }));
    return;
  }
  const found = tx.get('instance', todo.name);
  if (found === undefined) throw new Error('not there');
  if (todo.what === 'remove') {
    for (const uuid of found.disks) tx.remove('disk', uuid);
    tx.remove('instance', todo.name);
  }
  // Refused by the invariants unless it is the secondary, or there are no disks.
  if (todo.what === 'failover') tx.update('instance', todo.name, { primary_node: `n${todo.a}` });
  if (todo.what === 'rename') tx.update('instance', todo.name, { name: `${names[todo.a]}.other.example.com` });
  if (todo.what === 'touch') tx.update('instance', todo.name, { tags: [`t${todo.a}`] });
}

describe('random transactions', () => {
  it('leave view, indexes, store and changes in agreement', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(transaction, { maxLength: 25 }), async (plan) => {
        const memory = new Memory();
        const store = memoryStore(memory);
        await store.open();
        const { config } = await seeded(nodeCount, store);
        const durable = new Map<string, Instance>(); // what the listeners were told
        config.onCommit((changes) => {
          for (const { kind, uuid, after } of changes) {
            if (kind !== 'instance') continue;
            if (after === null) durable.delete(uuid);
            else durable.set(uuid, after as Instance);
          }
          expect(instances(config.view)).toEqual(sorted(durable.values()));
        });
        const waiting: Promise<unknown>[] = [];
        for (const { actions, fails, waits } of plan) {
          const seenBefore = instances(config.view);
          const before = headOf(config);
          const done = config
            .transaction((tx) => {
              for (const todo of actions) act(tx, todo);
              if (fails) throw new Error('fails');
            })
            .then(
              () => true,
              () => false,
            );
          // Nothing uncommitted shows, and a refused transaction leaves no trace in the head.
          expect(instances(config.view)).toEqual(seenBefore);
          if (waits) {
            if (!(await done)) expect(headOf(config)).toEqual(before);
          }
          waiting.push(done);
        }
        await Promise.all(waiting);
        expect(instances(config.view)).toEqual(headOf(config));
        expect(checkAll(config.view)).toEqual([]);
        expectIndexesRight(config.view);
        const again = await openConfig(memoryStore(memory), { clock: tickingClock(), ids: countingIds() });
        expect(instances(again.view)).toEqual(instances(config.view));
        expect(again.view.revision).toBe(config.view.revision);
        expectIndexesRight(again.view);
        for (let number = 0; number < names.length; number += 1) {
          const taken = [...config.view.all('disk')].some(({ logical_id: id }) => id.type === 'drbd' && id.port === 11000 + number);
          if (!taken) {
            expect(config.reservations.port(1)).toBe(11000 + number);
            break;
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('taken back one by one, give the objects that were there before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(transaction, { maxLength: 6 }), fc.array(transaction, { minLength: 1, maxLength: 10 }), async (first, second) => {
        const { config } = await seeded(nodeCount);
        await runAll(config, first);
        const before = contents(config.view);
        const serials = new Map([...config.view.all('instance')].map(({ uuid, serial_no: serial }) => [uuid, serial]));
        const made = await runAll(config, second);
        for (const changes of made.reverse()) await config.transaction((tx) => restoreChanges(tx, changes));
        expect(contents(config.view)).toEqual(before);
        expect(checkAll(config.view)).toEqual([]);
        expectIndexesRight(config.view);
        for (const { uuid, serial_no: serial } of config.view.all('instance')) expect(serial).toBeGreaterThanOrEqual(serials.get(uuid)!);
      }),
      { numRuns: 150 },
    );
  });
});

describe('restoreChanges', () => {
  it('makes serial_no and mtime go on, and keeps ctime', async () => {
    const { config } = await seeded();
    await config.transaction((tx) => tx.insert('instance', instance('web1')));
    const original = config.view.instance('web1')!;
    const { changes } = await config.transaction((tx) => tx.update('instance', 'web1', { os: 'x' }));
    await config.transaction((tx) => restoreChanges(tx, changes));
    const restored = config.view.instance('web1')!;
    expect(restored).toEqual({ ...original, serial_no: 3, mtime: restored.mtime });
    expect(restored.mtime).toBeGreaterThan(original.mtime);
    const { changes: removal } = await config.transaction((tx) => tx.remove('instance', 'web1'));
    await config.transaction((tx) => restoreChanges(tx, removal));
    expect(config.view.instance('web1')).toMatchObject({ os: 'noop', serial_no: 4, ctime: original.ctime });
  });

  it('brings back the object that was removed, not the new one under the same uuid', async () => {
    const { config } = await seeded();
    await config.transaction((tx) => tx.insert('instance', instance('web1')));
    const original = config.view.instance('web1')!;
    const { changes } = await config.transaction((tx) => {
      tx.remove('instance', 'web1');
      tx.insert('instance', instance('web1', { os: 'x' }));
    });
    expect(config.view.instance('web1')?.ctime).not.toBe(original.ctime);
    await config.transaction((tx) => restoreChanges(tx, changes));
    expect(config.view.instance('web1')).toMatchObject({ os: 'noop', serial_no: 3, ctime: original.ctime });
  });

  it('leaves alone what others have changed since', async () => {
    const { config } = await seeded();
    await config.transaction((tx) => tx.insert('network', network()));
    const { changes } = await config.transaction((tx) => {
      tx.update('network', 'net0', { ext_reservations: '11000000' });
      tx.update('node', 'n1', { powered: false });
      tx.update('node', 'n2', { powered: false });
      return undefined;
    });
    await config.transaction((tx) => {
      tx.update('network', 'net0', { ext_reservations: '11100001' });
      tx.update('node', 'n1', { tags: ['rack1'] });
      tx.remove('node', 'n2');
      tx.insert('node', node(3));
    });
    await config.transaction((tx) => restoreChanges(tx, changes));
    expect(config.view.network('front')?.ext_reservations).toBe('00100001');
    expect(config.view.node('n1')).toMatchObject({ powered: true, tags: ['rack1'] });
    expect(config.view.node('n2')).toBeUndefined();
  });
});

async function runAll(config: ClusterConfig, plan: readonly { actions: readonly Action[]; fails: boolean }[]): Promise<(readonly Change[])[]> {
  const made: (readonly Change[])[] = [];
  for (const { actions, fails } of plan) {
    await config
      .transaction((tx) => {
        for (const todo of actions) act(tx, todo);
        if (fails) throw new Error('fails');
      })
      .then(
        ({ changes }) => made.push(changes),
        () => undefined,
      );
  }
  return made;
}

/** What transactions see, durable or not. */
function headOf(config: ClusterConfig): Instance[] {
  let seen: Instance[] = [];
  void config.transaction((tx) => void (seen = instances(tx)));
  return seen;
}

function instances(view: ConfigView): Instance[] {
  return sorted(view.all('instance'));
}

function sorted<T extends { readonly uuid: string }>(objects: Iterable<T>): T[] {
  return [...objects].sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
}

/** Without what restoring may change. */
function contents(view: ConfigView): unknown[] {
  return [...sorted(view.all('instance')), ...sorted(view.all('disk')), ...sorted(view.all('node'))].map(({ serial_no: _serial, mtime: _mtime, ...rest }) => rest);
}

/** Each index against a search through everything. */
function expectIndexesRight(view: ConfigView): void {
  const all = [...view.all('instance')];
  for (const { uuid } of view.all('node')) {
    const onDisks = (one: Instance): boolean => view.disksOf(one).some(({ nodes }) => nodes.includes(uuid));
    expect([...view.primariesOf(uuid)].sort()).toEqual(uuids(all.filter((one) => one.primary_node === uuid)));
    expect([...view.secondariesOf(uuid)].sort()).toEqual(uuids(all.filter((one) => one.primary_node !== uuid && onDisks(one))));
  }
  for (const name of [...all.map((one) => one.name), ...names, ...names.map((label) => `${label}.other`)]) {
    const exact = all.filter((one) => one.name === name);
    const short = all.filter((one) => one.name.startsWith(`${name}.`));
    const expected = view.get('instance', name) ?? exact[0] ?? (short.length === 1 ? short[0] : undefined);
    expect(view.instance(name)?.uuid).toBe(expected?.uuid);
  }
}

function uuids(objects: readonly Instance[]): string[] {
  return objects.map(({ uuid }) => uuid).sort();
}
