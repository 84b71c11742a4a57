/**
 * The users file (/var/lib/ganeti/rapi/users). A line has name, password, and optionally options separated by commas, with white
 * space between them; lines starting with `#` are comments. A password is clear text, or has a scheme in braces before it:
 * `{cleartext}`, `{HA1}` with the MD5 of `name:Ganeti Remote API:password` in hex, or (not in Ganeti) `{scrypt}`, see scrypt.ts.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { parseScrypt, type ScryptVerifier } from './scrypt';

export const realm = 'Ganeti Remote API';

export interface User {
  readonly name: string;
  /** As in the file. */
  readonly password: string;
  readonly options: ReadonlySet<string>;
}

export type Users = ReadonlyMap<string, User>;

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** Lines without a password are passed over; of several lines for one user the last one counts. */
export function parseUsers(text: string): Users {
  const users = new Map<string, User>();
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const fields = /^(\S+)\s+(\S+)(?:\s+(.*))?$/.exec(line);
    if (fields === null) continue;
    const [, name = '', password = '', options = ''] = fields;
    const names = options.split(',').map((option) => option.trim());
    users.set(name, { name, password, options: new Set(names.filter((option) => option !== '')) });
  }
  return users;
}

/** Texts of any length, compared in a time that does not depend on where they differ. */
function equalText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** undefined: clear text without a scheme. */
function schemeOf({ password }: User): { readonly scheme: string; readonly expected: string } | undefined {
  if (!password.startsWith('{')) return undefined;
  const [, scheme = '', expected = ''] = /^\{([^}]*)\}(.*)$/s.exec(password) ?? [];
  return { scheme: scheme.toLowerCase(), expected };
}

function matches(user: User, { password }: Credentials): boolean {
  const parts = schemeOf(user);
  if (parts === undefined) return equalText(user.password, password);
  const { scheme, expected } = parts;
  switch (scheme) {
    case 'cleartext':
      return equalText(expected, password);
    case 'ha1':
      return equalText(
        expected.toLowerCase(),
        createHash('md5').update(`${user.name}:${realm}:${password}`).digest('hex'),
      );
    default:
      return false;
  }
}

/** Somebody to compare with when the name is unknown, so that the time taken does not tell which names exist. */
const nobody: User = { name: '', password: '{cleartext}', options: new Set() };

export function isStrong(user: User): boolean {
  return schemeOf(user)?.scheme === 'scrypt';
}

/**
 * Like findUser, with strong hashes too. When anybody has one, every failure costs as much as theirs. Rejects with Busy.
 */
export async function findStrongUser(users: Users, credentials: Credentials, verifier: ScryptVerifier): Promise<User | null> {
  const user = users.get(credentials.name);
  const found = findUser(users, credentials);
  if (found !== null) return found;
  const expected = user !== undefined && isStrong(user) ? parseScrypt(schemeOf(user)?.expected ?? '') : null;
  return (await verifier.matches(expected, credentials.password)) ? (user ?? null) : null;
}

/** The user these credentials belong to, without strong hashes; null: wrong name or password. */
export function findUser(users: Users, credentials: Credentials): User | null {
  const user = users.get(credentials.name);
  const right = matches(user ?? nobody, credentials);
  return user !== undefined && right ? user : null;
}

/** Name and password of an `Authorization: Basic` header; null: some other scheme, or not well-formed. */
export function parseBasic(header: string): Credentials | null {
  const encoded = /^\s*basic\s+([A-Za-z0-9+/_-]*={0,2})\s*$/i.exec(header)?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}
