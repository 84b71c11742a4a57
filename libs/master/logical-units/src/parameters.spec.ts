/**
 * No parameter without effect: each parameter of each opcode is read by its LogicalUnit or by what that imports. Those that all opcodes
 * have (`depends`, `priority`, …) are obeyed by the queue (libs/master/jobs). A parameter that nobody reads is listed here with the
 * reason, and its `doc` says so to users.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { opcodes } from '@ganeti/opcodes';
import ts from 'typescript';

const ssh = 'nodes are reached over TLS: there are no ssh keys';
const helper = 'guests are installed by scripts on the node, no helper VM is started';
const unread: Record<string, string> = {
  'OP_CLUSTER_RENEW_CRYPTO ssh_key_bits': ssh,
  'OP_CLUSTER_RENEW_CRYPTO ssh_key_type': ssh,
  'OP_NODE_ADD node_setup': ssh,
  'OP_NETWORK_REMOVE force': 'a network that is in use is never removed, as in Ganeti',
  'OP_INSTANCE_CREATE opportunistic_locking': 'a choice never waits for nodes that are not chosen',
  'OP_INSTANCE_MULTI_ALLOC opportunistic_locking': 'a choice never waits for nodes that are not chosen',
  'OP_INSTANCE_CREATE helper_startup_timeout': helper,
  'OP_INSTANCE_CREATE helper_shutdown_timeout': helper,
  'OP_BACKUP_EXPORT zeroing_timeout_fixed': 'zero_free_space is refused',
  'OP_BACKUP_EXPORT zeroing_timeout_per_mib': 'zero_free_space is refused',
  'OP_TEST_DUMMY result': 'the opcode is always refused',
  'OP_TEST_DUMMY messages': 'the opcode is always refused',
  'OP_TEST_DUMMY fail': 'the opcode is always refused',
  'OP_TEST_DUMMY submit_jobs': 'the opcode is always refused',
};

const here = dirname(fileURLToPath(import.meta.url));

interface Source {
  /** Names of what may be parameters: members of something called like them, parts of a pattern, and words of lists. */
  readonly reads: ReadonlySet<string>;
  readonly imports: readonly string[];
}

/** What parameters are called where they are passed on. */
const holder = /(^|\.)(params|asked|given|change|op)$/;

const sources = new Map<string, Source>();
function source(file: string): Source {
  const known = sources.get(file);
  if (known !== undefined) return known;
  const reads = new Set<string>();
  const imports: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isImportDeclaration(node)) {
      const { text } = node.moduleSpecifier as ts.StringLiteral;
      if (text.startsWith('.')) imports.push(`${join(dirname(file), text)}.ts`);
      return;
    }
    if (ts.isPropertyAccessExpression(node) && holder.test(node.expression.getText())) reads.add(node.name.text);
    if (ts.isBindingElement(node)) reads.add((node.propertyName ?? node.name).getText());
    if (ts.isStringLiteral(node) && ts.isArrayLiteralExpression(node.parent)) reads.add(node.text);
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  const found = { reads, imports };
  sources.set(file, found);
  return found;
}

function* reachable(file: string, seen = new Set<string>()): Iterable<Source> {
  if (seen.has(file) || !existsSync(file)) return;
  seen.add(file);
  const found = source(file);
  yield found;
  for (const next of found.imports) yield* reachable(next, seen);
}

const registry = readFileSync(join(here, 'registry.ts'), 'utf8');
function unitFile(id: string): string {
  const unit = `${id.slice('OP_'.length).toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())}Unit`;
  const [, path = ''] = new RegExp(`\\b${unit}\\b[^;]*? from '\\./(.+)'`).exec(registry) ?? [];
  return join(here, `${path}.ts`);
}

it('every parameter is read by its LogicalUnit', () => {
  const found = [...opcodes.values()].flatMap(({ id, params }) => {
    const read = new Set([...reachable(unitFile(id))].flatMap(({ reads }) => [...reads]));
    expect({ id, found: existsSync(unitFile(id)) }).toEqual({ id, found: true });
    return Object.keys(params).filter((name) => !read.has(name)).map((name) => `${id} ${name}`);
  });
  expect(found.sort()).toEqual(Object.keys(unread).sort());
});

/** What OP_CLUSTER_SET_PARAMS keeps under a name, and somebody has to act on. */
const idle: Record<string, string> = {
  install_image: helper,
  enabled_data_collectors: 'collectors cannot be switched on',
  data_collector_interval: 'collectors cannot be switched on',
};

it('every field of the cluster is acted on by somebody', () => {
  const libs = join(here, '../../..');
  const showing = /master\/(query|bootstrap)\/|cluster\/set-params|\/(testing|generated|fixtures)|\.spec\.ts$/;
  const files = ['master', 'node'].flatMap((room) => readdirSync(join(libs, room), { recursive: true, encoding: 'utf8' }).map((file) => join(libs, room, file)));
  const text = files
    .filter((file) => file.endsWith('.ts') && !showing.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const stored = { vg_name: 'volume_group_name', drbd_helper: 'drbd_usermode_helper', osparams_private_cluster: 'fillPrivateOs', os_hvp: 'fillHv', add_uids: 'uid_pool', remove_uids: 'uid_pool', force: 'force' };
  const names = Object.keys(opcodes.get('OP_CLUSTER_SET_PARAMS')?.params ?? {}).filter((name) => name !== 'hv_state' && name !== 'disk_state');
  const found = names.filter((name) => !new RegExp(`\\b${stored[name as keyof typeof stored] ?? name}\\b`).test(text));
  expect(found.sort()).toEqual(Object.keys(idle).sort());
});
