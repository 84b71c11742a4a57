/**
 * Which objects an opcode touches, by its parameters. Needed for users whose rights end at some objects: they need a right on each.
 * The tables are lists of what is known: a parameter that is in neither counts as touching the whole cluster, so that a new one
 * never opens a way around.
 */
import type { OpcodeDefinition } from '@ganeti/opcodes';
import type { ObjectFacts } from './roles';

export type ObjectRef =
  | { readonly kind: ObjectFacts['kind']; readonly name: string }
  /** Does not exist yet: its facts come from the request. `like`: what it has in common with another object. */
  | { readonly kind: ObjectFacts['kind']; readonly name: string; readonly future: Omit<ObjectFacts, 'kind' | 'name'>; readonly like?: string }
  | 'cluster';

type Given = Readonly<Record<string, unknown>>;

const namesOf: Readonly<Record<string, ObjectFacts['kind']>> = {
  instance_name: 'instance',
  instance_uuid: 'instance',
  instances: 'instance',
  node_name: 'node',
  node_uuid: 'node',
  nodes: 'node',
  node_names: 'node',
  node_uuids: 'node',
  on_nodes: 'node',
  on_node_uuids: 'node',
  pnode: 'node',
  pnode_uuid: 'node',
  snode: 'node',
  snode_uuid: 'node',
  remote_node: 'node',
  remote_node_uuid: 'node',
  target_node: 'node',
  target_node_uuid: 'node',
  src_node: 'node',
  src_node_uuid: 'node',
  group: 'group',
  group_name: 'group',
  group_uuid: 'group',
  target_groups: 'group',
  network_name: 'network',
  network_uuid: 'network',
};

/** Parameters with texts, lists or dictionaries that name nothing beyond the objects above. Numbers and booleans never do. */
const harmless: ReadonlySet<string> = new Set([
  'admin_state_source', 'alloc_policy', 'beparams', 'comment', 'compress', 'depends', 'disk_template', 'evac_mode', 'file_driver', 'fields',
  'hypervisor', 'iallocator', 'ignore_errors', 'ipolicy', 'kind', 'mode', 'os_name', 'os_type', 'osparams', 'osparams_private', 'osparams_secret',
  'output_fields', 'priority', 'reason', 'reboot_type', 'skip_checks', 'storage_type', 'tags',
]);

/** The object each of these makes: who may make it is decided by what it will be. */
const makers: Readonly<Record<string, { readonly param: string; readonly groupParams: readonly string[] }>> = {
  OP_INSTANCE_CREATE: { param: 'instance_name', groupParams: ['group_name'] },
  OP_NODE_ADD: { param: 'node_name', groupParams: ['group'] },
  OP_GROUP_ADD: { param: 'group_name', groupParams: ['group_name'] },
  OP_NETWORK_ADD: { param: 'network_name', groupParams: [] },
};

/** What the opcode touches; empty: nothing that has a name, so the cluster. `nested` gets opcodes inside it. */
export function objectsOf(definition: OpcodeDefinition, given: Given, nested: (opcode: Given) => readonly ObjectRef[]): ObjectRef[] {
  const found = Object.entries(given).flatMap(([name, value]) => (isPlain(value) ? [] : refsOf(definition, name, value, given, nested)));
  return found.length === 0 ? ['cluster'] : found;
}

function isPlain(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (typeof value === 'object') return Object.keys(value).length === 0;
  return typeof value !== 'string';
}

function refsOf(definition: OpcodeDefinition, name: string, value: unknown, given: Given, nested: (opcode: Given) => readonly ObjectRef[]): readonly ObjectRef[] {
  if (name === 'OP_ID' || harmless.has(name)) return [];
  const maker = makers[definition.id];
  if (maker?.param === name && typeof value === 'string') return [madeBy(maker, value, given)];
  const kind = Object.hasOwn(namesOf, name) ? namesOf[name] : undefined;
  if (kind !== undefined) return namesIn(kind, value, nested);
  switch (name) {
    case 'name':
      return named(definition, value, given);
    case 'new_name':
      return renamed(definition, value, given);
    case 'nics':
      return nicsIn(value);
    case 'disks':
      return touchesOnly(value, diskKeys) ? [] : ['cluster'];
    case 'hvparams':
      return Object.keys(value as object).every((key) => guestParams.has(key)) ? [] : ['cluster'];
    default:
      return ['cluster'];
  }
}

