/** The users as the daemon knows them: read from the file at the start, again whenever it changes. */
import { readFile } from 'node:fs/promises';
import { hash } from 'node:crypto';
import type { Logger } from '@ganeti/runtime';
import { findUser, parseBasic, parseUsers, type User, type Users } from './users';
import { watchFile } from './watch-file';

/** Headers whose check succeeded are remembered, so that a client on a kept-alive connection costs one hash per request. */
const rememberedHeaders = 1000;

export class UserStore {
  private users: Users = new Map();
  private readonly remembered = new Map<string, User>();
  private stopWatching: (() => void) | undefined;

  constructor(
    private readonly path: string,
    private readonly logger: Logger,
  ) {}

  /** Read the file and follow its changes. */
  async start(pollSeconds: number): Promise<void> {
    await this.reload();
    this.stopWatching = watchFile(this.path, () => this.reload(), { pollSeconds });
  }

  stop(): void {
    this.stopWatching?.();
  }

  /** A missing file means that there are no users; one that cannot be read leaves the users as they were. */
  async reload(): Promise<void> {
    try {
      const bytes = await readFile(this.path);
      this.replace(parseUsers(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') this.replace(new Map());
      else
        this.logger.error(
          { err: error, path: this.path },
          'the users file cannot be read; the users stay as they were',
        );
    }
  }

  private replace(users: Users): void {
    this.users = users;
    this.remembered.clear();
    this.logger.info({ path: this.path, users: users.size }, 'users read');
  }

  /** Who an Authorization header speaks for; null: nobody, so it has to be refused. */
  authenticate(header: string): User | null {
    // By its digest: looking it up then takes a time that tells nothing about headers of others.
    const key = hash('sha256', header, 'base64');
    const known = this.remembered.get(key);
    if (known !== undefined) return known;
    const credentials = parseBasic(header);
    const user = credentials === null ? null : findUser(this.users, credentials);
    if (user !== null) {
      if (this.remembered.size >= rememberedHeaders) this.remembered.clear();
      this.remembered.set(key, user);
    }
    return user;
  }
}
