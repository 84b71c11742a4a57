/** What stands in brackets in the paths of REST resources. */

/** By the segment before it: name of the argument, and what it is. */
const argsAfter: Readonly<Record<string, readonly [string, string]>> = {
  disk: ['disk', 'Number of the disk, counted from 0.'],
  filters: ['filter_uuid', 'UUID of the rule.'],
  groups: ['group_name', 'Name or UUID of the node group.'],
  instances: ['instance_name', 'Name or UUID of the instance.'],
  jobs: ['job_id', 'Number of the job.'],
  networks: ['network_name', 'Name or UUID of the network.'],
  nodes: ['node_name', 'Name or UUID of the node.'],
  query: ['resource', 'Kind of objects: export, filter, group, instance, job, lock, network or node.'],
};

export interface PathArg {
  /** As the definition calls it: `name`. */
  readonly own: string;
  /** The same for all resources below the object: `instance_name`. */
  readonly name: string;
  readonly doc: string;
}

/** The arguments of a path such as `/2/instances/[name]/tags`, in order. */
export function pathArgs(path: string): PathArg[] {
  const segments = path.split('/');
  return segments.flatMap((segment, index) => {
    const own = /^\[(\w+)\]$/.exec(segment)?.[1];
    if (own === undefined) return [];
    const [name, doc] = argsAfter[segments[index - 1] ?? ''] ?? [own, `The ${own.replaceAll('_', ' ')}.`];
    return [{ own, name, doc }];
  });
}

/** The path with the common names of its arguments, so that all methods of one resource have the same path. */
export function commonPath(path: string): string {
  const args = pathArgs(path);
  return path.replace(/\[\w+\]/g, () => `[${args.shift()?.name ?? ''}]`);
}
