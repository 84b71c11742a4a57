import { z } from 'zod';

const hostName = z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, 'not a host name');
const address = z.union([z.ipv4(), z.ipv6()]);

/** What `ganeti-masterd init` is told about the new cluster. */
export const initSettings = z.strictObject({
  cluster_name: hostName,
  /** Full name of this machine, the first node and master; default: what `hostname --fqdn` says. */
  node_name: hostName.optional(),
  /** Address of its node daemon; default: what its name resolves to. */
  address: address.optional(),
  /** Address for disk traffic; default: the same. */
  secondary_address: address.optional(),
  port: z.int().min(1).max(65535).default(1811),
  /** Address that follows the master; default: what the cluster's name resolves to. */
  master_ip: address.optional(),
  primary_ip_version: z.union([z.literal(4), z.literal(6)]).default(4),
  /** Parameters of OP_CLUSTER_SET_PARAMS: they hold from the beginning. */
  parameters: z.record(z.string(), z.unknown()).default({}),
  /** What RAPI's certificate is valid for, beside the names and addresses of cluster and node. */
  rapi_addresses: z.array(address).default([]),
  rapi_names: z.array(z.string()).default([]),
  /** For clusters of simulated machines, about which there is nothing to find out. */
  skip_checks: z.boolean().default(false),
});
export type InitSettings = z.output<typeof initSettings>;
