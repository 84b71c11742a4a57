/**
 * What LogicalUnits need beyond configuration, live data and node calls. `apps/masterd` gives it to `createLogicalUnits`.
 */
import type { Authority, Secrets } from '@ganeti/master-keys';
import type { Placement } from '@ganeti/master-placement';
import type { Json } from '@ganeti/objects';

export interface Services {
  readonly placement: Placement;
  readonly names: NameService;
  readonly keys: KeyService;
  /** Writes ssconf values to all nodes and the configuration to master candidates, now; answers the names of nodes it failed on. */
  redistribute(): Promise<readonly string[]>;
  /** What a node (uuid) was sent last, and took; null: nothing so far, or it is being sent something just now. */
  distributed(node: string): { readonly ssconf: Readonly<Record<string, string>>; readonly copy: boolean } | null;
  /** What `GET /2/info` answers. */
  clusterInfo(): Promise<Readonly<Record<string, Json>>>;
  /** What `GET /2/query/[resource]` answers: rows of [status, value] pairs. Throws what the query engine does for a bad request. */
  query(request: AskedRows): Promise<{ readonly fields: readonly FieldMeaning[]; readonly data: readonly (readonly (readonly [number, Json])[])[] }>;
  /** Descriptions of these fields; none named: of all, by name. */
  queryFields(kind: string, names: readonly string[]): readonly FieldMeaning[];
  /** First contact with a node that is not in the configuration. Throws RpcError. */
  introduce(node: NewNode): Promise<Introduction>;
}

export interface AskedRows {
  readonly kind: string;
  readonly fields: readonly string[];
  /** Ganeti's filter language; null: everything. */
  readonly filter: unknown;
  /** Only these; none named: all. Names that are not known are left out. */
  readonly names?: readonly string[];
}

export type FieldMeaning = { readonly name: string; readonly title: string; readonly kind: string; readonly doc: string };

/** The cluster's keys, which lie in files of the master. */
export interface KeyService {
  readonly authority: Authority;
  readonly secrets: Secrets;
}

export interface NameService {
  /** Full name and address. Throws OpPrereqError (resolver_error). */
  resolve(name: string): Promise<{ readonly name: string; readonly address: string }>;
  /** Whether something accepts TCP connections there. */
  answers(address: string, port: number): Promise<boolean>;
}

export interface NewNode {
  readonly name: string;
  readonly address: string;
  /** null: the usual port of noded */
  readonly port: number | null;
  readonly cluster_name: string;
  readonly cluster_uuid: string;
}

export interface Introduction {
  /** From the node's certificate. */
  readonly uuid: string;
  /** SHA-256 of the certificate, lower-case hex. */
  readonly certificate_digest: string;
  readonly port: number;
  readonly protocol_version: number;
  readonly release: string;
  readonly hypervisors: readonly string[];
  /** Seconds since the epoch on the node. */
  readonly now: number;
}
