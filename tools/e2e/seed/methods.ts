/** Every resource of the seed with its methods, and how to name one that exists. */
import type { Seed, Verb } from './seed';

export const methods: Readonly<Record<string, readonly Verb[]>> = {
  '/': ['GET'],
  '/2': ['GET'],
  '/2/info': ['GET'],
  '/2/redistribute-config': ['PUT'],
  '/2/features': ['GET'],
  '/2/modify': ['PUT'],
  '/2/groups': ['GET', 'POST'],
  '/2/groups/[group_name]': ['GET', 'DELETE'],
  '/2/groups/[group_name]/modify': ['PUT'],
  '/2/groups/[group_name]/rename': ['PUT'],
  '/2/groups/[group_name]/assign-nodes': ['PUT'],
  '/2/instances': ['GET', 'POST'],
  '/2/instances/[instance_name]': ['GET', 'DELETE'],
  '/2/instances/[instance_name]/info': ['GET'],
  '/2/instances/[instance_name]/reboot': ['POST'],
  '/2/instances/[instance_name]/shutdown': ['PUT'],
  '/2/instances/[instance_name]/startup': ['PUT'],
  '/2/instances/[instance_name]/reinstall': ['POST'],
  '/2/instances/[instance_name]/replace-disks': ['POST'],
  '/2/instances/[instance_name]/activate-disks': ['PUT'],
  '/2/instances/[instance_name]/deactivate-disks': ['PUT'],
  '/2/instances/[instance_name]/disk/[disk_index]/grow': ['POST'],
  '/2/instances/[instance_name]/prepare-export': ['PUT'],
  '/2/instances/[instance_name]/export': ['PUT'],
  '/2/instances/[instance_name]/migrate': ['PUT'],
  '/2/instances/[instance_name]/rename': ['PUT'],
  '/2/instances/[instance_name]/modify': ['PUT'],
  '/2/instances/[instance_name]/tags': ['GET', 'PUT', 'DELETE'],
  '/2/jobs': ['GET'],
  '/2/jobs/[job_id]': ['GET', 'DELETE'],
  '/2/jobs/[job_id]/wait': ['GET'],
  '/2/nodes': ['GET'],
  '/2/nodes/[node_name]': ['GET'],
  '/2/nodes/[node_name]/evacuate': ['POST'],
  '/2/nodes/[node_name]/migrate': ['POST'],
  '/2/nodes/[node_name]/role': ['GET', 'PUT'],
  '/2/nodes/[node_name]/storage': ['GET'],
  '/2/nodes/[node_name]/storage/modify': ['PUT'],
  '/2/nodes/[node_name]/storage/repair': ['PUT'],
  '/2/nodes/[node_name]/tags': ['GET', 'PUT', 'DELETE'],
  '/2/os': ['GET'],
  '/2/tags': ['GET', 'PUT', 'DELETE'],
  '/version': ['GET'],
};

/** Methods that later releases added to resources of the seed. */
export const addedLater: Readonly<Record<string, readonly Verb[]>> = {
  '/2/instances/[instance_name]/export': ['DELETE'],
};

export function pathIn({ mirror, cluster }: Seed, resource: string): string {
  return resource
    .replace('[group_name]', 'default')
    .replace('[instance_name]', mirror)
    .replace('[disk_index]', '0')
    .replace('[job_id]', '1')
    .replace('[node_name]', cluster.nodes[1] ?? '');
}
