import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { DurableMap } from './durable-map';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ganeti-map-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('DurableMap', () => {
  it('is there again after its process is gone, without having been closed', () => {
    const path = join(dir, 'deep', 'map.log');
    const map = new DurableMap<{ n: number }>(path);
    map.set('a', { n: 1 });
    map.set('b', { n: 2 });
    map.delete('a');
    const again = new DurableMap<{ n: number }>(path);
    expect([...again.entries()]).toEqual([['b', { n: 2 }]]);
  });

  it('opens nothing before the first change', () => {
    const path = join(dir, 'map.log');
    expect(new DurableMap(path).get('x')).toBeUndefined();
    expect(() => statSync(path)).toThrow(/ENOENT/);
  });

  it('cuts a torn last line off and goes on behind it', () => {
    const path = join(dir, 'map.log');
    const map = new DurableMap<number>(path);
    map.set('a', 1);
    appendFileSync(path, '["b",');
    const second = new DurableMap<number>(path);
    expect(second.get('b')).toBeUndefined();
    second.set('c', 3);
    expect([...new DurableMap<number>(path).entries()]).toEqual([['a', 1], ['c', 3]]);
  });

  it('loses at most the last entry wherever the file is cut', () => {
    const path = join(dir, 'map.log');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer()), { minLength: 1, maxLength: 10 }), fc.nat(), (puts, cut) => {
        rmSync(path, { force: true });
        const map = new DurableMap<number>(path);
        for (const [key, value] of puts) map.set(key, value);
        const whole = readFileSync(path);
        const kept = whole.subarray(0, cut % (whole.length + 1));
        writeFileSync(path, kept);
        const lines = kept.toString().split('\n').length - 1;
        const expected = new Map(puts.slice(0, lines));
        expect(new Map(new DurableMap<number>(path).entries())).toEqual(expected);
      }),
    );
  });

  it('stays small when the same keys change for ever, with flushes under way', async () => {
    const path = join(dir, 'map.log');
    const map = new DurableMap<number>(path);
    const flushes: Promise<void>[] = [];
    for (let i = 0; i < 5000; i += 1) {
      map.set(`key${i % 10}`, i);
      if (i % 100 === 0) flushes.push(map.flush());
      if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(flushes);
    await map.close();
    expect(statSync(path).size).toBeLessThan(40_000);
    expect(new DurableMap<number>(path).get('key9')).toBe(4999);
  });
});
