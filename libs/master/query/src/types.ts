/** What can be asked of the cluster, and the form of the answers. */
export const queryKinds = ['instance', 'node', 'group', 'network', 'job', 'lock', 'filter', 'export', 'cluster', 'os', 'extstorage'] as const;
export type QueryKind = (typeof queryKinds)[number];

export interface QueryRequest {
  readonly kind: string;
  readonly fields: readonly string[];
  /** Ganeti's filter language, parsed; null or left out: everything. */
  readonly filter?: unknown;
  /** Only these, in this order: names, short names where they are unambiguous, uuids, or job ids. Empty: everything. */
  readonly names?: readonly string[];
  /** A name that is not known is an error instead of being left out. */
  readonly mustExist?: boolean;
  /** `pairs`: [status, value] for each field; `dicts`: objects by field name, what has no value is null. */
  readonly form: 'pairs' | 'dicts';
  /** Revision of the answer the caller has. */
  readonly ifRevision?: string;
}

export interface QueryAnswer {
  /** Another one whenever the answer to this request may have become another, and after each start of the process. */
  readonly revision: string;
  /** The caller's answer still holds; `rows` is empty. */
  readonly notModified: boolean;
  /** One JSON array in pieces, to be joined without anything between them. Do not change them. */
  readonly rows: readonly Buffer[];
  /** `rows` of the answer with the revision the caller has, if it is remembered: what is the same is the same piece. */
  readonly base?: readonly Buffer[];
  /** What the fields mean, in the order asked for. */
  readonly fields: readonly FieldDescription[];
}

export type FieldKind = 'text' | 'bool' | 'number' | 'float' | 'unit' | 'timestamp' | 'other' | 'unknown';

export interface FieldDescription {
  readonly name: string;
  readonly title: string;
  readonly kind: FieldKind;
  readonly doc: string;
}

export interface Query {
  /**
   * Throws OpPrereqError (unknown_entity for names, wrong_input for fields of a `dicts` answer), ProtocolError for a request or
   * filter that cannot be understood, GenericError for a filter that compares what cannot be compared.
   */
  query(request: QueryRequest): Promise<QueryAnswer>;
  /** Descriptions of these fields, unknown ones as kind `unknown`; none given: of all fields, by name. */
  queryFields(kind: string, fields?: readonly string[]): readonly FieldDescription[];
  close(): void;
}

/** Numbers of the contracts this release speaks; they are part of the cluster's description. */
export interface VersionInfo {
  readonly software_version: string;
  readonly protocol_version: number;
  readonly config_version: number;
  readonly os_api_version: number;
  readonly export_version: number;
  readonly vcs_version: string;
  /** e.g. ["64bits", "x86_64"] */
  readonly architecture: readonly string[];
}

/** What each node that was asked answered, by uuid; null: it did not answer. */
export type NodeAnswers<T> = ReadonlyMap<string, T | null>;

interface Parameter {
  readonly name: string;
  readonly help: string;
}

/** An external storage provider as one node has it. */
export interface ProviderDefinition {
  readonly name: string;
  readonly path: string;
  readonly valid: boolean;
  /** Why it is not valid. */
  readonly message: string;
  readonly parameters: readonly Parameter[];
}

/** An OS definition as one node has it. */
export interface OsDefinition extends ProviderDefinition {
  readonly variants: readonly string[];
  readonly api_versions: readonly number[];
  readonly trusted: boolean;
}

/** What lies in files on nodes has to be asked for; whoever answers keeps it for as long as it sees fit. */
export interface NodeLists {
  os(): Promise<NodeAnswers<readonly OsDefinition[]>>;
  extstorage(): Promise<NodeAnswers<readonly ProviderDefinition[]>>;
  exports(): Promise<NodeAnswers<readonly string[]>>;
}
