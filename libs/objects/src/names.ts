/** Names of nodes and instances, which are host names. */
import { OpPrereqError } from '@ganeti/errors';

const LABEL = /^[a-z0-9_-]{1,63}$/;

/** Lower case; at most 255 characters; labels of letters, digits, - and _. The trailing dot of a full DNS name is dropped. */
export function isHostname(name: string): boolean {
  const host = name.toLowerCase().replace(/\.$/, '');
  return host.length <= 255 && host.split('.').every((label) => LABEL.test(label));
}

/** The one form of a host name that is kept. Throws OpPrereqError (wrong_input). */
export function normaliseHostname(name: string): string {
  if (!isHostname(name)) {
    throw new OpPrereqError(
      `Invalid hostname '${name}': letters, digits, -, _ and dots between labels of at most 63 characters are allowed`,
      'wrong_input',
    );
  }
  return name.toLowerCase().replace(/\.$/, '');
}

/** `web1` of `web1.example.com`. */
export function shortName(name: string): string {
  return name.split('.', 1)[0] ?? name;
}
