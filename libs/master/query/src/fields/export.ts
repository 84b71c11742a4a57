/** The resource `export`: backups lying on nodes. Nodes report none, since there is no operation that makes one. */
import { field } from '../field';
import type { FreshResource } from '../resource';

interface Export {
  readonly node: string;
  readonly export: string;
}

export const exportResource: FreshResource<Export> = {
  kind: 'export',
  noun: 'Export',
  nameField: 'node',
  stored: null,
  fields: [
    field('export', 'Export', 'text', 'Name of the export', (item) => item.export),
    field('node', 'Node', 'text', 'Node it lies on', (item) => item.node, { hostname: true }),
  ],
  all: () => [],
  find: () => undefined,
};
