/**
 * Who speaks. A header that was found right is remembered for a while: by its connection, where looking it up costs one comparison, and
 * by a keyed digest, so that new connections do not cost a strong hash each.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Logger } from '@ganeti/runtime';
import { HttpError, tooMany } from '../http-error';
import { BoundedMap } from './bounded-map';
import type { Directory } from './directory';
import { LoginThrottle } from './login-throttle';
import type { Principal } from './rights';
import { Busy, ScryptVerifier } from './scrypt';
import { parseBearer } from './tokens';
import { findStrongUser, findUser, isStrong, parseBasic, type Credentials } from './users';

interface Found {
  readonly header: string;
  readonly principal: Principal;
  /** Seconds since the epoch. */
  readonly until: number;
}

const rememberSeconds = 300;
const rememberedHeaders = 1000;

export interface AuthenticatorOptions {
  readonly directory: Directory;
  readonly logger: Logger;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

export class Authenticator {
  private byConnection = new WeakMap<object, Found>();
  private readonly byDigest = new BoundedMap<Found>(rememberedHeaders);
  private readonly checking = new Map<string, Promise<Principal>>();
  private readonly key = randomBytes(32);
  private readonly verifier = new ScryptVerifier();
  private readonly throttle: LoginThrottle;
  private anyStrong: boolean | undefined;

  constructor(private readonly options: AuthenticatorOptions) {
    this.throttle = new LoginThrottle(options.now);
    options.directory.onChange(() => this.forget());
  }

  private forget(): void {
    this.byConnection = new WeakMap();
    this.byDigest.clear();
    this.checking.clear();
    this.anyStrong = undefined;
  }

  /** `connection`: the socket the header came by. Throws, or rejects with, HttpError 401, 429 or 503. */
  identify(header: string, connection: object, address: string): Principal | Promise<Principal> {
    const now = this.options.now();
    const before = this.byConnection.get(connection);
    if (before !== undefined && before.header === header && before.until > now) return before.principal;
    const key = createHmac('sha256', this.key).update(header).digest('base64');
    const known = this.byDigest.get(key);
    if (known !== undefined && known.until > now) {
      this.byConnection.set(connection, known);
      return known.principal;
    }
    const found = this.check(header, key, address, now);
    if (!(found instanceof Promise)) return this.remember(key, header, connection, found);
    const { byConnection } = this;
    return found.then((principal) => {
      // Users may have become others while the password was checked.
      if (byConnection === this.byConnection) this.remember(key, header, connection, principal);
      return principal;
    });
  }

  private remember(key: string, header: string, connection: object, principal: Principal): Principal {
    const until = Math.min(this.options.now() + rememberSeconds, principal.expires ?? Infinity);
    const found = { header, principal, until };
    this.byConnection.set(connection, found);
    this.byDigest.set(key, found);
    return principal;
  }

  private check(header: string, key: string, address: string, now: number): Principal | Promise<Principal> {
    const { directory } = this.options;
    const token = parseBearer(header);
    const credentials = token === null ? parseBasic(header) : null;
    const name = credentials?.name ?? '';
    const wait = this.throttle.wait(address, name);
    if (wait > 0) throw tooMany(wait, 'Too many failed logins');
    if (token !== null) return directory.principalOfToken(token, now) ?? this.refuse(address, '');
    if (credentials === null) return this.refuse(address, '');
    if (!this.strongUsers()) {
      const user = findUser(directory.users, credentials);
      return user === null ? this.refuse(address, name) : this.welcome(address, user.name);
    }
    // Requests that come together with the same header share one check.
    let checking = this.checking.get(key);
    if (checking === undefined) {
      checking = this.checkStrong(credentials, address).finally(() => this.checking.delete(key));
      this.checking.set(key, checking);
    }
    return checking;
  }

  private strongUsers(): boolean {
    this.anyStrong ??= [...this.options.directory.users.values()].some(isStrong);
    return this.anyStrong;
  }

  private async checkStrong(credentials: Credentials, address: string): Promise<Principal> {
    const { users } = this.options.directory;
    const user = await findStrongUser(users, credentials, this.verifier).catch((error: unknown) => {
      if (error instanceof Busy) throw new HttpError(503, 'Too many passwords are being checked; try again', { 'Retry-After': 1 });
      throw error;
    });
    return user === null ? this.refuse(address, credentials.name) : this.welcome(address, user.name);
  }

  private welcome(address: string, name: string): Principal {
    const user = this.options.directory.users.get(name);
    // Gone while the password was checked.
    if (user === undefined) return this.refuse(address, name);
    this.throttle.succeeded(address, name);
    return this.options.directory.principalOf(user);
  }

  private refuse(address: string, name: string): never {
    this.throttle.failed(address, name);
    this.options.logger.warn({ address, user: name }, 'a login failed');
    throw new HttpError(401);
  }
}
