/**
 * One operation, defined once. From this come: the TypeScript type of its parameters, their check (with Ganeti's defaults and
 * coercions), JSON schema, job summary, REST route, command line, permission and docs page.
 * To add an operation: docs/contributing/add-an-opcode.md.
 */
import type { Json } from '@ganeti/objects';
import { z } from 'zod';

export interface ParamSpec<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  /** One or two sentences of our own, with unit and meaning. */
  readonly doc: string;
  /** Must be given; a parameter that is not required has a default in its schema. */
  readonly required: boolean;
  /** Older name a REST body may use, e.g. `name` for `instance_name`. */
  readonly alias?: string;
  /** Never shown in logs, queries or docs examples. */
  readonly secret?: boolean;
  /** A list of whole opcodes; what is secret in them is not shown either. */
  readonly opcodes?: boolean;
}

type ParamExtra = Pick<ParamSpec, 'alias' | 'secret' | 'opcodes'>;

export type ParamShape = Readonly<Record<string, ParamSpec>>;

/** A parameter that must be given. */
export function required<S extends z.ZodType>(schema: S, doc: string, more: ParamExtra = {}): ParamSpec<S> {
  return { schema, doc, required: true, ...more };
}

/** A parameter with a default (the value used when it is not given). */
export function optional<S extends z.ZodType>(
  schema: S,
  defaultValue: z.output<S>,
  doc: string,
  more: ParamExtra = {},
): ParamSpec<z.ZodDefault<S>> {
  const withDefault = schema.default(defaultValue as z.util.NoUndefined<z.output<S>>);
  return { schema: withDefault, doc, required: false, ...more };
}

/** How one query argument becomes a parameter. Ganeti's `bool` is an integer: 0 false, others true; text is refused. */
export interface QueryArg {
  readonly param: string;
  readonly type: 'bool' | 'int' | 'string' | 'list';
  /** Used when the argument is absent; a `bool` is then false, a `list` empty, others leave the parameter alone. */
  readonly default?: string | number;
}

export interface RestRequest {
  readonly path: Readonly<Record<string, string>>;
  /** All values of each query argument. */
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** Parsed JSON; undefined: no body was sent. */
  readonly body: unknown;
}

/**
 * A REST route that submits this opcode. The opcode is built from, in this order: `fixed`, path parameters (by their name in
 * `path`), query arguments, and the body; naming in the body what path, query or `fixed` already set is refused (400).
 */
export interface RestBinding {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** e.g. `/2/instances/[instance_name]/migrate` */
  readonly path: string;
  /** `params`: a JSON object of parameters; `none`: a body is ignored. */
  readonly body: 'params' | 'none';
  /** A request without a body is refused (400): there would be nothing to do. */
  readonly needsBody?: boolean;
  readonly query?: Readonly<Record<string, QueryArg>>;
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Body parameters that are refused with 403. */
  readonly forbidden?: readonly string[];
  /** For the few requests that fit no table; its result is used instead of query arguments and body. Throws OpPrereqError (wrong_input). */
  readonly parse?: (request: RestRequest) => Record<string, unknown>;
  /** Last look at the parameters, for what depends on their values. */
  readonly finish?: (params: Record<string, unknown>) => Record<string, unknown>;
  /**
   * For a resource whose job has several opcodes: makes them (OP_ID and parameters each, unchecked) instead of everything above.
   * Throws OpPrereqError (wrong_input).
   */
  readonly job?: (request: RestRequest) => Record<string, unknown>[];
  /** What `parse` or `job` reads, where the tables above do not tell: for the documents. */
  readonly documented?: {
    readonly query?: Readonly<
      Record<string, { readonly type: QueryArg['type']; readonly doc: string; readonly required?: boolean }>
    >;
    readonly body?: ParamShape;
    /** A body that is no object. */
    readonly json?: ParamSpec;
  };
  /** Name in the reason trail: gnt:library:rlib2:<resource>. */
  readonly resource: string;
  readonly doc: string;
}

/** How one command-line option becomes a parameter; see libs/opcodes/src/cli.ts for the value types. */
export interface CliOption {
  /** commander syntax: `-t, --disk-template <template>` */
  readonly flags: string;
  readonly param: string;
  /** `flag` sets true, `negated` sets false; `bool` takes yes or no; `list` is separated by commas, and may be repeated; `jsonfile` names a file of JSON. */
  readonly type:
    | 'flag'
    | 'negated'
    | 'bool'
    | 'string'
    | 'int'
    | 'number'
    | 'size'
    | 'list'
    | 'intlist'
    | 'keyvalue'
    | 'disk'
    | 'net'
    | 'json'
    | 'jsonfile'
    | 'custom';
  /** For `custom`: turns the option's text (empty for one without a value) into one or several parameters. */
  readonly parse?: (text: string) => Record<string, unknown>;
  /** The words it takes. */
  readonly choices?: readonly string[];
  readonly doc?: string;
}

/** A column of a table made from an opcode's result. */
export interface CliColumn {
  readonly title: string;
  /** `unit`: MiB. */
  readonly kind?: 'text' | 'unit';
}