function madeBy({ param, groupParams }: (typeof makers)[string], name: string, given: Given): ObjectRef {
  const kind = namesOf[param] ?? 'instance';
  const groups = groupParams.map((group) => given[group]).filter((group) => typeof group === 'string' && group !== '') as string[];
  // A new node lands in a group that the request need not name.
  const known = param === 'node_name' && groups.length === 0 ? [] : groups;
  return { kind, name, future: { tags: textsIn(given['tags']), groups: known } };
}

function namesIn(kind: ObjectFacts['kind'], value: unknown, nested: (opcode: Given) => readonly ObjectRef[]): readonly ObjectRef[] {
  if (typeof value === 'string') return [{ kind, name: value }];
  if (!Array.isArray(value)) return ['cluster'];
  return value.flatMap((item: unknown) => {
    if (typeof item === 'string') return [{ kind, name: item }];
    return typeof item === 'object' && item !== null && 'OP_ID' in item ? nested(item) : ['cluster' as const];
  });
}

const tagKinds: Readonly<Record<string, ObjectFacts['kind']>> = { instance: 'instance', node: 'node', nodegroup: 'group', network: 'network' };

/** A tagged object, or a storage unit of a node (which is named beside it). */
function named(definition: OpcodeDefinition, value: unknown, given: Given): readonly ObjectRef[] {
  const kind = tagKinds[String(given['kind'])];
  if (definition.allParams['kind'] !== undefined && kind !== undefined && typeof value === 'string') return [{ kind, name: value }];
  return definition.allParams['node_name'] !== undefined && typeof given['node_name'] === 'string' ? [] : ['cluster'];
}

/** Who renames needs the right on what it will be, too. */
function renamed(definition: OpcodeDefinition, value: unknown, given: Given): readonly ObjectRef[] {
  const [param, kind] = Object.entries(namesOf).find(([name]) => /_name$/.test(name) && definition.allParams[name] !== undefined) ?? [];
  const old = param === undefined ? undefined : given[param];
  if (kind === undefined || typeof value !== 'string' || typeof old !== 'string') return ['cluster'];
  return [{ kind, name: value, future: { tags: [], groups: kind === 'group' ? [value] : [] }, like: old }];
}

/** What may be said of a disk without reaching for volumes that exist. */
const diskKeys: ReadonlySet<string> = new Set(['size', 'mode', 'name', 'spindles']);
/** Bridges, links and VLANs are the nodes'; networks are objects. */
const nicKeys: ReadonlySet<string> = new Set(['ip', 'mac', 'name', 'network']);
/** Hypervisor parameters that stay inside the guest; others name files of the node, or programs and arguments it starts. */
const guestParams: ReadonlySet<string> = new Set([
  'acpi', 'boot_order', 'cpu_cap', 'cpu_cores', 'cpu_sockets', 'cpu_threads', 'cpu_type', 'cpu_weight', 'disk_cache', 'disk_type', 'keymap',
  'nic_type', 'pae', 'reboot_behavior', 'serial_console', 'serial_speed', 'use_localtime', 'vif_type', 'viridian',
]);

function nicsIn(value: unknown): readonly ObjectRef[] {
  if (!touchesOnly(value, nicKeys)) return ['cluster'];
  return dictsIn(value).flatMap((nic): ObjectRef[] => {
    const { network } = nic;
    return typeof network === 'string' && network !== '' && network !== 'none' ? [{ kind: 'network', name: network }] : [];
  });
}

/** Whether a list of devices, or of changes of devices, says nothing but these keys. */
function touchesOnly(value: unknown, keys: ReadonlySet<string>): boolean {
  const attaches = (item: unknown): boolean => (Array.isArray(item) ? item.some(attaches) : item === 'attach' || item === 'detach');
  return !attaches(value) && dictsIn(value).every((dict) => Object.keys(dict).every((key) => keys.has(key)));
}

function dictsIn(value: unknown): Given[] {
  if (Array.isArray(value)) return value.flatMap(dictsIn);
  return typeof value === 'object' && value !== null ? [value as Given] : [];
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
