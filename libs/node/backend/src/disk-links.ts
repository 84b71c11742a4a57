/** Links `<instance>:<index>` under instance-disks/ that lead to an instance's devices, whatever those are called. */
import { mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

export class DiskLinks {
  readonly #dir: string;
  constructor(dir: string) {
    this.#dir = dir;
  }

  path(instance: string, index: number): string {
    return join(this.#dir, `${instance.replaceAll('/', '_')}:${index}`);
  }

  set(instance: string, index: number, target: string): string {
    const link = this.path(instance, index);
    if (this.#target(link) === target) return link;
    mkdirSync(this.#dir, { recursive: true, mode: 0o755 });
    rmSync(`${link}.new`, { force: true });
    symlinkSync(target, `${link}.new`);
    renameSync(`${link}.new`, link);
    return link;
  }

  /** Removes the links of one device, whichever instance they belong to. */
  removeTo(target: string): void {
    let names: string[];
    try {
      names = readdirSync(this.#dir);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    for (const name of names) if (this.#target(join(this.#dir, name)) === target) rmSync(join(this.#dir, name), { force: true });
  }

  #target(link: string): string | null {
    try {
      return readlinkSync(link);
    } catch {
      return null;
    }
  }
}
