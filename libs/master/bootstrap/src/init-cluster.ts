import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { chmod, chown, mkdir, readFile } from 'node:fs/promises';
import { OpPrereqError } from '@ganeti/errors';
import type { ClusterConfig } from '@ganeti/master-config';
import { fileDirectories, initialGroup, initialNode, type Cluster } from '@ganeti/objects';
import { daemonPid, prepareNode, writeFileDurably, type Clock, type Ids, type Paths } from '@ganeti/runtime';
import { createCertificates } from './certificates';
import { checkMachine } from './check-machine';
import { groupId, type Machine } from './machine';
import { orNothing } from './or-nothing';
import { planCluster, type Plan } from './plan';
import type { InitSettings } from './settings';

export interface InitParts {
  readonly paths: Paths;
  readonly machine: Machine;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Opens the configuration, makes an empty one where there is none, and closes it when the work is done. */
  onConfig<T>(work: (config: ClusterConfig) => Promise<T>): Promise<T>;
}

export interface Initialised {
  readonly cluster_name: string;
  readonly node_name: string;
  readonly address: string;
  readonly master_ip: string;
  /** What the administrator should know. */
  readonly notes: readonly string[];
}

const USERS = `# Users of the remote API, a line each: name, password, roles. \`ganeti-rapi passwd NAME --options write\` makes one.
`;

/**
 * Makes a new cluster of one node: settings of its daemon, certificates, then cluster, default group and master node in one
 * transaction. Or nothing: whatever fails, the machine is as it was. Throws OpPrereqError.
 */
export async function initCluster(parts: InitParts, settings: InitSettings): Promise<Initialised> {
  const { paths, machine, clock, ids } = parts;
  await refuseSecond(parts);
  // A key of a CA without a cluster is what an init left that was killed.
  if (existsSync(paths.nodeBundle) && !existsSync(paths.caKey)) {
    throw new OpPrereqError(`This machine is a node of some cluster already (${paths.nodeBundle}); remove it there first (gnt node remove)`, 'wrong_state');
  }
  const plan = await planCluster(settings, machine, ids);
  const { cluster, node } = plan;
  const usersDirectory = dirname(paths.rapiUsers);
  const files = [paths.settings('noded'), paths.fileStoragePaths, paths.caCertificate, paths.caKey, paths.nodeBundle, paths.masterBundle, paths.rapiBundle, paths.rapiUsers, paths.stateDatabase];
  const notes = await orNothing(files, async () => {
    await prepareNode(paths, { address: node.address, port: node.port, simulated: isSimulated(cluster), directories: fileDirectories(cluster) });
    const warnings = settings.skip_checks ? [] : await checkMachine(plan, machine, clock);
    const group = groupId('gnt-rapi');
    const digest = await createCertificates(paths, plan, group);
    await mkdir(usersDirectory, { recursive: true, mode: 0o750 });
    if (!existsSync(paths.rapiUsers)) await writeFileDurably(paths.rapiUsers, USERS, { mode: 0o640, gid: group });
    if (group !== undefined) {
      await chown(usersDirectory, -1, group);
      // What is made in it later belongs to that group too.
      await chmod(usersDirectory, 0o2750);
    }
    await parts.onConfig((config) => insert(config, plan, digest, ids));
    return warnings;
  });
  return { cluster_name: cluster.cluster_name, node_name: node.name, address: node.address, master_ip: cluster.master_ip, notes: [...plan.notes, ...notes] };
}

/** Throws OpPrereqError where there is a cluster. A database that a running masterd has is left alone: who opens it takes it over. */
export async function refuseSecond({ paths, onConfig }: Pick<InitParts, 'paths' | 'onConfig'>): Promise<void> {
  if (!existsSync(paths.stateDatabase)) return;
  const runs = daemonPid(paths.root, 'masterd') !== null;
  const name = runs
    ? await readFile(paths.ssconf('cluster_name'), 'utf8').catch(() => '(ganeti-masterd runs)')
    : await onConfig(async (config) => (config.initialised ? config.view.cluster().cluster_name : null));
  if (name !== null) throw new OpPrereqError(`This machine is already the master of cluster ${name.trim()}; destroy that cluster first (gnt cluster destroy)`, 'already_exists');
}

async function insert(config: ClusterConfig, { cluster, node }: Plan, certificate_digest: string, ids: Ids): Promise<void> {
  const group = initialGroup({ uuid: ids.uuid() });
  const { uuid, name, address: primary_ip, secondary_address: secondary_ip, port } = node;
  await config.transaction((tx) => {
    tx.insert('cluster', cluster);
    tx.insert('nodegroup', group);
    tx.insert('node', initialNode({ uuid, name, primary_ip, secondary_ip, port, group: group.uuid, master_candidate: true, certificate_digest }));
  });
}

export const isSimulated = (cluster: Pick<Cluster, 'enabled_hypervisors'>): boolean => cluster.enabled_hypervisors.every((name) => name === 'fake');
