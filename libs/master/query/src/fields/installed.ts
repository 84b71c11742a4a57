/** What administrators install on nodes (OS definitions, storage providers), joined over all nodes that answered. */
import type { Context } from '../context';
import { byName } from '../sort-key';
import type { NodeAnswers } from '../types';

interface Definition {
  readonly name: string;
  readonly valid: boolean;
}

export interface Installed<D extends Definition> {
  readonly name: string;
  /** Node uuid -> definitions found there; the first is the one used. */
  readonly found: ReadonlyMap<string, readonly D[]>;
}

export function collect<D extends Definition>(answers: NodeAnswers<readonly D[]>): Installed<D>[] {
  const lists = [...answers].flatMap(([node, list]) => (list === null ? [] : [[node, list] as const]));
  const names = new Set(lists.flatMap(([, list]) => list.map(({ name }) => name)));
  const items = [...names].map((name) => ({
    name,
    found: new Map(lists.map(([node, list]) => [node, list.filter((definition) => definition.name === name)])),
  }));
  return items.sort(byName);
}

/** The definition each node would use; null: one of them has none. */
export function used<D extends Definition>({ found }: Pick<Installed<D>, 'found'>): D[] | null {
  const first = [...found.values()].map((definitions) => definitions[0]);
  return first.every((definition) => definition !== undefined) ? first : null;
}

/** Usable on every node. */
export function isValid<D extends Definition>(item: Pick<Installed<D>, 'found'>): boolean {
  return used(item)?.every((definition) => definition.valid) ?? false;
}

/** What all nodes have in common, in the order of the first. */
export function common<D extends Definition, T>(item: Installed<D>, of: (definition: D) => readonly T[], same: (a: T, b: T) => boolean): T[] {
  const [first, ...others] = used(item) ?? [];
  if (first === undefined) return [];
  return of(first).filter((value) => others.every((other) => of(other).some((candidate) => same(value, candidate))));
}

interface Parameter {
  readonly name: string;
  readonly help: string;
}

/** [name, help] of each */
export const parameterPairs = (parameters: readonly Parameter[]): [string, string][] => parameters.map(({ name, help }) => [name, help]);

export const sameParameter = (a: Parameter, b: Parameter): boolean => a.name === b.name;

/** node name -> what it has */
export function byNode<D extends Definition, T>({ found }: Installed<D>, cx: Context, show: (definition: D) => T): Record<string, T[]> {
  return Object.fromEntries([...found].map(([node, definitions]) => [cx.config.get('node', node)?.name ?? node, definitions.map(show)]));
}
