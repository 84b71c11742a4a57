import { z } from 'zod';

const hostName = z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, 'not a host name');
const address = z.union([z.ipv4(), z.ipv6()]);
const params = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const ispec = z.record(z.string(), z.number());

/** What `ganeti-masterd init` is told about the new cluster. */
export const initSettings = z.strictObject({
  cluster_name: hostName,
  /** Full name of this machine, the first node and master. */
  node_name: hostName,
  /** Address of its node daemon. */
  address,
  /** Address for disk traffic; default: the same. */
  secondary_address: address.optional(),
  port: z.int().min(1).max(65535).default(1811),
  /** Address that follows the master; default: the node's. */
  master_ip: address.optional(),
  master_netdev: z.string().default('lo'),
  enabled_hypervisors: z.array(z.string()).min(1),
  enabled_disk_templates: z.array(z.string()).min(1),
  volume_group: z.string().default('xenvg'),
  mac_prefix: z
    .string()
    .regex(/^[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}$/, 'three octets like aa:00:00')
    .default('aa:00:00'),
  beparams: params.default({}),
  nicparams: params.default({}),
  hvparams: z.record(z.string(), params).default({}),
  /** Limits for instances; keys given replace the defaults. */
  ipolicy: z
    .strictObject({
      minmax: z.array(z.strictObject({ min: ispec, max: ispec })).optional(),
      std: ispec.optional(),
      'disk-templates': z.array(z.string()).optional(),
      'vcpu-ratio': z.number().optional(),
      'spindle-ratio': z.number().optional(),
    })
    .default({}),
  /** What RAPI's certificate is valid for, beside the names and addresses of cluster and node. */
  rapi_addresses: z.array(address).default([]),
  rapi_names: z.array(z.string()).default([]),
});
export type InitSettings = z.output<typeof initSettings>;
