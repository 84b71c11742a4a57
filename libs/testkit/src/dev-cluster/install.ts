/** Laying out a simulated machine: what an administrator's installation would put there. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { certificateDigest, certificateRole, createPaths, distDir, issueCertificate, writeBundle } from '@ganeti/runtime';
import { nodeRoot, type DevClusterState, type DevNode } from './state';

/** Real guests of a dev cluster. */
export const qemu = '/usr/bin/qemu-system-x86_64';

/** Disk space of each simulated node's volume group and of its file storage, MiB. */
const diskSpace = 8 * 1024 * 1024;

/** Settings of a node's daemon; see apps/noded for their meaning. */
export function installNode(dir: string, state: DevClusterState, node: DevNode): string {
  const root = nodeRoot(dir, node.name);
  const paths = createPaths(root);
  writeJson(paths.settings('noded'), {
    address: node.address,
    port: 1811,
    drivers: 'simulated',
    ...(state.guests === 'kvm' ? { hypervisor_drivers: 'real', hypervisors: ['kvm'], kvm: { program: qemu } } : {}),
    os_search_path: [join(distDir(), '../os')],
    simulator: {
      memory: state.nodeMemory,
      cpus: 32,
      volume_groups: { xenvg: diskSpace },
      file_space: diskSpace,
      sync_rate: 4096,
      migration_rate: 16384,
      bridges: ['xen-br0', ...Array.from({ length: 10 }, (_, number) => `br${number}`)],
      shared_dir: join(dir, 'shared'),
    },
  });
  mkdirSync(join(dir, 'shared'), { recursive: true });
  return root;
}

/** A certificate for a node that is to join, made with the key of the master's CA. */
export async function certifyNode(masterRoot: string, root: string, node: DevNode, uuid: string): Promise<void> {
  const master = createPaths(masterRoot);
  const paths = createPaths(root);
  if (existsSync(paths.nodeBundle)) return;
  const certificate = readFileSync(master.caCertificate, 'utf8');
  const bundle = await issueCertificate(
    { certificate, key: readFileSync(master.caKey, 'utf8') },
    { commonName: node.name, role: { node: uuid }, addresses: [node.address], names: [node.name], days: 3650 },
  );
  mkdirSync(paths.dataDir, { recursive: true });
  writeFileSync(paths.caCertificate, certificate);
  await writeBundle(paths.nodeBundle, bundle);
}

/** What a node's certificate says of it. */
export function nodeCertificate(root: string): { uuid: string; certificate_digest: string } {
  const bundle = readFileSync(createPaths(root).nodeBundle, 'utf8');
  const role = certificateRole(bundle);
  if (role === null || typeof role === 'string') throw new Error(`${createPaths(root).nodeBundle} is not a node's certificate`);
  return { uuid: role.node, certificate_digest: certificateDigest(bundle) };
}

/** What only the master has: RAPI users and settings of masterd and rapi. */
export function installMaster(root: string, state: DevClusterState): void {
  const paths = createPaths(root);
  mkdirSync(dirname(paths.rapiUsers), { recursive: true });
  writeFileSync(paths.rapiUsers, `# Users of this dev cluster\n${state.user} ${state.password} write\nreader ${state.password} read\n`, {
    mode: 0o600,
  });
  // Tests count jobs, and stop instances to see what others make of it: the watcher looks only when it is asked to.
  writeJson(paths.settings('masterd'), { watcher_seconds: 0 });
  writeJson(paths.settings('rapi'), { bind: '127.0.0.1', port: state.rapiPort });
}

function writeJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
