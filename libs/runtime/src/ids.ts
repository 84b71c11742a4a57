import { randomBytes, randomUUID } from 'node:crypto';

/** Randomness as a parameter; testkit has a seeded one. */
export interface Ids {
  uuid(): string;
  /** `length` random bytes as lower-case hex. */
  hex(length: number): string;
  /** 0 <= n < bound */
  int(bound: number): number;
}

export const systemIds: Ids = {
  uuid: () => randomUUID(),
  hex: (length) => randomBytes(length).toString('hex'),
  int: (bound) => Math.floor(Math.random() * bound),
};
