/** What is shown of an opcode's result when its command has ended. */
import type { CliBinding, OpcodeDefinition } from '@ganeti/opcodes';
import type { Cli } from './cli';
import { formatTable } from './output/table';
import { formatTree, type Tree } from './output/tree';
import { placementPrinters } from './placement-results';
import { formatValue, resultStatus, type Units } from './output/values';

export interface TableOptions {
  readonly headers?: boolean;
  readonly separator?: string;
  readonly units?: Units;
}

export type Printer = (result: unknown, opcode: Readonly<Record<string, unknown>>) => string[];

const changes: Printer = (result) =>
  (result as [string, unknown][]).map(([what, value]) => ` - ${what} -> ${typeof value === 'string' ? value : JSON.stringify(value)}`);

/** Rows of `output_fields`, as a tree. */
const rowsAsTree: Printer = (result, { output_fields: fields }) =>
  formatTree((result as Tree[][]).map((row) => Object.fromEntries(row.map((value, index) => [(fields as string[])[index] ?? '', value]))));

/** Results that are answers; of all others only the log is of interest. */
const printers: Readonly<Record<string, Printer>> = {
  OP_TAGS_GET: (result) => [...(result as string[])].sort(),
  OP_TAGS_SEARCH: (result) => (result as [string, string][]).map(([path, tag]) => `${path} ${tag}`),
  OP_INSTANCE_ACTIVATE_DISKS: (result) =>
    (result as [string, string, string][]).map(([node, disk, path]) => `${node}:${disk}:${path}`),
  OP_INSTANCE_SET_PARAMS: (result, opcode) => [
    ...changes(result, opcode),
    ...((result as unknown[]).length > 0 ? ['A running instance takes most changes at its next start.'] : []),
  ],
  OP_GROUP_SET_PARAMS: changes,
  OP_NODE_SET_PARAMS: changes,
  OP_NODE_POWERCYCLE: (result) => (typeof result === 'string' ? [result] : []),
  OP_CLUSTER_REPAIR_DISK_SIZES: (result) =>
    (result as [string, number, string, number][]).map(([instance, disk, what, value]) => `${instance}: ${what} of disk ${disk} is ${value}`),
  OP_RESTRICTED_COMMAND: (result, { nodes }) =>
    (result as [boolean, string][]).flatMap(([good, text], index) => {
      const node = (nodes as string[])[index] ?? '';
      return (text.trimEnd() || '(no output)').split('\n').map((line) => `${node}: ${good ? '' : 'failed: '}${line}`);
    }),
  OP_EXT_STORAGE_DIAGNOSE: rowsAsTree,
  OP_OS_DIAGNOSE: (result, opcode) => rowsAsTree(withNamedStatus(result as Tree[][], opcode.output_fields as string[]), opcode),
  ...placementPrinters,
  OP_TEST_ALLOCATOR: (result) => [String(result)],
};

/** What each node says of an OS definition is a list of values without names. */
function withNamedStatus(rows: readonly Tree[][], fields: readonly string[]): Tree[][] {
  const named = ([path, valid, message]: readonly Tree[]): Tree => ({
    path: path ?? null,
    valid: valid ?? null,
    ...(message === '' || message === undefined ? {} : { message }),
  });
  return rows.map((row) =>
    row.map((value, index) => {
      if (fields[index] !== 'node_status') return value;
      const nodes = Object.entries(value as Record<string, Tree[][]>);
      return Object.fromEntries(nodes.map(([node, found]): [string, Tree] => [node, found.length === 0 ? 'not there' : found.map(named)]));
    }),
  );
}

/** `opcode`: what was submitted. */
export function printResult(
  cli: Cli,
  definition: OpcodeDefinition,
  binding: CliBinding,
  opcode: Readonly<Record<string, unknown>>,
  result: unknown,
  options: TableOptions,
): void {
  const lines = binding.table === undefined ? printers[definition.id]?.(result, opcode) : tableLines(binding.table, opcode, result, options);
  for (const line of lines ?? []) cli.out(line);
}

function tableLines(
  { columns, pairs = false }: NonNullable<CliBinding['table']>,
  { output_fields: fields }: Readonly<Record<string, unknown>>,
  result: unknown,
  options: TableOptions,
): string[] {
  const names = Array.isArray(fields) ? (fields as string[]) : Object.keys(columns);
  const style = { verbose: false, units: options.units ?? (options.separator === undefined ? 'h' : 'm') } as const;
  const kinds = names.map((name) => columns[name]?.kind ?? 'text');
  const cells = (result as unknown[][]).map((row) =>
    row.map((cell, index) => formatValue(kinds[index] ?? 'text', pairs ? (cell as [number, unknown]) : [resultStatus.normal, sizeOf(kinds[index], cell)], style)),
  );
  const heads = names.map((name, index) => ({ title: columns[name]?.title ?? name, rightAligned: kinds[index] === 'unit' }));
  return formatTable(heads, cells, { headers: options.headers !== false, separator: options.separator ?? null });
}

/** Some answers have sizes as text. */
const sizeOf = (kind: string | undefined, cell: unknown): unknown => (kind === 'unit' && typeof cell === 'string' && /^\d+$/.test(cell) ? Number(cell) : cell);
