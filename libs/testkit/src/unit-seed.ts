/** The cluster a unitWorld begins with: all its nodes are candidates in one group. */
import { openConfig } from '@ganeti/master-config';
import type { StateStore } from '@ganeti/master-state';
import { initialCluster, initialGroup, initialNode, NODED_PORT } from '@ganeti/objects';
import { certificateDigest, systemIds, type Clock } from '@ganeti/runtime';
import { simulatedAddress, uuidOf, type NodeDoor } from './simulated-nodes';
import { testTls } from './test-keys';

/** `doors`: where the nodes of these names really are; none: they are never asked for what lies behind their names. */
export async function seedCluster(store: StateStore, names: readonly string[], clock: Clock, doors: readonly NodeDoor[] = []): Promise<void> {
  const config = await openConfig(store, { clock, ids: systemIds });
  const first = names[0] as string;
  const digests = await Promise.all(names.map(async (name) => certificateDigest((await testTls(name, 'node')).cert)));
  await config.transaction((tx) => {
    tx.insert('nodegroup', initialGroup({ uuid: 'uuid-group' }));
    names.forEach((name, index) =>
      tx.insert('node', initialNode({ uuid: uuidOf(name), name, primary_ip: simulatedAddress(index), port: doors[index]?.port ?? NODED_PORT, group: 'uuid-group', certificate_digest: digests[index] ?? '', master_candidate: true })),
    );
    tx.insert(
      'cluster',
      initialCluster({
        uuid: 'uuid-cluster',
        cluster_name: 'cluster.example.com',
        master_node: uuidOf(first),
        master_ip: '127.0.1.100',
        candidate_pool_size: names.length,
        enabled_disk_templates: ['drbd', 'plain', 'file', 'sharedfile', 'diskless'],
        ipolicy: { minmax: [{ min: { 'memory-size': 4, 'disk-size': 4 }, max: { 'memory-size': 32_768, 'disk-size': 100_000, 'disk-count': 16, 'nic-count': 8 } }] },
      }),
    );
  });
}
