import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock } from '@ganeti/node-storage';
import { Fencing } from './index';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'ganeti-fence-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const at = (name: string): string => join(dir, name);
const isOpen = (path: string): boolean => readdirSync('/proc/self/fd').some((fd) => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`) === path;
  } catch {
    return false;
  }
});

it('starts the watchdog and never feeds it, then resets the machine', async () => {
  const clock = manualClock();
  for (const name of ['watchdog', 'sysrq']) writeFileSync(at(name), '');
  const fencing = new Fencing({ watchdog: at('watchdog'), sysrq: at('sysrq'), record: at('state/fenced'), clock });
  await fencing.fence('cut off from the others');
  await fencing.fence('again');
  expect(readFileSync(at('watchdog'), 'utf8')).toBe('\0');
  expect(isOpen(at('watchdog'))).toBe(true);
  expect(JSON.parse(readFileSync(at('state/fenced'), 'utf8'))).toEqual({ time: clock.now(), reason: 'cut off from the others' });
  // The answer goes first.
  expect(readFileSync(at('sysrq'), 'utf8')).toBe('');
  clock.advance(1);
  for (let tries = 0; tries < 500 && readFileSync(at('sysrq'), 'utf8') === ''; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(readFileSync(at('sysrq'), 'utf8')).toBe('b');
  // What a driver takes as "all is well" was never written.
  expect(readFileSync(at('watchdog'), 'utf8')).not.toContain('V');
});

it('says so when it cannot', async () => {
  const clock = manualClock();
  await expect(new Fencing({ watchdog: '', sysrq: '', record: at('fenced'), clock }).fence('x')).rejects.toThrow(/names no watchdog/);
  await expect(new Fencing({ watchdog: at('none'), sysrq: at('sysrq'), record: at('fenced'), clock }).fence('x')).rejects.toThrow(/none cannot be used.*power switch/);
  clock.advance(10);
  expect(readdirSync(dir)).not.toContain('sysrq');
});
