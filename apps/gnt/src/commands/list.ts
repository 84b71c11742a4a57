/** `gnt KIND list [NAME…]` and `gnt KIND list-fields`: any query resource as a table. */
import { wantedFrom } from '@ganeti/master-api';
import type { Json } from '@ganeti/objects';
import type { Command } from 'commander';
import { CommandFailure, exitCodes, type Cli } from '../cli';
import { formatTable } from '../output/table';
import { formatValue, resultStatus, type Units } from '../output/values';

export interface ListKind {
  /** Query resource. */
  readonly kind: string;
  readonly defaultFields: readonly string[];
  /** Field that names are compared with; default name. */
  readonly nameField?: string;
  /** What the arguments are, for the help. */
  readonly argument: string;
}

export interface FieldDefinition {
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly doc: string;
}

interface ListOptions {
  readonly output?: string;
  readonly headers: boolean;
  readonly separator?: string;
  readonly units?: Units;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

type Cells = readonly (readonly [status: number, value: unknown])[];

const rightAlignedKinds = new Set(['number', 'unit', 'timestamp', 'float']);

/** Options of every list. */
export function listOptions(command: Command): Command {
  return command
    .option('-o, --output <fields>', 'columns, separated by commas; with a leading + added to the usual ones')
    .option('--no-headers', 'leave the titles out')
    .option('--separator <text>', 'put this between columns instead of aligning them')
    .option('--units <unit>', 'sizes in m, g or t without a unit, or h: for humans')
    .option('-v, --verbose', 'say why a value is missing instead of a mark')
    .option('--json', 'one JSON object per line of the list, in one array');
}

/** Ask and print. `filter`: as in Ganeti's filter language. */
export async function printList(
  cli: Cli,
  kind: ListKind,
  options: ListOptions,
  names: readonly string[],
  filter: Json = null,
): Promise<void> {
  const fields = chosenFields(kind.defaultFields, options.output);
  const answer = await cli.master().query({
    kind: kind.kind,
    fields,
    names: [...names],
    mustExist: names.length > 0,
    filter,
    form: 'pairs',
  });
  const definitions = JSON.parse(answer.fieldsJson) as FieldDefinition[];
  const rows = JSON.parse(answer.rowsJson.toString()) as Cells[];
  if (options.json === true) {
    const objects = rows.map((row) => Object.fromEntries(row.map(([, value], index) => [fields[index] ?? String(index), value])));
    cli.out(JSON.stringify(objects, null, 2));
  } else {
    const style = { verbose: options.verbose === true, units: options.units ?? (options.separator === undefined ? 'h' : 'm') };
    const columns = definitions.map((field) => ({ title: field.title, rightAligned: rightAlignedKinds.has(field.kind) }));
    const cells = rows.map((row) => row.map((cell, index) => formatValue(definitions[index]?.kind ?? 'other', cell, style)));
    for (const line of formatTable(columns, cells, { headers: options.headers, separator: options.separator ?? null })) cli.out(line);
  }
  const unknown = unknownFields(fields, definitions, rows);
  if (unknown.length > 0) {
    throw new CommandFailure(`There are no fields ${unknown.join(', ')}; see list-fields`, exitCodes.unknownField);
  }
}

function chosenFields(usual: readonly string[], output: string | undefined): string[] {
  if (output === undefined) return [...usual];
  const wanted = output.replace(/^\+/, '').split(',').filter((name) => name !== '');
  return output.startsWith('+') ? [...usual, ...wanted] : wanted;
}

function unknownFields(fields: readonly string[], definitions: readonly FieldDefinition[], rows: readonly Cells[]): string[] {
  return fields.filter(
    (_, index) => definitions[index]?.kind === 'unknown' || rows[0]?.[index]?.[0] === resultStatus.unknown,
  );
}

/** `list-fields`: what can be asked for. */
export async function printFields(cli: Cli, kind: string, names: readonly string[]): Promise<void> {
  const definitions = JSON.parse(await cli.master().queryFields(kind, names)) as FieldDefinition[];
  const columns = [
    { title: 'Name', rightAligned: false },
    { title: 'Type', rightAligned: false },
    { title: 'Title', rightAligned: false },
    { title: 'Description', rightAligned: false },
  ];
  const rows = definitions.map((field) => [field.name, field.kind, field.title, field.doc]);
  for (const line of formatTable(columns, rows, { headers: true, separator: null })) cli.out(line);
}

/** Add `list` and `list-fields` below a command group. */
export function addListCommands(group: Command, cli: Cli, kind: ListKind): void {
  listOptions(group.command(`list [${kind.argument}...]`))
    .description(`list ${kind.argument}s: all, those named, those that fit a pattern (web*), or those that pass a filter, e.g. 'status == "running" and "prod" in tags'`)
    .option('-F, --filter', 'the argument is a filter, even if it could be a name, e.g. a field alone')
    .action(async (args: string[], options: ListOptions & { readonly filter?: boolean }) => {
      const { names, filter } = wantedFrom(args, kind.nameField ?? 'name', options.filter === true);
      await printList(cli, kind, options, names, filter);
    });
  group
    .command('list-fields [field...]')
    .description(`columns that list can show`)
    .action(async (names: string[]) => printFields(cli, kind.kind, names));
}
