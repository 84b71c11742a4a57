/** The bytes of simulated volumes: sparse files, so that a 2 TiB volume with one written block takes one block. */
import { closeSync, ftruncateSync, linkSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const MIB = 1024 * 1024;
const CHUNK = 4 * MIB;
/** Unit in which stat counts allocated space. */
const BLOCK = 512;

/** Makes the file with this size (MiB) or gives an existing one this size. */
export function makeContent(path: string, size: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
  const fd = openSync(path, 'a', 0o640);
  try {
    ftruncateSync(fd, size * MIB);
  } finally {
    closeSync(fd);
  }
}

export function removeContent(path: string): void {
  rmSync(path, { force: true });
}

/** Whether both names are the same bytes. */
export function sameContent(a: string, b: string): boolean {
  const [first, second] = [statSync(a, { throwIfNoEntry: false }), statSync(b, { throwIfNoEntry: false })];
  return first !== undefined && second !== undefined && first.ino === second.ino && first.dev === second.dev;
}

/** From now on `target` is the same bytes as `source`: whatever is written to one is in the other. */
export function shareContent(source: string, target: string): void {
  if (sameContent(source, target)) return;
  const fresh = `${target}.sharing`;
  rmSync(fresh, { force: true });
  try {
    linkSync(source, fresh);
  } catch (error) {
    // Nodes on different file systems: what was there at this moment has to do.
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    copyContent(source, fresh);
  }
  renameSync(fresh, target);
}

/** Ends sharing: `path` keeps the bytes of this moment, as its own. */
export function splitContent(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.nlink < 2) return;
  const fresh = `${path}.splitting`;
  copyContent(path, fresh);
  renameSync(fresh, path);
}

/** Fills `size` MiB from `offset` with zeros by making a hole of it. */
export function zeroContent(path: string, offset: number, size: number): void {
  const stat = statSync(path);
  if (stat.blocks === 0) return;
  const end = Math.min(stat.size, (offset + size) * MIB);
  const fd = openSync(path, 'r+');
  try {
    if (offset === 0 && end === stat.size) {
      ftruncateSync(fd, 0);
      ftruncateSync(fd, stat.size);
      return;
    }
    const zeros = Buffer.alloc(CHUNK);
    const chunk = Buffer.alloc(CHUNK);
    for (let at = offset * MIB; at < end; at += CHUNK) {
      const length = Math.min(CHUNK, end - at);
      const got = readSync(fd, chunk, 0, length, at);
      if (!isZero(chunk.subarray(0, got))) writeSync(fd, zeros, 0, length, at);
    }
  } finally {
    closeSync(fd);
  }
}

/** Copies what is allocated and leaves the rest a hole; stops when everything allocated has been seen. */
export function copyContent(source: string, target: string): void {
  const stat = statSync(source);
  rmSync(target, { force: true });
  const to = openSync(target, 'w', 0o640);
  try {
    ftruncateSync(to, stat.size);
    let allocated = stat.blocks * BLOCK;
    if (allocated === 0) return;
    const from = openSync(source, 'r');
    try {
      const chunk = Buffer.alloc(CHUNK);
      for (let at = 0; at < stat.size && allocated > 0; at += CHUNK) {
        const got = readSync(from, chunk, 0, CHUNK, at);
        const data = chunk.subarray(0, got);
        if (isZero(data)) continue;
        writeSync(to, data, 0, got, at);
        allocated -= allocatedIn(data);
      }
    } finally {
      closeSync(from);
    }
  } finally {
    closeSync(to);
  }
}

const PAGE = 4096;
const ZERO_PAGE = Buffer.alloc(PAGE);

/** Bytes in pages that hold something: never more than what the file system has allocated for them. */
function allocatedIn(data: Buffer): number {
  let bytes = 0;
  for (let at = 0; at < data.length; at += PAGE) {
    if (!isZero(data.subarray(at, at + PAGE))) bytes += PAGE;
  }
  return bytes;
}

function isZero(data: Buffer): boolean {
  for (let at = 0; at < data.length; at += PAGE) {
    const page = data.subarray(at, at + PAGE);
    if (!page.equals(page.length === PAGE ? ZERO_PAGE : ZERO_PAGE.subarray(0, page.length))) return false;
  }
  return true;
}
