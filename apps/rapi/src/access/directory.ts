/** Who there is: users, roles and tokens as their files say, read at the start and again whenever one of them changes. */
import { readFile } from 'node:fs/promises';
import type { Logger, Paths } from '@ganeti/runtime';
import { watchFile } from '../watch-file';
import { nothing, Principal, rightsOf, Rights } from './rights';
import { builtInRoles, parseRoles, type Roles } from './roles';
import { digest, parseTokens, type StoredToken } from './tokens';
import { parseUsers, type User, type Users } from './users';

export class Directory {
  users: Users = new Map();
  private roles: Roles = builtInRoles;
  private tokens: ReadonlyMap<string, StoredToken> = new Map();
  private principals = new Map<string, Principal>();
  /** By path, as they were when they were last understood. */
  private readonly texts = new Map<string, string>();
  private stops: (() => void)[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly paths: Pick<Paths, 'rapiUsers' | 'rapiRoles' | 'rapiTokens'>,
    private readonly logger: Logger,
  ) {}

  /** Read the files and follow their changes. */
  async start(pollSeconds: number): Promise<void> {
    await this.reload();
    const { rapiUsers, rapiRoles, rapiTokens } = this.paths;
    this.stops = [
      watchFile(rapiUsers, () => this.readUsers(), { pollSeconds }),
      watchFile(rapiRoles, () => this.readRoles(), { pollSeconds }),
      watchFile(rapiTokens, () => this.readTokens(), { pollSeconds }),
    ];
  }

  stop(): void {
    for (const stop of this.stops) stop();
  }

  async reload(): Promise<void> {
    await this.readRoles();
    await this.readTokens();
    await this.readUsers();
  }

  /** Called when what was found out about somebody may hold no more. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private readUsers(): Promise<void> {
    return this.read(this.paths.rapiUsers, '', (text) => {
      this.users = parseUsers(text);
      return { users: this.users.size };
    });
  }

  private readRoles(): Promise<void> {
    return this.read(this.paths.rapiRoles, '{"roles": {}}', (text) => {
      this.roles = parseRoles(text);
      return { roles: this.roles.size - builtInRoles.size };
    });
  }

  private readTokens(): Promise<void> {
    return this.read(this.paths.rapiTokens, '{"tokens": []}', (text) => {
      this.tokens = new Map(parseTokens(text).map((token) => [token.hash, token]));
      return { tokens: this.tokens.size };
    });
  }

  /** A missing file is an empty one; one that cannot be read or understood changes nothing. */
  private async read(path: string, missing: string, take: (text: string) => object): Promise<void> {
    try {
      const text = await readFile(path).then(
        (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return missing;
          throw error;
        },
      );
      // A new start of the watch, or only another time: what is remembered of people still holds.
      if (this.texts.get(path) === text) return;
      const found = take(text);
      this.texts.set(path, text);
      this.principals.clear();
      for (const listener of this.listeners) listener();
      this.logger.info({ path, ...found }, 'read');
    } catch (error) {
      this.logger.error({ err: error, path }, 'this file cannot be read or understood; what it said before still holds');
    }
  }

  principalOf(user: User): Principal {
    let principal = this.principals.get(user.name);
    if (principal === undefined) {
      principal = new Principal(user.name, [this.rightsOf(user)]);
      this.principals.set(user.name, principal);
    }
    return principal;
  }

  /** Whom a token speaks for; null: nobody. It dies with its owner. */
  principalOfToken(token: string, now: number): Principal | null {
    const stored = this.tokens.get(digest(token));
    const owner = stored === undefined ? undefined : this.users.get(stored.owner);
    if (stored === undefined || owner === undefined || (stored.expires !== null && stored.expires <= now)) return null;
    const rights = [this.rightsOf(owner)];
    if (stored.role !== null) {
      const role = this.roles.get(stored.role);
      rights.push(role === undefined ? nothing : new Rights([role]));
    }
    return new Principal(owner.name, rights, stored.id, stored.expires);
  }

  private rightsOf(user: User): Rights {
    const { rights, unknown } = rightsOf(user.options, this.roles);
    if (unknown.length > 0) this.logger.warn({ user: user.name, options: unknown }, 'options that are no role grant nothing');
    return rights;
  }
}
