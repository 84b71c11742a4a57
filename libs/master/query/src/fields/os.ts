/** The resource `os`: operating systems, as all nodes together have them. */
import type { Json } from '@ganeti/objects';
import type { Context } from '../context';
import { field, type Field } from '../field';
import type { FreshResource } from '../resource';
import { byName } from '../sort-key';
import type { NodeOsList } from '../types';

type Definition = NodeOsList['os'][number];

interface OsItem {
  readonly name: string;
  /** Node -> definitions found there; the first is the one used. */
  readonly found: ReadonlyMap<string, readonly Definition[]>;
}

/** The definition each node would use; null: one of them has none. */
function used({ found }: OsItem): Definition[] | null {
  const first = [...found.values()].map((definitions) => definitions[0]);
  return first.every((definition) => definition !== undefined) ? first : null;
}

/** Usable on every node. */
function isValid(os: OsItem): boolean {
  return used(os)?.every((definition) => definition.valid) ?? false;
}

/** What all nodes have in common, in the order of the first. */
function common<T>(os: OsItem, of: (definition: Definition) => readonly T[], same: (a: T, b: T) => boolean): T[] {
  const [first, ...others] = used(os) ?? [];
  if (first === undefined) return [];
  return of(first).filter((value) => others.every((other) => of(other).some((candidate) => same(value, candidate))));
}

const equal = <T>(a: T, b: T): boolean => a === b;

/** node -> [path, valid, message, variants, parameters, API versions, trusted] of each definition */
function nodeStatus({ found }: OsItem): Json {
  return Object.fromEntries(
    [...found].map(([node, definitions]) => [
      node,
      definitions.map((os) => [
        os.path,
        os.valid,
        os.message,
        os.variants,
        os.parameters.map(({ name, help }) => [name, help]),
        os.api_versions,
        os.trusted,
      ]),
    ]),
  );
}

function isHidden(os: OsItem, cx: Context): boolean {
  return cx.config.cluster().hidden_os.includes(os.name);
}

function isBlacklisted(os: OsItem, cx: Context): boolean {
  return cx.config.cluster().blacklisted_os.includes(os.name);
}

const fields: readonly Field<OsItem>[] = [
  field('name', 'Name', 'text', 'Name of the operating system', (os) => os.name),
  field('api_versions', 'ApiVersions', 'other', 'Versions of the OS interface it speaks on all nodes', (os) =>
    common(os, (definition) => definition.api_versions, equal),
  ),
  field('blacklisted', 'Blacklisted', 'bool', 'Whether nobody may use it', isBlacklisted),
  field('hidden', 'Hidden', 'bool', 'Whether it is left out of lists', isHidden),
  field('node_status', 'NodeStatus', 'other', 'What each node found', nodeStatus),
  field('os_hvp', 'OsHypervisorParams', 'other', 'Hypervisor parameters set for it', (os, cx) => cx.config.cluster().os_hvp[os.name] ?? {}),
  field('osparams', 'OsParameters', 'other', 'OS parameters set for it', (os, cx) => cx.config.cluster().osparams[os.name] ?? {}),
  field('parameters', 'Parameters', 'other', 'Parameters it takes on all nodes: name and help', (os) =>
    common(os, (definition) => definition.parameters, (a, b) => a.name === b.name).map(({ name, help }) => [name, help]),
  ),
  field('trusted', 'Trusted', 'bool', 'Whether its scripts may run outside of a sandbox on all nodes', (os) => used(os)?.every((definition) => definition.trusted) ?? false),
  field('valid', 'Valid', 'bool', 'Whether all nodes can use it', isValid),
  field('variants', 'Variants', 'other', 'Variants it has on all nodes', (os) => common(os, (definition) => definition.variants, equal)),
];

function collect(lists: readonly NodeOsList[]): OsItem[] {
  const names = new Set(lists.flatMap(({ os }) => os.map(({ name }) => name)));
  const items = [...names].map((name) => ({
    name,
    found: new Map(lists.map(({ node, os }) => [node, os.filter((definition) => definition.name === name)])),
  }));
  return items.sort(byName);
}

export function osResource(list: () => Promise<readonly NodeOsList[]>): FreshResource<OsItem> {
  return {
    kind: 'os',
    noun: 'Operating system',
    nameField: 'name',
    stored: null,
    fields,
    /** Those that cannot be chosen are shown only to who asks for the field that says so. */
    async all(cx, asked) {
      return collect(await list()).filter(
        (os) =>
          (asked.includes('valid') || isValid(os)) &&
          (asked.includes('hidden') || !isHidden(os, cx)) &&
          (asked.includes('blacklisted') || !isBlacklisted(os, cx)),
      );
    },
    find: async (_cx, name) => collect(await list()).find((os) => os.name === name),
  };
}
