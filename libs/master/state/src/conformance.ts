/**
 * What every StateStore must do, as jest tests. Called by the specs of the implementations; nothing here runs on import.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '@ganeti/objects';
import type { Batch, Kind, Row, StateStore } from './store';
import { StaleEpochError } from './store';

/** One piece of state on which stores can be made. */
export interface StoreFixture {
  /** A new handle on the state, on which `open` has not been called yet. */
  connect(): Promise<StateStore>;
  /** A handle on a file that `backup` wrote. */
  connectBackup(path: string): Promise<StateStore>;
  /** Removes everything; all handles have been closed. */
  destroy(): Promise<void>;
}

export function stateStoreConformance(name: string, makeFixture: () => Promise<StoreFixture>): void {
  describe(`${name} as a StateStore`, () => {
    let fixture: StoreFixture;
    let stores: StateStore[];

    const track = (store: StateStore): StateStore => {
      stores.push(store);
      return store;
    };
    const connect = async (): Promise<StateStore> => track(await fixture.connect());
    const opened = async (): Promise<StateStore> => {
      const store = await connect();
      await store.open();
      return store;
    };
    /** As a new master would find it. */
    const reopened = async (store: StateStore): Promise<StateStore> => {
      await store.close();
      return opened();
    };

    beforeEach(async () => {
      stores = [];
      fixture = await makeFixture();
    });
    afterEach(async () => {
      await Promise.all(stores.map((store) => store.close()));
      await fixture.destroy();
    });

    it('takes a greater epoch with each open, also after a restart', async () => {
      const first = await (await connect()).open();
      const second = await (await connect()).open();
      const again = await connect();
      await again.close();
      const third = await (await connect()).open();
      expect(first.epoch).toBeGreaterThan(0);
      expect(second.epoch).toBeGreaterThan(first.epoch);
      expect(third.epoch).toBeGreaterThan(second.epoch);
    });

    it('refuses commits of a store that has been overtaken, and goes on refusing', async () => {
      const old = await opened();
      await old.commit(put('meta', 'a', 1));
      const successor = await opened();
      await expect(old.commit(put('meta', 'a', 2))).rejects.toBeInstanceOf(StaleEpochError);
      await expect(old.commit(put('meta', 'b', 3))).rejects.toBeInstanceOf(StaleEpochError);
      await successor.commit(put('meta', 'c', 4));
      expect(await pairs(successor, 'meta')).toEqual([
        ['a', 1],
        ['c', 4],
      ]);
    });

    it('refuses commits before open and after close', async () => {
      const store = await connect();
      await expect(store.commit(put('meta', 'a', 1))).rejects.toThrow(/not open/);
      await store.open();
      await store.close();
      await expect(store.commit(put('meta', 'a', 1))).rejects.toThrow(/closed/);
      expect(await pairs(await opened(), 'meta')).toEqual([]);
    });

    it('keeps, replaces and deletes rows', async () => {
      const store = await opened();
      await store.commit(put('node', 'n1', { name: 'node1', tags: ['a'] }));
      await store.commit(put('node', 'n2', { name: 'node2' }));
      await store.commit({ puts: [row('node', 'n1', { name: 'renamed' })], deletes: [{ kind: 'node', key: 'n2' }] });
      await store.commit({ puts: [], deletes: [{ kind: 'node', key: 'never there' }] });
      expect(await pairs(store, 'node')).toEqual([['n1', { name: 'renamed' }]]);
    });

    it('applies puts before deletes, and the last put of a key counts', async () => {
      const store = await opened();
      await store.commit({
        puts: [row('meta', 'a', 1), row('meta', 'a', 2), row('meta', 'b', 1)],
        deletes: [{ kind: 'meta', key: 'b' }],
      });
      expect(await pairs(store, 'meta')).toEqual([['a', 2]]);
    });

    it('keeps kinds apart', async () => {
      const store = await opened();
      await store.commit({ puts: [row('node', 'same', 1), row('disk', 'same', 2)], deletes: [] });
      await store.commit({ puts: [], deletes: [{ kind: 'node', key: 'same' }] });
      expect(await pairs(store, 'node')).toEqual([]);
      expect(await pairs(store, 'disk')).toEqual([['same', 2]]);
    });

    it('keeps every JSON value as it was', async () => {
      const store = await opened();
      const values: Json[] = [null, true, 0, -1.5, 1e300, '', 'ü → 𝄞 \u0000 "', [], {}, [[{ a: [null] }]]];
      await store.commit({ puts: values.map((value, i) => row('meta', `k${i}`, value)), deletes: [] });
      const again = await reopened(store);
      expect((await again.load('meta')).map(({ value }) => value)).toEqual(values);
    });

    it('does not see what the caller changes after the call', async () => {
      const store = await opened();
      const value = { list: [1] };
      const done = store.commit(put('meta', 'a', value));
      value.list.push(2);
      await done;
      expect(await pairs(store, 'meta')).toEqual([['a', { list: [1] }]]);
    });

    it('loads in the order of the bytes of the keys', async () => {
      const store = await opened();
      const keys = ['b', 'a', '10/2', '10/10', '10', '9', 'Z', 'ä', '\uffee', '𝄞', ''];
      for (const key of keys) await store.commit(put('joblog', key, key));
      const expected = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect((await store.load('joblog')).map(({ key }) => key)).toEqual(expected);
    });

    it('survives a restart', async () => {
      const store = await opened();
      await store.commit({ puts: [row('instance', 'i1', { name: 'web1' }), row('job', '7', { status: 'success' })], deletes: [] });
      await store.commit({ puts: [], deletes: [], archive: [7] });
      const again = await reopened(store);
      expect(await pairs(again, 'instance')).toEqual([['i1', { name: 'web1' }]]);
      expect(await again.archived(7)).toEqual({ id: 7, value: { status: 'success' }, log: [] });
    });

    it('a load sees every commit called before it', async () => {
      const store = await opened();
      const done = store.commit(put('meta', 'a', 1));
      expect(await pairs(store, 'meta')).toEqual([['a', 1]]);
      await done;
    });

    it('makes thousands of concurrent commits durable, in the order of the calls', async () => {
      const store = await opened();
      const order: number[] = [];
      const count = 5000;
      await Promise.all(
        Array.from({ length: count }, (_, i) =>
          store.commit({ puts: [row('meta', 'last', i), row('job', String(i), i)], deletes: [] }).then(() => order.push(i)),
        ),
      );
      expect(order).toEqual([...order].sort((a, b) => a - b));
      const again = await reopened(store);
      expect(await pairs(again, 'meta')).toEqual([['last', count - 1]]);
      expect(await again.load('job')).toHaveLength(count);
    });

    it('close waits for the commits under way', async () => {
      const store = await opened();
      const commits = Array.from({ length: 100 }, (_, i) => store.commit(put('meta', `k${i}`, i)));
      await store.close();
      await Promise.all(commits);
      expect(await (await opened()).load('meta')).toHaveLength(100);
    });

    it('applies a batch whole or not at all when it is overtaken in the middle of traffic', async () => {
      const old = await opened();
      const successor = await connect();
      const commits = Array.from({ length: 200 }, (_, i) =>
        old.commit({ puts: [row('node', `n${i}`, i), row('disk', `n${i}`, i)], deletes: [] }),
      );
      const open = successor.open();
      const results = await Promise.allSettled(commits);
      await open;
      const nodes = (await successor.load('node')).map(({ key }) => key);
      const disks = (await successor.load('disk')).map(({ key }) => key);
      const kept = results.flatMap((result, i) => (result.status === 'fulfilled' ? [`n${i}`] : []));
      expect(nodes).toEqual(kept.sort());
      expect(disks).toEqual(nodes);
    });

    it('moves a job with its log into the archive', async () => {
      const store = await opened();
      const serials = [1, 2, 9, 10, 11];
      await store.commit({
        puts: [
          row('job', '12', { ops: [] }),
          row('job', '120', 'other'),
          ...serials.map((serial) => row('joblog', `12/${serial}`, [serial, 'text'])),
          row('joblog', '120/1', 'other'),
          row('joblog', '1/2', 'other'),
        ],
        deletes: [],
      });
      await store.commit({ puts: [], deletes: [], archive: [12, 999] });
      expect(await store.archived(12)).toEqual({ id: 12, value: { ops: [] }, log: serials.map((serial) => [serial, 'text']) });
      expect(await store.archived(120)).toBeNull();
      expect(await store.archived(999)).toBeNull();
      expect(await pairs(store, 'job')).toEqual([['120', 'other']]);
      expect((await store.load('joblog')).map(({ key }) => key)).toEqual(['1/2', '120/1']);
      await store.commit({ puts: [], deletes: [], archive: [12] });
      expect((await store.archived(12))?.log).toHaveLength(serials.length);
    });

    it('archives what the same batch puts', async () => {
      const store = await opened();
      await store.commit({ puts: [row('job', '5', 'final'), row('joblog', '5/1', 'line')], deletes: [], archive: [5] });
      expect(await store.archived(5)).toEqual({ id: 5, value: 'final', log: ['line'] });
      expect(await store.load('job')).toEqual([]);
    });

    it('makes backups while it is written, and they open as stores', async () => {
      const dir = mkdtempSync(join(tmpdir(), 'ganeti-backup-'));
      try {
        const store = await opened();
        await store.commit({
          puts: [row('node', 'n1', 'before'), row('job', '1', 'old'), row('joblog', '1/1', 'line')],
          deletes: [],
          archive: [1],
        });
        const path = join(dir, 'copy');
        const traffic = Array.from({ length: 300 }, (_, i) =>
          store.commit({ puts: [row('instance', `i${i}`, i), row('disk', `i${i}`, i)], deletes: [] }),
        );
        await store.backup(path);
        await Promise.all(traffic);
        await store.commit(put('node', 'n1', 'after'));
        await expect(store.backup(path)).rejects.toThrow();

        const copy = track(await fixture.connectBackup(path));
        expect(await pairs(copy, 'node')).toEqual([['n1', 'before']]);
        expect(await copy.archived(1)).toEqual({ id: 1, value: 'old', log: ['line'] });
        const instances = (await copy.load('instance')).map(({ key }) => key);
        expect((await copy.load('disk')).map(({ key }) => key)).toEqual(instances);
        await copy.open();
        await copy.commit(put('node', 'n2', 'written to the copy'));
        expect(await pairs(store, 'node')).toEqual([['n1', 'after']]);
        await copy.close();
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    });
  });
}

function row(kind: Kind, key: string, value: Json): Row {
  return { kind, key, value };
}

function put(kind: Kind, key: string, value: Json): Batch {
  return { puts: [row(kind, key, value)], deletes: [] };
}

async function pairs(store: StateStore, kind: Kind): Promise<[string, Json][]> {
  return (await store.load(kind)).map(({ key, value }) => [key, value]);
}
