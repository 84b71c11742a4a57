/** Whether somebody on this machine has a file open as a disk: QEMU locks its images (fcntl), the loop driver names its files. */
import { readFile, readdir, stat } from 'node:fs/promises';

export async function isInUse(path: string): Promise<boolean> {
  return (await isLocked(path)) || (await isLooped(path));
}

async function isLocked(path: string): Promise<boolean> {
  const { dev, ino } = await stat(path, { bigint: true });
  return namesFile(await readFile('/proc/locks', 'utf8').catch(() => ''), dev, ino);
}

/**
 * Whether a file is among the locks of /proc/locks: `1: OFDLCK ADVISORY READ -1 fd:00:2151600 100 101`; the device is in hex, the inode is not.
 * File systems without a device of their own (major number 0) may show another one there than stat does: Btrfs has one for each subvolume.
 */
export function namesFile(locks: string, dev: bigint, ino: bigint): boolean {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn);
  const minor = (dev & 0xffn) | ((dev >> 12n) & ~0xffn);
  const hex = (number: bigint): string => number.toString(16).padStart(2, '0');
  return major === 0n ? new RegExp(` 00:[0-9a-f]+:${ino} `).test(locks) : locks.includes(` ${hex(major)}:${hex(minor)}:${ino} `);
}

async function isLooped(path: string): Promise<boolean> {
  for (const device of await readdir('/sys/block').catch(() => [])) {
    if (!device.startsWith('loop')) continue;
    const backing = await readFile(`/sys/block/${device}/loop/backing_file`, 'utf8').catch(() => '');
    if (backing.trimEnd() === path) return true;
  }
  return false;
}
