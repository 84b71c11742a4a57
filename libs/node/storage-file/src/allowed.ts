/**
 * Where file disks may lie: below the directories an administrator lists in /etc/ganeti/file-storage-paths (one a line, `#` begins
 * a comment), so that nobody who takes over the master can make a node write where he likes.
 */
import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, relative } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { readListFile } from '@ganeti/runtime';

/** Never a place for disks, listed or not: the system lies there. */
const forbidden = [
  ...['/boot', '/dev', '/etc', '/home', '/proc', '/root', '/sys'],
  ...['', '/usr', '/usr/local'].flatMap((prefix) => ['bin', 'lib', 'lib32', 'lib64', 'sbin'].map((dir) => `${prefix}/${dir}`)),
];

export interface AllowedFile {
  /** Where the bytes lie; what a guest opens. */
  readonly path: string;
  /** The listed directory it is below. */
  readonly base: string;
}

export class AllowedDirectories {
  readonly #list: string;
  readonly #root: string;

  /** `root`: put before every path; empty on a real machine. */
  constructor(list: string, root: string) {
    this.#list = list;
    this.#root = root;
  }

  /** The directories that are listed and may be used, as recorded (without the root). */
  async directories(): Promise<string[]> {
    const lines = (await readListFile(this.#list)) ?? [];
    return lines.map((line) => (line === '/' ? line : line.replace(/\/+$/, ''))).filter((dir) => dir !== '/' && isPlain(dir) && !isForbidden(dir));
  }

  /**
   * Where the file of this recorded path is. Throws OpExecError for a path that is not below a listed directory, below one that is
   * missing, or on whose way a symbolic link leads elsewhere. The listed directory itself may be one: its administrator chose it.
   */
  async locate(recorded: string): Promise<AllowedFile> {
    plainPath(recorded);
    if (isForbidden(recorded)) throw new OpExecError(`File disk ${recorded} lies in a directory of the system; choose another directory for file disks`);
    const dir = (await this.directories()).find((candidate) => isBelow(recorded, candidate));
    if (dir === undefined) {
      throw new OpExecError(`File disk ${recorded} is not below a directory listed in ${this.#list}; add the directory there on every node, or choose another one`);
    }
    const base = await realpath(join(this.#root, dir)).catch(() => null);
    if (base === null) throw new OpExecError(`Directory ${dir} for file disks does not exist on this node; create it, or mount its file system`);
    if (this.#root === '' && isForbidden(base)) throw new OpExecError(`Directory ${dir} for file disks leads to ${base}, a directory of the system; choose another one`);
    const path = join(base, relative(dir, recorded));
    await refuseLinks(path, base, recorded);
    return { path, base };
  }
}

/** Throws OpExecError unless a path is absolute and says where it leads without detours. */
function plainPath(path: string): string {
  if (isPlain(path)) return path;
  throw new OpExecError(`File disk path "${path}" must be absolute and without "." or ".." parts`);
}

const isPlain = (path: string): boolean => isAbsolute(path) && normalize(path) === path && !path.includes('\0') && !path.endsWith('/');
const isBelow = (path: string, dir: string): boolean => path.startsWith(`${dir}/`);
const isForbidden = (path: string): boolean => forbidden.some((dir) => path === dir || isBelow(path, dir));

/** Whether a line of the list names a directory in which disks must never lie, however it is written. */
export function isForbiddenDirectory(line: string): boolean {
  const path = normalize(line).replace(/(.)\/+$/, '$1');
  return path === '/' || isForbidden(path);
}

/** What is on the way from the base to the file has to be directories, and the file a file. */
export async function refuseLinks(path: string, base: string, recorded: string): Promise<void> {
  for (let at = path; at !== base && at !== '/'; at = dirname(at)) {
    const found = await lstat(at).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
      throw error;
    });
    if (found === null) continue;
    if (at === path ? found.isFile() : found.isDirectory()) continue;
    throw new OpExecError(`File disk ${recorded}: ${at} is no ${at === path ? 'regular file' : 'directory'}; symbolic links are not followed there, remove it`);
  }
}
