/** What the watcher has to remember over a restart: one row of kind `meta`. */
import type { StateStore } from '@ganeti/master-state';
import type { Json } from '@ganeti/objects';

const key = 'watcher';

export interface Try {
  readonly tries: number;
  /** Of the last one, seconds since the epoch. */
  readonly at: number;
  /** Since when all has been well again; null: it is not. */
  readonly wellSince: number | null;
}

interface Stored {
  /** By `<what>/<instance uuid>`. */
  readonly tries: Readonly<Record<string, Try>>;
  /** Boot id by node uuid. */
  readonly boots: Readonly<Record<string, string>>;
}

export interface Notes {
  readonly tries: Map<string, Try>;
  readonly boots: Map<string, string>;
}

export async function loadNotes(store: Pick<StateStore, 'load'>): Promise<Notes> {
  const row = (await store.load('meta')).find((each) => each.key === key);
  const { tries = {}, boots = {} } = (row?.value ?? {}) as unknown as Partial<Stored>;
  return { tries: new Map(Object.entries(tries)), boots: new Map(Object.entries(boots)) };
}

/** Writes them when they have changed since the last time. */
export function notesWriter(store: Pick<StateStore, 'commit'>): (notes: Notes) => Promise<void> {
  let written = '';
  return async ({ tries, boots }) => {
    const value: Stored = { tries: Object.fromEntries(tries), boots: Object.fromEntries(boots) };
    const text = JSON.stringify(value);
    if (text === written) return;
    await store.commit({ puts: [{ kind: 'meta', key, value: value as unknown as Json }], deletes: [] });
    written = text;
  };
}
