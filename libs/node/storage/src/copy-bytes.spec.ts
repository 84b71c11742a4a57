import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyBytes } from './copy-bytes';

const MIB = 1024 * 1024;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ganeti-copy-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function fileOf(name: string, size: number, content: Readonly<Record<number, string>> = {}): string {
  const path = join(dir, name);
  writeFileSync(path, '');
  for (const [at, text] of Object.entries(content)) writeFileSync(path, Buffer.concat([Buffer.alloc(0), ...pad(path, Number(at)), Buffer.from(text)]));
  truncateSync(path, size * MIB);
  return path;
}
/** What is there already, up to `at`. */
function pad(path: string, at: number): Buffer[] {
  const now = readFileSync(path);
  return [now, Buffer.alloc(at - now.length)];
}

it('copies all bytes, tells how far it is, and keeps holes of a new file', async () => {
  const [from, to] = [fileOf('from', 21, { 5: 'begin', [9 * MIB]: 'middle', [21 * MIB - 3]: 'end' }), fileOf('to', 21)];
  const seen: number[] = [];
  await copyBytes(from, to, { size: 21, progress: (percent) => seen.push(percent) });
  expect(readFileSync(to).equals(readFileSync(from))).toBe(true);
  expect(statSync(to).blocks * 512).toBeLessThan(16 * MIB);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(100);
});

it('overwrites what was there before', async () => {
  const [from, to] = [fileOf('from', 8), fileOf('to', 8, { 3: 'old' })];
  await copyBytes(from, to, { size: 8, progress: () => undefined });
  expect(readFileSync(to).every((byte) => byte === 0)).toBe(true);
});

it('stops when it is told to', async () => {
  const [from, to] = [fileOf('from', 8), fileOf('to', 8)];
  await expect(copyBytes(from, to, { size: 8, progress: () => undefined, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
});
