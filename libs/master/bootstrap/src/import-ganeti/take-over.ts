/** Makes this machine the master of a cluster that Ganeti has managed until now. Guests, volumes and mirrors are not touched. */
import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { OpPrereqError } from '@ganeti/errors';
import type { ClusterConfig } from '@ganeti/master-config';
import { fileDirectories, type Cluster, type Node, type ObjectKind } from '@ganeti/objects';
import { certificateDigest, issueCertificate, prepareNode, readBundle, writeBundle, writeFileDurably, type Paths } from '@ganeti/runtime';
import { createCertificates, days, readCa } from '../certificates';
import { isSimulated, refuseSecond, type InitParts } from '../init-cluster';
import { groupId } from '../machine';
import { orNothing } from '../or-nothing';
import type { Carried, ImportPlan } from './plan';

/** What each of the other nodes needs to be a node of this cluster lies in a directory of its name. */
export const bundleDir = (paths: Paths, node: string): string => join(paths.dataDir, 'import', node);

/** A node that has to be given what lies in a directory. */
export interface Joining {
  readonly node: string;
  readonly directory: string;
}

const oldDaemons = ['wconfd', 'luxid', 'masterd', 'noded', 'rapi', 'confd', 'mond', 'kvmd', 'metad'];

/** Answers what the other nodes need. Throws OpPrereqError, and has changed nothing then. */
export async function takeOver({ paths, onConfig }: Pick<InitParts, 'paths' | 'onConfig'>, plan: ImportPlan): Promise<Joining[]> {
  const { objects } = plan;
  const cluster = objects.cluster[0];
  const master = objects.node.find(({ uuid }) => uuid === cluster?.master_node);
  if (plan.refused || cluster === undefined || master === undefined) throw new OpPrereqError('This configuration cannot be taken over; see what is in the way', 'wrong_input');
  await refuseSecond({ paths, onConfig });
  await checkMachine(paths, master);
  const others = objects.node.filter(({ uuid }) => uuid !== master.uuid).map(({ name }) => ({ node: name, directory: bundleDir(paths, name) }));
  const shared = [paths.nodeBundle, paths.rapiBundle];
  const own = [paths.settings('noded'), paths.fileStoragePaths, paths.caCertificate, paths.caKey, paths.masterBundle, paths.stateDatabase];
  const bundles = others.flatMap(({ directory }) => ['server.pem', 'ca.pem'].map((file) => join(directory, file)));
  await orNothing([...shared, ...shared.map(kept), ...own, ...bundles], async () => {
    // Ganeti has files of the same names; they stay beside ours, for a way back.
    for (const path of shared) if (existsSync(path)) await copyFile(path, kept(path));
    await prepareNode(paths, { address: master.primary_ip, port: master.port, simulated: isSimulated(cluster), directories: fileDirectories(cluster) });
    const digests = await certify(paths, cluster, objects.node, master);
    const nodes = objects.node.map((node): Node => ({ ...node, certificate_digest: digests.get(node.uuid) ?? '' }));
    await onConfig((config) => insert(config, { ...objects, node: nodes }));
  });
  return others;
}

const kept = (path: string): string => `${path}.ganeti`;

async function insert(config: ClusterConfig, objects: Carried): Promise<void> {
  await config.transaction((tx) => {
    const keep = <K extends ObjectKind>(kind: K): void => objects[kind].forEach((object) => void tx.restore(kind, object));
    for (const kind of Object.keys(objects) as ObjectKind[]) keep(kind);
  });
}

async function checkMachine(paths: Paths, master: Node): Promise<void> {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []);
  // Below a root directory this is a node beside others.
  if (paths.root === '' && !addresses.includes(master.primary_ip)) {
    throw new OpPrereqError(`This machine has not the address ${master.primary_ip}; run this on ${master.name}, the master of the old cluster`, 'wrong_state');
  }
  for (const daemon of oldDaemons) {
    const pid = Number(await readFile(join(paths.runDir, `ganeti-${daemon}.pid`), 'utf8').catch(() => ''));
    if (pid > 0 && existsSync(`/proc/${pid}`)) throw new OpPrereqError(`ganeti-${daemon} runs (process ${pid}); stop Ganeti on all nodes first. Guests run on without it`, 'wrong_state');
  }
}

/** Certificates for all nodes; RAPI keeps the one its clients know. Answers the digest by node. */
async function certify(paths: Paths, cluster: Cluster, nodes: readonly Node[], master: Node): Promise<Map<string, string>> {
  const rapi = await readBundle(paths.rapiBundle).catch(() => null);
  const digests = new Map<string, string>();
  const node = { uuid: master.uuid, name: master.name, address: master.primary_ip };
  const validFor = { names: [...new Set([cluster.cluster_name, node.name])], addresses: [...new Set([node.address, cluster.master_ip])] };
  digests.set(node.uuid, await createCertificates(paths, { cluster, node, rapi: validFor }, groupId('gnt-rapi')));
  if (rapi !== null) await writeBundle(paths.rapiBundle, rapi);
  const ca = await readCa(paths);
  for (const { uuid, name, primary_ip } of nodes) {
    if (uuid === master.uuid) continue;
    const bundle = await issueCertificate(ca, { commonName: name, role: { node: uuid }, addresses: [primary_ip], names: [name], days });
    await writeBundle(join(bundleDir(paths, name), 'server.pem'), bundle);
    await writeFileDurably(join(bundleDir(paths, name), 'ca.pem'), ca.certificate, { mode: 0o644 });
    digests.set(uuid, certificateDigest(bundle.certificate));
  }
  return digests;
}
