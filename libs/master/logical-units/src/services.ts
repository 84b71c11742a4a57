/**
 * What LogicalUnits need beyond configuration, live data and node calls. `apps/masterd` gives it to `createLogicalUnits`.
 */
import type { Json } from '@ganeti/objects';
import type { Placement } from './placement/placement';

export interface Services {
  readonly placement: Placement;
  readonly names: NameService;
  /** Writes ssconf values to all nodes and the configuration to master candidates, now; answers the names of nodes it failed on. */
  redistribute(): Promise<readonly string[]>;
  /** What `GET /2/info` answers. */
  clusterInfo(): Promise<Readonly<Record<string, Json>>>;
  /** First contact with a node that is not in the configuration. Throws RpcError. */
  introduce(node: NewNode): Promise<Introduction>;
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
