/**
 * Slows down who guesses passwords. After some failed logins of an address as a user, or of an address as anybody, further tries are
 * refused for a while that doubles with each failure. Nobody is locked out by what others do from elsewhere.
 */
import ipaddr from 'ipaddr.js';
import { BoundedMap } from './bounded-map';

interface Failures {
  count: number;
  /** Seconds since the epoch. */
  last: number;
  blockedUntil: number;
}

const rememberSeconds = 900;
const longestBlock = 60;
/** Failures that cost nothing: people mistype, and programs try an old password for a while. */
const free = { pair: 10, address: 100 } as const;

export class LoginThrottle {
  private readonly failures: BoundedMap<Failures>;

  /** `now`: seconds since the epoch. */
  constructor(
    private readonly now: () => number,
    limit = 10_000,
  ) {
    this.failures = new BoundedMap(limit);
  }

  /** Seconds until another try is allowed; 0: now. */
  wait(address: string, user: string): number {
    const now = this.now();
    const until = Math.max(...keys(address, user).map(([key]) => this.failures.get(key)?.blockedUntil ?? 0));
    return Math.max(0, until - now);
  }

  failed(address: string, user: string): void {
    const now = this.now();
    for (const [key, allowed] of keys(address, user)) {
      const before = this.failures.get(key);
      const count = before === undefined || now - before.last > rememberSeconds ? 1 : before.count + 1;
      const block = count < allowed ? 0 : Math.min(longestBlock, 2 ** Math.min(count - allowed, 10));
      this.failures.set(key, { count, last: now, blockedUntil: now + block });
    }
  }

  succeeded(address: string, user: string): void {
    // What the address did as others stays: an account of one's own is no way to guess on.
    const [[pair]] = keys(address, user);
    this.failures.delete(pair);
  }
}

function keys(address: string, user: string): [pair: [key: string, free: number], address: [key: string, free: number]] {
  const from = origin(address);
  return [
    [JSON.stringify([from, user.slice(0, 200)]), free.pair],
    [from, free.address],
  ];
}

/** Who has one IPv6 address has a whole network of them. */
function origin(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return (parsed as ipaddr.IPv6).parts.slice(0, 4).join(':');
}
