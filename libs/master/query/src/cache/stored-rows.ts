/** All rows kept of one stored resource, and the number of its present state. */
import type { Context } from '../context';
import type { StoredResource } from '../resource';
import { sortKey, sortKeyOf } from '../sort-key';
import { rowWriter } from './row';
import { RowSet } from './row-set';
import { SortedBlocks } from './sorted-blocks';
import type { Field } from '../field';

/** Clients choose fields freely; only so many choices are remembered, the most recently used ones. */
const maxSets = 8;

export interface StoredObject {
  readonly uuid: string;
  readonly name: string;
}

export class StoredRows {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each resource has its own kind of item
  readonly resource: StoredResource<any>;
  /** Grows whenever some row may have become another. */
  version = 0;
  readonly #cx: Context;
  readonly #sets = new Map<string, RowSet>();
  #order: SortedBlocks | null = null;

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each resource has its own kind of item
  constructor(resource: StoredResource<any>, cx: Context) {
    this.resource = resource;
    this.#cx = cx;
  }

  /** Keys in order of names; made at first use, then kept up to date. */
  get order(): SortedBlocks {
    this.#order ??= new SortedBlocks(this.#entries(), (block) => {
      for (const set of this.#sets.values()) set.dropBlock(block);
    });
    return this.#order;
  }

  *#entries(): Iterable<{ key: string; sort: string }> {
    const objects = this.#cx.config.all(this.resource.stored) as Iterable<StoredObject>;
    for (const object of objects) yield { key: object.uuid, sort: sortKeyOf(object) };
  }

  set(fields: readonly Field<unknown>[], form: 'pairs' | 'dicts'): RowSet {
    const id = JSON.stringify([form, fields.map((field) => field.name)]);
    const set = this.#sets.get(id) ?? this.#newSet(fields, form);
    // The last place is for the most recently used.
    this.#sets.delete(id);
    this.#sets.set(id, set);
    const oldest = this.#sets.keys().next();
    if (this.#sets.size > maxSets && !oldest.done) this.#sets.delete(oldest.value);
    return set;
  }

  #newSet(fields: readonly Field<unknown>[], form: 'pairs' | 'dicts'): RowSet {
    const write = rowWriter(fields, form);
    return new RowSet((key) => {
      const object = this.#cx.config.get(this.resource.stored, key) as StoredObject | undefined;
      return object === undefined ? undefined : write(object, this.#cx);
    });
  }

  /** The object came, went, or has another name; null: it is gone. */
  place(key: string, name: string | null): void {
    if (name === null) this.#order?.remove(key);
    else this.#order?.put(key, sortKey(name));
  }

  drop(key: string): void {
    this.version += 1;
    for (const set of this.#sets.values()) set.drop(key, this.#order?.blockOf(key));
  }

  dropAll(): void {
    this.version += 1;
    for (const set of this.#sets.values()) set.dropAll();
  }
}
