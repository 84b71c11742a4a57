// docs/reference/permissions.md: what each permission allows.
import { restFile } from './links.mjs';
import { page } from './markdown.mjs';
import { opcodeFile } from './opcodes.mjs';

const headings = { '*': 'Everything', '*.query': 'KIND.query' };

export function permissionsPage({ opcodes, restOperations }) {
  const allowed = new Map();
  const add = (permission, line) => allowed.set(permission, [...(allowed.get(permission) ?? []), line]);
  const resources = restOperations();
  for (const definition of opcodes.values()) {
    const ways = [
      ...resources
        .filter(({ opcode }) => opcode?.definition === definition)
        .map(({ method, path }) => `\`${method} ${path}\``),
      ...(definition.cli ?? []).map(({ command }) => `\`gnt ${command}\``),
    ];
    add(
      definition.permission,
      `- [${definition.title}](opcodes/${opcodeFile(definition)}) (\`${definition.id}\`)${ways.length > 0 ? `: ${ways.join(', ')}` : ''}`,
    );
  }
  for (const { opcode, permission, title, method, path } of resources) {
    if (opcode === undefined && permission !== null)
      add(permission, `- ${title}: [\`${method} ${path}\`](rest/${restFile(path)})`);
  }
  return page(
    '# Permissions',
    'Each operation and each resource needs one permission. A permission that ends in `.read` only looks. ' +
      'What tells nothing about the cluster, such as its version, needs none. A role can name permissions with wildcards: `instance.*`, `*.read`, ' +
      'or `*` for everything.',
    ...[...allowed]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, lines]) => [`## ${headings[name] ?? name}`, lines.join('\n')]),
  );
}
