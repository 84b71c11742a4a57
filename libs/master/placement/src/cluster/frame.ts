/** What of the cluster concerns no single node or instance. */
import type { ClusterData } from '@ganeti/master-allocator';
import type { ConfigView } from '@ganeti/master-config';
import { fillIPolicy, type Cluster } from '@ganeti/objects';

export function clusterFrame(view: ConfigView): Pick<ClusterData, 'tags' | 'ipolicy' | 'groups'> {
  const cluster = view.cluster();
  return {
    tags: cluster.tags,
    ipolicy: fillIPolicy(cluster),
    groups: [...view.all('nodegroup')].map((group) => ({
      uuid: group.uuid,
      name: group.name,
      allocPolicy: group.alloc_policy,
      tags: group.tags,
      networks: Object.keys(group.networks),
      ipolicy: fillIPolicy(cluster, group),
    })),
  };
}

/** What of the cluster object shows in groups, nodes and instances, to be compared. */
export function concerns({ tags, ipolicy, beparams, ndparams, volume_group_name, master_node }: Cluster): string {
  return JSON.stringify([tags, ipolicy, beparams, ndparams, volume_group_name, master_node]);
}
