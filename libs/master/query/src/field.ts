/** A field of a resource: how it is called, what it means, and how its value is found. */
import type { Json } from '@ganeti/objects';
import type { Context } from './context';
import type { FieldDescription, FieldKind } from './types';

/** Why a value is missing; the number goes over the wire. */
export class Missing {
  constructor(readonly status: 1 | 2 | 3 | 4) {}
}
/** No such field. */
export const unknown = new Missing(1);
/** The node should have told, but has not. */
export const noData = new Missing(2);
/** This item has no such value. */
export const unavailable = new Missing(3);
/** The node is marked offline. */
export const nodeOffline = new Missing(4);

export type Value = Json | Missing;
export type Getter<T> = (item: T, cx: Context) => Value;

export interface Field<T> extends FieldDescription {
  readonly get: Getter<T>;
  /** Value in a `dicts` answer, where it differs: RAPI kept older forms of a few values. */
  readonly getForDict?: Getter<T>;
  /** Compared as a host name: a leading part of whole labels is enough. */
  readonly hostname?: boolean;
  /** Filters look for its values often: there is an index of them. Text, or a list of texts. */
  readonly indexed?: boolean;
}

export function field<T>(
  name: string,
  title: string,
  kind: FieldKind,
  doc: string,
  get: Getter<T>,
  more: Pick<Field<T>, 'getForDict' | 'hostname' | 'indexed'> = {},
): Field<T> {
  return { name, title, kind, doc, get, ...more };
}

/** null and undefined are not set. */
export function orUnavailable(value: Json | undefined): Value {
  return value ?? unavailable;
}

export function describe({ name, title, kind, doc }: FieldDescription): FieldDescription {
  return { name, title, kind, doc };
}

export function unknownField<T>(name: string): Field<T> {
  return field(name, name, 'unknown', `There is no field '${name}'`, () => unknown);
}

/** "1st", "2nd", …, for the documentation of numbered fields. */
export function ordinal(index: number): string {
  return ['1st', '2nd', '3rd'][index] ?? `${index + 1}th`;
}