export interface CliBinding {
  /** `instance migrate`; aliases in `aliases`. */
  readonly command: string;
  readonly aliases?: readonly string[];
  /** Parameters given as arguments, in order; a name ending in `...` takes the rest as a list. */
  readonly args: readonly string[];
  /** One job per value of this argument (e.g. `instance startup a b c`). */
  readonly each?: string;
  /** Options with names of their own. Every other parameter gets `--its-name` made from its type. */
  readonly options?: readonly CliOption[];
  /** How the text of an argument is read, where its parameter does not tell. */
  readonly argTypes?: Readonly<Record<string, CliOption['type']>>;
  /** Values of parameters that are not given, where the command line differs from the opcode. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Last look at the parameters, for what depends on several options. Throws OpPrereqError (wrong_input). */
  readonly finish?: (params: Record<string, unknown>) => Record<string, unknown>;
  /** Parameters the command line does not offer, or fixes. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  readonly hidden?: readonly string[];
  /** The opcodes of the job (OP_ID and parameters), where it is more than this one. */
  readonly job?: (params: Record<string, unknown>) => Record<string, unknown>[];
  /** Names that are asked from the cluster when no argument gives any. */
  readonly lookUp?: CliLookUp;
  /**
   * The result is rows: shown as a table of these columns, by field. Those named by `output_fields` if there is such a parameter, else
   * all. `pairs`: each cell is [status, value].
   */
  readonly table?: { readonly columns: Readonly<Record<string, CliColumn>>; readonly pairs?: boolean };
  /** Ask before doing it (unless --force/--yes); `{name}` is the first argument. A function is asked with the opcode; null: nothing to ask. */
  readonly confirm?: string | ((params: Readonly<Record<string, unknown>>) => string | null);
  /** Another name of --yes, as old scripts give it. */
  readonly confirmOption?: string;
  readonly doc: string;
}

export interface CliLookUp {
  /** Gets the names, as a list; with `each`, one job per name. */
  readonly param: string;
  readonly kind: 'group' | 'instance' | 'node';
  /** Which of them, in the filter language, by the parameters so far; without it all. */
  readonly filter?: (params: Readonly<Record<string, unknown>>) => Json | null;
}

export interface OpcodeSpec<P extends ParamShape, R extends z.ZodType> {
  /** `OP_INSTANCE_MIGRATE` */
  readonly id: `OP_${string}`;
  /** Where definition and LogicalUnit live: `instance/migrate`. */
  readonly path: string;
  /** One line for lists. */
  readonly title: string;
  /** What it does, for the docs page (Markdown). */
  readonly doc: string;
  readonly params: P;
  /** Parameter shown in the job summary: INSTANCE_MIGRATE(web1). */
  readonly summary?: keyof P & string;
  /** How that parameter is shown, where plain text is not enough. */
  readonly summaryText?: (value: unknown) => string;
  readonly result: R;
  /** `instance.migrate`; what a user needs to be allowed. Reading operations end in `.read`. */
  readonly permission: string;
  readonly rest?: readonly RestBinding[];
  readonly cli?: readonly CliBinding[];
  /** Rules over several parameters that need no cluster state. Returns what is wrong, or null. */
  readonly rule?: (params: Readonly<Record<string, unknown>>) => string | null;
  /** Not in Ganeti: an operation of our own. */
  readonly own?: boolean;
}

/** Parameters every opcode has. `depends`: [job id or negative relative id, wanted final states] each. */
export const commonParams = {
  dry_run: optional(z.boolean().nullable(), null, 'Do all checks, change nothing.'),
  debug_level: optional(z.int().min(0).nullable(), null, 'How much to tell in the log; 0 is normal.'),
  priority: optional(z.int().min(-20).max(19), 0, 'Lower runs earlier; clients use -10 (high), 0 (normal), 10 (low).'),
  depends: optional(
    z
      .array(
        z.tuple([
          z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]),
          z.array(z.enum(['canceled', 'error', 'success'])),
        ]),
      )
      .nullable(),
    null,
    'Jobs that must have ended first: pairs of job id (or -1 for the job before in the same batch) and the final states that are good (empty: any).',
  ),
  comment: optional(z.string().nullable(), null, 'Free text, kept with the job.'),
  reason: optional(
    z.array(z.tuple([z.string(), z.string(), z.number()])).nullable(),
    [],
    'Trail of who asked for this and why: [source, text, nanoseconds] each.',
  ),
} satisfies ParamShape;

type ShapeInput<P extends ParamShape> = { [K in keyof P]: P[K]['schema'] };
export type ShapeOf<P extends ParamShape> = z.output<z.ZodObject<ShapeInput<P>>>;

export interface OpcodeDefinition<
  P extends ParamShape = ParamShape,
  R extends z.ZodType = z.ZodType,
> extends OpcodeSpec<P, R> {
  /** Own and common parameters. */
  readonly allParams: ParamShape;
  /** Checks a whole opcode without OP_ID; strict: unknown names are refused. */
  readonly schema: z.ZodType<ShapeOf<P> & CommonParams>;
}

export type CommonParams = ShapeOf<typeof commonParams>;
/** Parsed parameters of an opcode: defaults filled in. */
export type ParamsOf<D> = D extends OpcodeDefinition<infer P, z.ZodType> ? ShapeOf<P> & CommonParams : never;
export type ResultOf<D> = D extends OpcodeDefinition<ParamShape, infer R> ? z.output<R> : never;

/** Define one operation; the only way to do it. */
export function defineOpcode<const P extends ParamShape, R extends z.ZodType>(
  spec: OpcodeSpec<P, R>,
): OpcodeDefinition<P, R> {
  const allParams: ParamShape = { ...commonParams, ...spec.params };
  const shape = Object.fromEntries(Object.entries(allParams).map(([name, param]) => [name, param.schema]));
  const schema = z.strictObject(shape) as unknown as OpcodeDefinition<P, R>['schema'];
  return { ...spec, allParams, schema };
}
