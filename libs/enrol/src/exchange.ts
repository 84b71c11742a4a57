/** What is said at the master's door: one POST of JSON over TLS, and its answer. */
import { z } from 'zod';

export const JOIN_PATH = '/join';
/** Characters; certificates are small. */
export const JOIN_LIMIT = 65_536;

export const joinRequest = z.strictObject({
  secret: z.string(),
  /** PKCS #10, PEM. */
  request: z.string(),
  release: z.string(),
  protocol_version: z.int(),
  /** Seconds since the epoch on the machine. */
  now: z.number(),
  /** All that it has. */
  addresses: z.array(z.string()),
});
export type JoinRequest = z.output<typeof joinRequest>;

export const joinAnswer = z.strictObject({
  /** Of the node, and of the authority; PEM. */
  certificate: z.string(),
  ca: z.string(),
  cluster_name: z.string(),
  node_name: z.string(),
  address: z.string(),
  port: z.int(),
  /** Guests and disks of this cluster are simulated. */
  simulated: z.boolean(),
  /** Where file disks will lie. */
  directories: z.array(z.string()),
});
export type JoinAnswer = z.output<typeof joinAnswer>;

export const joinRefusal = z.strictObject({ error: z.string() });
