/**
 * API tokens (/var/lib/ganeti/rapi/tokens.json): for programs, beside passwords. A token is random enough that its plain SHA-256 can be
 * kept: nobody can guess what leads to it. It may do what its owner may, or less when it has a role.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';

export const tokenSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}$/),
  /** SHA-256 of the token, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  owner: z.string().min(1),
  /** Narrows what the owner may; null: all of it. */
  role: z.string().min(1).nullable(),
  /** Seconds since the epoch; null: never. */
  expires: z.number().nullable(),
  created: z.number(),
  comment: z.string(),
});
export type StoredToken = z.output<typeof tokenSchema>;

const fileSchema = z.strictObject({ tokens: z.array(tokenSchema) });

/** Throws when the text is no tokens file. */
export function parseTokens(text: string): StoredToken[] {
  return fileSchema.parse(JSON.parse(text)).tokens;
}

export function formatTokens(tokens: readonly StoredToken[]): string {
  return `${JSON.stringify({ tokens }, null, 2)}\n`;
}

/** A new token: what is kept, and what its owner gets to see once. */
export function newToken(about: Pick<StoredToken, 'owner' | 'role' | 'expires' | 'created' | 'comment'>): { stored: StoredToken; token: string } {
  const id = randomBytes(4).toString('hex');
  const token = `gnt_${id}_${randomBytes(32).toString('base64url')}`;
  return { token, stored: { id, hash: digest(token), ...about } };
}

export function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The token of an `Authorization: Bearer` header; null: some other scheme. */
export function parseBearer(header: string): string | null {
  return /^\s*bearer\s+(gnt_[0-9a-f]{8}_[\w-]{20,100})\s*$/i.exec(header)?.[1] ?? null;
}
