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
import type { InitSettings } from './settings';

/** Ten years: a node certificate can be renewed at any time, and a cluster that stops working on a birthday is worse. */
const days = 3650;

/**
 * The cluster's CA, and what it certifies on the first machine: its node daemon, the master's client side, and RAPI.
 * Answers the digest of the node's certificate.
 */
export async function createCertificates(paths: Paths, settings: InitSettings, nodeUuid: string): Promise<string> {
  const ca = await createCa(`Ganeti cluster ${settings.cluster_name}`, days);
  const { node_name, address, cluster_name } = settings;
  const node = await issueCertificate(ca, { commonName: node_name, role: { node: nodeUuid }, addresses: [address], names: [node_name], days });
  const master = await issueCertificate(ca, { commonName: `master of ${cluster_name}`, role: 'master', days });
  const rapi = await issueCertificate(ca, {
    commonName: cluster_name,
    role: 'rapi',
    addresses: [...new Set([address, settings.master_ip ?? address, ...settings.rapi_addresses])],
    names: [...new Set([cluster_name, node_name, ...settings.rapi_names])],
    days,
  });
  await writeFileDurably(paths.caCertificate, ca.certificate, { mode: 0o644 });
  await writeFileDurably(paths.caKey, ca.key, { mode: 0o600 });
  await writeBundle(paths.nodeBundle, node);
  await writeBundle(paths.masterBundle, master);
  await writeBundle(paths.rapiBundle, rapi);
  return certificateDigest(node.certificate);
}

/** The cluster's CA with its key; only the master has it. */
export async function readCa(paths: Paths): Promise<CertificateBundle> {
  return { certificate: await readFile(paths.caCertificate, 'utf8'), key: await readFile(paths.caKey, 'utf8') };
}
