/**
 * What the administrator carries from the master to a new machine: where the master's door is, by which authority it is known, and the
 * secret that opens it. `ganeti-join:<address>:<port>:<SHA-256 of the CA>:<secret>`, the last two in base64url.
 */
import { isIP } from 'node:net';

export interface JoinToken {
  readonly address: string;
  readonly port: number;
  /** SHA-256 of the cluster's CA certificate (DER), base64url. */
  readonly caDigest: string;
  readonly secret: string;
}

export class TokenError extends Error {
  override readonly name = 'TokenError';
}

export function formatToken({ address, port, caDigest, secret }: JoinToken): string {
  return ['ganeti-join', isIP(address) === 6 ? `[${address}]` : address, port, caDigest, secret].join(':');
}

/** Throws TokenError. */
export function parseToken(text: string): JoinToken {
  const [, six, four, port = '', caDigest = '', secret = ''] = /^ganeti-join:(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):(\d{1,5}):([\w-]{43}):([\w-]{22})$/.exec(text.trim()) ?? [];
  const address = six ?? four ?? '';
  if (isIP(address) === 0 || Number(port) > 65_535 || Number(port) === 0) throw new TokenError('That is no join token; copy it whole, from "ganeti-join:" on, as gnt node add prints it');
  return { address, port: Number(port), caDigest, secret };
}
