/** What the store and its worker thread say to each other. Values travel as JSON text, so each side has one cheap copy. */
import { ConfigurationError, GenericError } from '@ganeti/errors';
import type { Kind } from '@ganeti/master-state';
import { StaleEpochError } from '@ganeti/master-state';

export interface CommitRequest {
  readonly type: 'commit';
  readonly id: number;
  /** kind, key, value, kind, key, value, … */
  readonly puts: readonly string[];
  /** kind, key, kind, key, … */
  readonly deletes: readonly string[];
  readonly archive: readonly number[];
}

export type Request =
  | CommitRequest
  | { readonly type: 'connect'; readonly id: number; readonly path: string }
  /** The new epoch is at least `notBefore`. */
  | { readonly type: 'open'; readonly id: number; readonly notBefore: number }
  | { readonly type: 'load'; readonly id: number; readonly kind: Kind }
  | { readonly type: 'archived'; readonly id: number; readonly job: number }
  | { readonly type: 'backup'; readonly id: number; readonly path: string }
  | { readonly type: 'close'; readonly id: number };

export type Reply =
  | { readonly type: 'committed'; readonly ids: readonly number[] }
  /** A part of what `load` answers: key, value, key, value, … `done` comes after the last part. */
  | { readonly type: 'rows'; readonly id: number; readonly rows: readonly string[] }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly ids: readonly number[]; readonly error: WireError };

export interface ArchivedTexts {
  readonly value: string;
  readonly log: readonly string[];
}

/** Errors lose their class between threads. */
export type WireError =
  | { readonly type: 'stale'; readonly own: number; readonly newer: number }
  | { readonly type: 'configuration' | 'other'; readonly text: string };

export function toWire(error: unknown, own: number): WireError {
  if (error instanceof Overtaken) return { type: 'stale', own, newer: error.newer };
  return { type: error instanceof ConfigurationError ? 'configuration' : 'other', text: (error as Error).message };
}

export function fromWire(error: WireError): Error {
  switch (error.type) {
    case 'stale':
      return new StaleEpochError(error.own, error.newer);
    case 'configuration':
      return new ConfigurationError(error.text);
    case 'other':
      return new GenericError(error.text);
  }
}

/** The epoch in the database is another one than this master's. */
export class Overtaken extends Error {
  constructor(readonly newer: number) {
    super(`another master holds epoch ${newer}`);
  }
}
