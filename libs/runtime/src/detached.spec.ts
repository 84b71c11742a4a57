import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detachedLauncher } from './detached';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'ganeti-detached-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('starts a program in a session of its own, with its output in a file', async () => {
  const output = join(dir, 'log/out');
  const { pid, ended } = await detachedLauncher.start('/bin/sh', ['-c', 'echo "$A $(cut -d" " -f6 /proc/$$/stat)"; echo wrong >&2; exit 3'], { env: { A: 'b', PATH: '/usr/bin:/bin' }, output });
  expect(await ended).toBe(3);
  expect(readFileSync(output, 'utf8')).toBe(`b ${pid}\nwrong\n`);
});

it('says what ended it, and that it cannot be started', async () => {
  const { pid, ended } = await detachedLauncher.start('/bin/sleep', ['60'], { env: {}, output: join(dir, 'out') });
  process.kill(pid, 'SIGKILL');
  expect(await ended).toBe('SIGKILL');
  await expect(detachedLauncher.start(join(dir, 'none'), [], { env: {}, output: join(dir, 'out') })).rejects.toThrow(/ENOENT/);
});
