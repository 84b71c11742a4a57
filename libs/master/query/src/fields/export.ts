/** The resource `export`: exported instances lying on nodes. A node that cannot tell has one row that says so. */
import type { Node } from '@ganeti/objects';
import type { Context } from '../context';
import { field, noData, nodeOffline, type Field, type Value } from '../field';
import type { FreshResource } from '../resource';
import { byName } from '../sort-key';
import type { NodeAnswers } from '../types';

interface Export {
  readonly node: string;
  readonly export: Value;
}

const fields: readonly Field<Export>[] = [
  field('export', 'Export', 'text', 'Name of the export, which is that of the instance', (item) => item.export),
  field('node', 'Node', 'text', 'Node it lies on', (item) => item.node, { hostname: true }),
];

function exportsOn({ uuid, name, offline }: Node, answers: NodeAnswers<readonly string[]>): Export[] {
  if (offline) return [{ node: name, export: nodeOffline }];
  const names = answers.get(uuid) ?? null;
  if (names === null) return [{ node: name, export: noData }];
  return names.map((one) => ({ node: name, export: one }));
}

export function exportResource(list: () => Promise<NodeAnswers<readonly string[]>>): FreshResource<Export> {
  const on = async (nodes: readonly Node[]): Promise<Export[]> => {
    const answers = await list();
    return nodes.flatMap((node) => exportsOn(node, answers));
  };
  return {
    kind: 'export',
    noun: 'Node',
    nameField: 'node',
    stored: null,
    fields,
    all: (cx: Context) => on([...cx.config.all('node')].sort(byName)),
    find: async (cx, name) => {
      const node = cx.config.node(name);
      return node === undefined ? null : on([node]);
    },
  };
}
