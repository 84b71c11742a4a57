import type { CliBinding } from '../define';

const kinds = [
  { kind: 'cluster', command: 'cluster', named: false },
  { kind: 'nodegroup', command: 'group', named: true },
  { kind: 'node', command: 'node', named: true },
  { kind: 'instance', command: 'instance', named: true },
  { kind: 'network', command: 'network', named: true },
] as const;

/** `instance add-tags web1 a b`, and the same for the other kinds of objects; `rest`: arguments after the name of the object. */
export function tagCommands(verb: string, rest: readonly string[], doc: string): CliBinding[] {
  return kinds.map(({ kind, command, named }) => ({
    command: `${command} ${verb}`,
    args: [...(named ? ['name'] : []), ...rest],
    fixed: { kind },
    hidden: named ? [] : ['name'],
    doc,
  }));
}
