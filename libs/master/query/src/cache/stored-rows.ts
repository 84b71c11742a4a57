/** Everything kept of one stored resource: order, rows, verdicts of filters, indexes; and the number of its present state. */
import type { Json } from '@ganeti/objects';
import type { Context } from '../context';
import type { Missing, Field } from '../field';
import type { Test } from '../filter/compile';
import type { StoredResource } from '../resource';
import { sortKey, sortKeyOf } from '../sort-key';
import { FieldIndex } from './field-index';
import { MatchSet } from './match-set';
import { Recent } from './recent';
import { rowWriter } from './row';
import { RowSet } from './row-set';
import { SortedBlocks } from './sorted-blocks';

/** So many choices of fields, and of filters, are remembered. */
const maxKept = 8;

export interface StoredObject {
  readonly uuid: string;
  readonly name: string;
}

export class StoredRows {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each resource has its own kind of item
  readonly resource: StoredResource<any>;
  /** Grows whenever some row may have become another. */
  version = 0;
  /** How often all rows have become outdated at once. */
  upheavals = 0;
  readonly #cx: Context;
  readonly #sets = new Recent<RowSet>(maxKept);
  readonly #matches = new Recent<MatchSet>(maxKept);
  readonly #indexes = new Map<string, FieldIndex>();
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
    return this.#sets.get(JSON.stringify([form, fields.map((field) => field.name)]), () => {
      const write = rowWriter(fields, form);
      return new RowSet((key) => {
        const object = this.#object(key);
        return object === undefined ? undefined : write(object, this.#cx);
      });
    });
  }

  /** `id`: the filter as text. */
  matches(id: string, test: Test<unknown>): MatchSet {
    return this.#matches.get(id, () => new MatchSet((key) => {
      const object = this.#object(key);
      return object !== undefined && test(object, this.#cx);
    }));
  }

  index(field: Field<unknown>): FieldIndex {
    let index = this.#indexes.get(field.name);
    if (index === undefined) {
      index = new FieldIndex(this.order.keys(), (key) => {
        const object = this.#object(key);
        return object === undefined ? [] : texts(field.get(object, this.#cx));
      });
      this.#indexes.set(field.name, index);
    }
    return index;
  }

  #object(key: string): StoredObject | undefined {
    return this.#cx.config.get(this.resource.stored, key) as StoredObject | undefined;
  }

  /** The object came, went, or has another name; null: it is gone. */
  place(key: string, name: string | null): void {
    if (name === null) this.#order?.remove(key);
    else this.#order?.put(key, sortKey(name));
  }

  drop(key: string): void {
    this.version += 1;
    const block = this.#order?.blockOf(key);
    for (const set of this.#sets.values()) set.drop(key, block);
    for (const matches of this.#matches.values()) matches.drop(key);
    for (const index of this.#indexes.values()) index.drop(key);
  }

  dropAll(): void {
    this.version += 1;
    this.upheavals += 1;
    for (const kept of [this.#sets, this.#matches, this.#indexes]) for (const each of kept.values()) each.dropAll();
  }
}

function texts(value: Json | Missing): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
