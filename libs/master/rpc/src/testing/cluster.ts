/** A small cluster in memory, for the tests of this library. */
import { type ClusterConfig, openConfig } from '@ganeti/master-config';
import { memoryStore } from '@ganeti/master-state';
import { type Instance, type Node, initialCluster, initialGroup, initialNode } from '@ganeti/objects';
import { systemClock, systemIds } from '@ganeti/runtime';

export const groupUuid = '10b73e27-20b1-44b9-ae62-4c6a2ff1f26e';
export const nodeUuid = (index: number): string => `c6dff05b-2376-4800-bdb3-${String(index).padStart(12, '0')}`;

/** node1 … node<n>.example.com; the first is the master, the first three are candidates. */
export async function clusterOf(count: number, change: (index: number) => Partial<Node> = () => ({})): Promise<ClusterConfig> {
  const store = memoryStore();
  await store.open();
  const config = await openConfig(store, { clock: systemClock, ids: systemIds });
  await config.transaction((tx) => {
    tx.insert(
      'cluster',
      initialCluster({
        uuid: 'ad5b733a-0e6a-481f-a44e-c43a461f8a40',
        cluster_name: 'cluster.example.com',
        master_node: nodeUuid(1),
        master_ip: '10.77.0.100',
        candidate_pool_size: 3,
      }),
    );
    tx.insert('nodegroup', initialGroup({ uuid: groupUuid }));
    for (let i = 1; i <= count; i += 1) tx.insert('node', newNode(i, { master_candidate: i <= 3, ...change(i) }));
  });
  return config;
}

export function newNode(index: number, change: Partial<Node> = {}): ReturnType<typeof initialNode> {
  return initialNode({
    uuid: nodeUuid(index),
    name: `node${index}.example.com`,
    primary_ip: `10.77.${index >> 8}.${index & 255}`,
    group: groupUuid,
    certificate_digest: String(index).padStart(64, '0'),
    ...change,
  });
}

/** A stopped one without disks on the first node. */
export function newInstance(name: string): Omit<Instance, 'serial_no' | 'ctime' | 'mtime'> {
  return {
    uuid: `uuid-${name}`, name, tags: [], primary_node: nodeUuid(1), os: '', hypervisor: 'fake', disk_template: 'diskless', hvparams: {}, beparams: {}, osparams: {}, osparams_private: {},
    admin_state: 'down', admin_state_source: 'admin', nics: [], disks: [], disks_active: false, network_port: null, forthcoming: false,
  };
}
