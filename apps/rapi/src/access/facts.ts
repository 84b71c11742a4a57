/** What the master knows of the objects a request touches. Asked for only when a right depends on it. */
import type { Master } from '../master';
import type { ObjectRef } from './objects';
import type { ObjectFacts } from './roles';

type Kind = ObjectFacts['kind'];
type Row = Readonly<Record<string, unknown>>;

const fieldsOf: Readonly<Record<Kind, readonly string[]>> = {
  instance: ['name', 'tags', 'pnode.group', 'snodes.group'],
  node: ['name', 'tags', 'group'],
  group: ['name', 'tags'],
  network: ['name', 'tags'],
};

export async function factsOf(master: Master, ref: Exclude<ObjectRef, 'cluster'>): Promise<ObjectFacts> {
  const { kind, name } = ref;
  if (!('future' in ref)) return (await known(master, kind, name)) ?? unknown(kind, name);
  const like = ref.like === undefined ? null : await known(master, kind, ref.like);
  const { tags, groups } = ref.future;
  return { kind, name, tags: [...tags, ...(like?.tags ?? [])], groups: groups.length > 0 ? groups : (like?.groups ?? []) };
}

/** Facts of all objects of a kind, by name. */
export async function allFacts(master: Master, kind: Kind): Promise<ReadonlyMap<string, ObjectFacts>> {
  return new Map((await ask(master, kind)).map((facts) => [facts.name, facts]));
}

/** By name, unambiguous short name or uuid, as opcodes name it. */
async function known(master: Master, kind: Kind, name: string): Promise<ObjectFacts | null> {
  return (await ask(master, kind, [name]))[0] ?? null;
}

/** Of what is not there only the name can be judged; tags and groups it has none. */
const unknown = (kind: Kind, name: string): ObjectFacts => ({ kind, name, tags: [], groups: [] });

async function ask(master: Master, kind: Kind, names?: readonly string[]): Promise<ObjectFacts[]> {
  const { rowsJson } = await master.query({ kind, fields: fieldsOf[kind], form: 'dicts', ...(names === undefined ? {} : { names }) });
  return (JSON.parse(rowsJson.toString()) as Row[]).map((row) => factsIn(kind, row));
}

function factsIn(kind: Kind, row: Row): ObjectFacts {
  const name = String(row['name']);
  return { kind, name, tags: textsIn(row['tags']), groups: groupsIn(kind, row, name) };
}

function groupsIn(kind: Kind, row: Row, name: string): string[] {
  switch (kind) {
    case 'instance':
      return [...new Set([...textsIn([row['pnode.group']]), ...textsIn(row['snodes.group'])])];
    case 'node':
      return textsIn([row['group']]);
    case 'group':
      return [name];
    case 'network':
      return [];
  }
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
