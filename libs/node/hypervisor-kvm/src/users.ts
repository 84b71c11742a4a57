/** The user a guest's QEMU runs as: nobody special, one that is named, or one of its own from the cluster's pool. */
import { readFile, readdir, unlink, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import type { KvmParameters } from './parameters';

export interface GuestUser {
  readonly uid: number;
  readonly gid: number;
}

export interface UserOptions {
  /** A file for each uid in use, with the name of its instance. */
  readonly lockDir: string;
  /** Ranges of uids, both ends included. */
  readonly pool: () => Promise<readonly (readonly [number, number])[]>;
  readonly passwd?: string;
}

/** Group of guests whose uid is in no user database. */
const NOGROUP = 65_534;

export class GuestUsers {
  readonly #options: UserOptions;
  constructor(options: UserOptions) {
    this.#options = options;
  }

  /** Null: as root. A uid of the pool belongs to the instance until it is released. Throws OpExecError. */
  async acquire(instance: string, { security_model, security_domain }: Pick<KvmParameters, 'security_model' | 'security_domain'>): Promise<GuestUser | null> {
    if (security_model === 'user') return this.#named(instance, security_domain);
    return security_model === 'pool' ? this.#pooled(instance) : null;
  }

  /** Gives back what the instance has from the pool. */
  async release(instance: string): Promise<void> {
    for (const [uid, owner] of await this.#taken()) if (owner === instance) await unlink(join(this.#options.lockDir, String(uid))).catch(() => undefined);
  }

  async #named(instance: string, name: string): Promise<GuestUser> {
    const found = (await this.#passwd()).find((entry) => entry.name === name);
    if (found === undefined) throw new OpExecError(`Instance ${instance} shall run as user "${name}" (security_domain), who does not exist on this node`);
    return { uid: found.uid, gid: found.gid };
  }

  async #pooled(instance: string): Promise<GuestUser> {
    const taken = await this.#taken();
    const own = [...taken].find(([, owner]) => owner === instance)?.[0];
    const uid = own ?? (await this.#take(instance, taken));
    const entry = (await this.#passwd()).find((candidate) => candidate.uid === uid);
    return { uid, gid: entry?.gid ?? NOGROUP };
  }

  async #take(instance: string, taken: ReadonlyMap<number, string>): Promise<number> {
    await mkdir(this.#options.lockDir, { recursive: true });
    for (const [first, last] of await this.#options.pool()) {
      for (let uid = first; uid <= last; uid += 1) {
        if (taken.has(uid)) continue;
        const free = await writeFile(join(this.#options.lockDir, String(uid)), `${instance}\n`, { flag: 'wx' }).then(() => true, () => false);
        if (free) return uid;
      }
    }
    throw new OpExecError(`Instance ${instance} shall run as a user of its own (security_model pool), but the cluster's uid pool has none left; make it larger`);
  }

  async #taken(): Promise<Map<number, string>> {
    const names = await readdir(this.#options.lockDir).catch(() => []);
    const entries = names.filter((name) => /^\d+$/.test(name)).map(async (name): Promise<[number, string]> => [Number(name), (await readFile(join(this.#options.lockDir, name), 'utf8').catch(() => '')).trim()]);
    return new Map(await Promise.all(entries));
  }

  async #passwd(): Promise<{ name: string; uid: number; gid: number }[]> {
    const text = await readFile(this.#options.passwd ?? '/etc/passwd', 'utf8').catch(() => '');
    return text.split('\n').map((line) => line.split(':')).filter((fields) => fields.length >= 4).map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  }
}
