/** A kind of thing that can be listed. */
import type { ObjectKinds } from '@ganeti/objects';
import type { Context } from './context';
import type { Field } from './field';
import type { QueryKind } from './types';

interface ResourceBase<T> {
  readonly kind: QueryKind;
  /** What one of them is called in messages: "Instance". */
  readonly noun: string;
  /** Field that names them; a filter that compares it is answered by lookup. */
  readonly nameField: string;
  readonly fields: readonly Field<T>[];
}

/** Objects of the configuration: their rows are kept until something they show changes. */
export interface StoredResource<K extends 'instance' | 'node' | 'nodegroup' | 'network'> extends ResourceBase<ObjectKinds[K]> {
  readonly stored: K;
  find(cx: Context, name: string): ObjectKinds[K] | undefined;
}

/** Everything else: looked at anew for each answer. */
export interface FreshResource<T> extends ResourceBase<T> {
  readonly stored: null;
  /** A changed item is another object, so the row of an object never changes. */
  readonly immutable?: boolean;
  /** Changes whenever an answer with these fields may have become another one; null, or missing: only the answer itself can tell. */
  version?(cx: Context, fields: readonly string[]): string | null;
  /** In order. `fields` are those asked for. */
  all(cx: Context, fields: readonly string[]): Promise<readonly T[]> | readonly T[];
  /** What goes by that name, usually one; null: it is not known. */
  find(cx: Context, name: string): Promise<readonly T[] | null> | readonly T[] | null;
}

/** Answer of `find` where a name stands for one thing at most. */
export const known = <T>(item: T | undefined): readonly T[] | null => (item === undefined ? null : [item]);

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each resource has its own kind of item
export type AnyResource = StoredResource<any> | FreshResource<any>;
