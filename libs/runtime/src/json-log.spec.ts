import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJsonLog } from './json-log';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'json-log-'))));
afterEach(() => rmSync(dir, { recursive: true }));
const numbers = (path: string): number[] =>
  readFileSync(path, 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { n: number }).n);

it.each([0, 8192])('keeps every line in order, and others out (chunks of %i bytes)', async (chunkBytes) => {
  const path = join(dir, 'deep/audit.log');
  const log = openJsonLog<{ n: number }>(path, { chunkBytes });
  for (let n = 0; n < 1000; n++) log.write({ n });
  await log.close();
  expect(numbers(path)).toEqual(Array.from({ length: 1000 }, (_, n) => n));
  expect(JSON.parse(readFileSync(path, 'utf8').split('\n')[0] ?? '')).toMatchObject({ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/) });
  expect(statSync(path).mode & 0o007).toBe(0);
});

it('goes on in a new file after the old one was moved away', async () => {
  const path = join(dir, 'audit.log');
  const log = openJsonLog<{ n: number }>(path);
  log.write({ n: 1 });
  await new Promise<void>((resolve) => {
    const look = (): void => {
      try {
        if (numbers(path).length === 1) return resolve();
      } catch {
        // Not written yet.
      }
      setTimeout(look, 5);
    };
    look();
  });
  renameSync(path, `${path}.1`);
  log.reopen();
  log.write({ n: 2 });
  await log.close();
  expect([numbers(`${path}.1`), numbers(path)]).toEqual([[1], [2]]);
});
