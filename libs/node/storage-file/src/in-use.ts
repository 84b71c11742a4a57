/** Whether somebody on this machine has a file open as a disk: QEMU locks its images (fcntl), the loop driver names its files. */
import { readFile, readdir, stat } from 'node:fs/promises';

export async function isInUse(path: string): Promise<boolean> {
  return (await isLocked(path)) || (await isLooped(path));
}

/** /proc/locks: `1: OFDLCK ADVISORY READ -1 fd:00:2151600 100 101`; the device is in hex, the inode is not. */
async function isLocked(path: string): Promise<boolean> {
  const { dev, ino } = await stat(path, { bigint: true });
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn);
  const minor = (dev & 0xffn) | ((dev >> 12n) & ~0xffn);
  const hex = (number: bigint): string => number.toString(16).padStart(2, '0');
  const locks = await readFile('/proc/locks', 'utf8').catch(() => '');
  return locks.includes(` ${hex(major)}:${hex(minor)}:${ino} `);
}

async function isLooped(path: string): Promise<boolean> {
  for (const device of await readdir('/sys/block').catch(() => [])) {
    if (!device.startsWith('loop')) continue;
    const backing = await readFile(`/sys/block/${device}/loop/backing_file`, 'utf8').catch(() => '');
    if (backing.trimEnd() === path) return true;
  }
  return false;
}
