/**
 * Exported instances on this node: a directory each, named after the instance, with config.ini and the dumps of its disks. One that
 * is being written is called `<instance>.new`, and takes the place of an older one when it is finished.
 */
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { directories, syncDirectory, writeFileDurably } from '@ganeti/runtime';

/** Written last: a directory without it is an export that was never finished. */
const configFile = 'config.ini';
const unfinished = '.new';

export class ExportDirectory {
  readonly #dir: string;
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Names of the finished exports, sorted; none when there is no such directory. */
  async list(): Promise<string[]> {
    const names = (await directories(this.#dir)).filter((name) => !name.endsWith(unfinished));
    const finished = await Promise.all(names.map((name) => isThere(join(this.#dir, name, configFile))));
    return names.filter((_, index) => finished[index]).sort();
  }

  /** An empty place for a new export; what an earlier attempt has left there is removed. */
  async begin(name: string): Promise<void> {
    await rm(this.#fresh(name), { recursive: true, force: true });
    await mkdir(this.#fresh(name), { recursive: true, mode: 0o700 });
  }

  /** Where a dump of an export that was begun goes. */
  dump(name: string, file: string): string {
    return join(this.#fresh(name), plainName(file));
  }

  /** The export is complete: it gets its description and takes the place of an older one. */
  async finish(name: string, config: string): Promise<void> {
    const [fresh, place, old] = [this.#fresh(name), this.#place(name), join(this.#dir, `.old-${plainName(name)}`)];
    // Done already, when an earlier life of the daemon was cut off after it.
    if (!(await isThere(fresh)) && (await readIfThere(join(place, configFile))) === config) {
      await rm(old, { recursive: true, force: true });
      return;
    }
    await writeFileDurably(join(fresh, configFile), config, { mode: 0o600 });
    await rm(old, { recursive: true, force: true });
    if (await isThere(place)) await rename(place, old);
    await rename(fresh, place);
    await syncDirectory(this.#dir);
    await rm(old, { recursive: true, force: true });
  }

  /** Forgets an export that was begun. */
  async abandon(name: string): Promise<void> {
    await rm(this.#fresh(name), { recursive: true, force: true });
  }

  /** One that is not there counts as removed. */
  async remove(name: string): Promise<void> {
    await rm(this.#place(name), { recursive: true, force: true });
  }

  /** Directory of an export as the user names it: its name, or an absolute path elsewhere on this node. */
  locate(path: string): string {
    if (!isAbsolute(path)) return this.#place(path);
    if (normalize(path) !== path) throw new OpExecError(`The path ${path} of an export must not have "." or ".." parts`);
    return path;
  }

  /** Text of its config.ini; null: there is no export. */
  async description(path: string): Promise<string | null> {
    return readIfThere(join(this.locate(path), configFile));
  }

  /** A dump of a finished export. */
  finishedDump(path: string, file: string): string {
    return join(this.locate(path), plainName(file));
  }

  #place(name: string): string {
    return join(this.#dir, plainName(name));
  }
  #fresh(name: string): string {
    return `${this.#place(name)}${unfinished}`;
  }
}

function plainName(name: string): string {
  if (name === '' || name.startsWith('.') || name.includes('/') || name.includes('\0')) throw new OpExecError(`"${name}" cannot be the name of an export or of a file in it`);
  return name;
}

const isThere = (path: string): Promise<boolean> => access(path).then(() => true, () => false);

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
