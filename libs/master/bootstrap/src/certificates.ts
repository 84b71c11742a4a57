import { readFile } from 'node:fs/promises';
import {
  certificateDigest,
  createCa,
  issueCertificate,
  writeBundle,
  writeFileDurably,
  type CertificateBundle,
  type Paths,
} from '@ganeti/runtime';
import type { Plan } from './plan';

export interface CertificatePlan {
  readonly cluster: { readonly cluster_name: string };
  readonly node: Pick<Plan['node'], 'uuid' | 'name' | 'address'>;
  readonly rapi: Plan['rapi'];
}

/** Ten years: a node certificate can be renewed at any time, and a cluster that stops working on a birthday is worse. */
export const days = 3650;

/**
 * The cluster's CA, and what it certifies on the first machine: its node daemon, the master's client side, and RAPI.
 * `group`: may read RAPI's; undefined: root alone. Answers the digest of the node's certificate.
 */
export async function createCertificates(paths: Paths, { cluster, node: { uuid, name, address }, rapi: validFor }: CertificatePlan, group: number | undefined): Promise<string> {
  const { cluster_name } = cluster;
  const ca = await createCa(`Ganeti cluster ${cluster_name}`, days);
  const node = await issueCertificate(ca, { commonName: name, role: { node: uuid }, addresses: [address], names: [name], days });
  const master = await issueCertificate(ca, { commonName: `master of ${cluster_name}`, role: 'master', days });
  const rapi = await issueCertificate(ca, { commonName: cluster_name, role: 'rapi', ...validFor, days });
  await writeFileDurably(paths.caCertificate, ca.certificate, { mode: 0o644 });
  await writeFileDurably(paths.caKey, ca.key, { mode: 0o600 });
  await writeBundle(paths.nodeBundle, node);
  await writeBundle(paths.masterBundle, master);
  await writeFileDurably(paths.rapiBundle, rapi.key + rapi.certificate, group === undefined ? { mode: 0o600 } : { mode: 0o640, gid: group });
  return certificateDigest(node.certificate);
}

/** The cluster's CA with its key; only the master has it. */
export async function readCa(paths: Paths): Promise<CertificateBundle> {
  return { certificate: await readFile(paths.caCertificate, 'utf8'), key: await readFile(paths.caKey, 'utf8') };
}
