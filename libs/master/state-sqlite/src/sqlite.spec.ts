import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { ConfigurationError } from '@ganeti/errors';
import { stateStoreConformance } from '@ganeti/master-state';
import type { Batch } from '@ganeti/master-state';
import { build } from 'esbuild';
import { openSqliteStore } from './index';

const tempDir = (): string => mkdtempSync(join(tmpdir(), 'ganeti-state-'));
const root = new URL('../../../../', import.meta.url).pathname;

stateStoreConformance('state-sqlite', async () => {
  const dir = tempDir();
  return {
    connect: () => openSqliteStore({ path: join(dir, 'masterd.db') }),
    connectBackup: (path) => openSqliteStore({ path }),
    destroy: async () => rmSync(dir, { recursive: true, force: true }),
  };
});

/** Row pairs that must stay together: a batch is whole when both carry the same number. */
const pairBatch = (i: number): Batch => ({
  puts: [
    { kind: 'node', key: `k${i}`, value: i },
    { kind: 'disk', key: `k${i}`, value: 'x'.repeat(200) },
    { kind: 'meta', key: 'last', value: i },
  ],
  deletes: [],
});

describe('state-sqlite', () => {
  let dir: string;
  let path: string;
  beforeEach(() => {
    dir = tempDir();
    path = join(dir, 'masterd.db');
  });
  let onTestEnd = (): void => undefined;
  afterEach(() => {
    onTestEnd();
    rmSync(dir, { recursive: true, force: true });
  });

  it('keeps its files from other users, also those of a backup and of a file that was open to all', async () => {
    writeFileSync(path, '', { mode: 0o644 });
    const store = await openSqliteStore({ path });
    await store.open();
    await store.commit(pairBatch(1));
    await store.backup(join(dir, 'backup.db'));
    const modes = readdirSync(dir).map((name) => [name, statSync(join(dir, name)).mode & 0o777]);
    await store.close();
    expect(modes.sort()).toEqual(['backup.db', 'masterd.db', 'masterd.db-shm', 'masterd.db-wal'].map((name) => [name, 0o600]));
  });

  it('takes an epoch that is newer than what a restored backup replaces', async () => {
    const clock = { now: () => 5000.5, sleep: () => Promise.resolve(), after: () => () => undefined };
    const store = await openSqliteStore({ path, clock });
    expect(await store.open()).toEqual({ epoch: 5000 });
    expect(await store.open()).toEqual({ epoch: 5001 });
    await store.close();
  });

  it('says what to do when the file is no database, damaged, too new, or in no directory', async () => {
    writeFileSync(path, 'this is not a database, but long enough to be taken for one'.repeat(50));
    await expect(openSqliteStore({ path })).rejects.toThrow(ConfigurationError);
    await expect(openSqliteStore({ path })).rejects.toThrow(/masterd\.db is damaged .* newest backup/);
    rmSync(path);

    const store = await openSqliteStore({ path });
    await store.open();
    await Promise.all(Array.from({ length: 500 }, (_, i) => store.commit(pairBatch(i))));
    await store.close();
    const whole = readFileSync(path);
    const fd = openSync(path, 'r+');
    for (let page = 4; page * 4096 < whole.length - 4096; page += 2) writeSync(fd, Buffer.alloc(4096, 0x5a), 0, 4096, page * 4096);
    await expect(openSqliteStore({ path })).rejects.toThrow(/is damaged/);

    const tooNew = Buffer.from(whole);
    tooNew.writeUInt32BE(99, 60);
    writeFileSync(path, tooNew);
    await expect(openSqliteStore({ path })).rejects.toThrow(/newer version \(schema 99/);
    await expect(openSqliteStore({ path: join(dir, 'missing', 'masterd.db') })).rejects.toThrow(/see that its directory exists/);
  });

  it('does not hold up the main thread while thousands of batches are written', async () => {
    const store = await openSqliteStore({ path });
    await store.open();
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const started = performance.now();
    for (let i = 0; i < 100; i += 1) await store.commit(pairBatch(i));
    const elapsed = performance.now() - started;
    clearInterval(timer);
    await store.close();
    expect(turns).toBeGreaterThan(elapsed / 20);
  });

  it('after any cut in the log there are whole batches, the first ones, without a gap', async () => {
    const store = await openSqliteStore({ path });
    await store.open();
    await store.close();
    const writer = await openSqliteStore({ path });
    await writer.open();
    const count = 30;
    for (let i = 0; i < count; i += 1) await writer.commit(pairBatch(i));
    const saved = { db: join(dir, 'saved'), wal: join(dir, 'saved-wal') };
    copyFileSync(path, saved.db);
    copyFileSync(`${path}-wal`, saved.wal);
    await writer.close();

    const size = statSync(saved.wal).size;
    const found: number[] = [];
    for (let cut = 0; cut <= 12; cut += 1) {
      const copy = join(dir, `cut${cut}`);
      copyFileSync(saved.db, copy);
      copyFileSync(saved.wal, `${copy}-wal`);
      truncateSync(`${copy}-wal`, Math.floor((size * cut) / 12));
      found.push(await wholeBatches(copy));
    }
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found[0]).toBe(0);
    expect(new Set(found).size).toBeGreaterThan(5);
    expect(found.at(-1)).toBe(count);
  });

  it('keeps every acknowledged batch, and no part of another, when the process is killed', async () => {
    // Below dist/, where npm packages are found.
    const program = join(process.env.GANETI_DIST!, `state-writer-${process.pid}.mjs`);
    onTestEnd = () => rmSync(program, { force: true });
    await build({
      stdin: { contents: writerProgram, resolveDir: join(root, 'libs/master/state-sqlite/src'), loader: 'ts' },
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      tsconfig: join(root, 'tsconfig.base.json'),
      packages: 'external',
      logLevel: 'error',
    });
    let acknowledged = 0;
    for (let round = 0; round < 4; round += 1) {
      const child = spawn(process.execPath, [program, path, String(acknowledged)], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        // Once it is well under way, in the middle of whatever it does.
        if (output.length > 200 * (round + 1)) child.kill('SIGKILL');
      });
      const [, signal] = (await once(child, 'close')) as [number | null, string | null];
      expect(signal).toBe('SIGKILL');
      const last = output.slice(0, output.lastIndexOf('\n')).split('\n').at(-1)!;
      expect(Number(last)).toBeGreaterThan(acknowledged);
      const kept = await wholeBatches(path);
      expect(kept).toBeGreaterThanOrEqual(Number(last) + 1);
      acknowledged = kept;
    }
  });
});

/** Opens the database, checks that batches 0 … n-1 are there and whole, and answers n. */
async function wholeBatches(path: string): Promise<number> {
  expect(existsSync(path)).toBe(true);
  const store = await openSqliteStore({ path });
  const nodes = (await store.load('node')).map(({ value }) => value as number).sort((a, b) => a - b);
  const disks = await store.load('disk');
  const [last] = await store.load('meta');
  await store.close();
  expect(nodes).toEqual(nodes.map((_, i) => i));
  expect(disks).toHaveLength(nodes.length);
  expect(last?.value ?? -1).toBe(nodes.length - 1);
  return nodes.length;
}

/** Commits batches without end, several under way at a time, and prints the number of each when it is acknowledged. */
const writerProgram = `
import { writeSync } from 'node:fs';
import { openSqliteStore } from './index';
const [path, first] = process.argv.slice(2);
const store = await openSqliteStore({ path });
await store.open();
const batch = ${pairBatch.toString()};
let next = Number(first);
for (;;) {
  const group = Array.from({ length: 8 }, () => { const i = next++; return store.commit(batch(i)).then(() => writeSync(1, i + '\\n')); });
  await Promise.race(group);
  if (next % 3 === 0) await Promise.all(group);
}
`;
