/** `{scrypt}ln=15,r=8,p=1$SALT$HASH`: passwords that cost an attacker memory and time for each guess. Salt and hash in base64. */
import { randomBytes, scrypt as scryptCallback, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';

const scrypt = promisify<string, Buffer, number, ScryptOptions, Buffer>(scryptCallback);

export interface ScryptHash {
  /** log2 of the cost. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** 32 MiB and some 50 ms each. */
const standard = { ln: 15, r: 8, p: 1 } as const;
/** More than this no daemon should spend on a guess. */
const maxMemory = 256 * 1024 * 1024;

/** null: not of this form, or asking for too much. `text`: without the scheme in braces. */
export function parseScrypt(text: string): ScryptHash | null {
  const [, ln, r, p, salt, hash] = /^ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/-]{8,}={0,2})\$([\w+/-]{20,}={0,2})$/.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return null;
  const parsed = { ln: Number(ln), r: Number(r), p: Number(p), salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
  const { ln: cost, r: block, p: parallel } = parsed;
  const fits = cost >= 10 && block >= 1 && parallel >= 1 && parallel <= 16 && 128 * 2 ** cost * block <= maxMemory;
  return fits ? parsed : null;
}

/** With scheme and a new salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, { ...standard, salt, hash: Buffer.alloc(32) });
  return `{scrypt}ln=${standard.ln},r=${standard.r},p=${standard.p}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

function derive(password: string, { ln, r, p, salt, hash }: ScryptHash): Promise<Buffer> {
  return scrypt(password, salt, hash.length, { N: 2 ** ln, r, p, maxmem: maxMemory + 1024 * 1024 });
}

/** Somebody to compare with when the name is unknown: the time taken does not tell which names exist. */
const nobody: ScryptHash = { ...standard, salt: Buffer.alloc(16), hash: Buffer.alloc(32) };

/** Too many passwords are being checked already. */
export class Busy extends Error {}

/** Checks passwords beside the event loop; a few at a time, since each needs much memory. */
export class ScryptVerifier {
  private running = 0;
  private readonly line: (() => void)[] = [];

  constructor(
    private readonly atOnce = 2,
    private readonly waiting = 64,
  ) {}

  /** null: a hash that nobody has. Rejects with Busy. */
  async matches(expected: ScryptHash | null, password: string): Promise<boolean> {
    if (this.running >= this.atOnce) {
      if (this.line.length >= this.waiting) throw new Busy();
      await new Promise<void>((resolve) => this.line.push(resolve));
    } else {
      this.running++;
    }
    try {
      const { hash } = expected ?? nobody;
      return timingSafeEqual(await derive(password, expected ?? nobody), hash) && expected !== null;
    } finally {
      const next = this.line.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }
}
