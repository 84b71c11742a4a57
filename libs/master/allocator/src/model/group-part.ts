import { DataError, type ClusterData } from './data';

/** One group of the cluster as a cluster of its own; instances that reach into other groups are left out. `group`: name or uuid. */
export function groupPart(data: ClusterData, group: string): ClusterData {
  const found = data.groups.find(({ uuid, name }) => uuid === group || name === group);
  if (found === undefined) throw new DataError(`group ${group} is not known; there are ${data.groups.map(({ name }) => name).join(', ')}`);
  const nodes = data.nodes.filter((node) => node.group === found.uuid);
  const names = new Set(nodes.map(({ name }) => name));
  const inside = (name: string | null): boolean => name === null || names.has(name);
  const instances = data.instances.filter(({ primary, secondary }) => primary !== null && inside(primary) && inside(secondary));
  return { ...data, groups: [found], nodes, instances };
}

/** Names of instances whose nodes are in different groups. */
export function splitInstances(data: ClusterData): string[] {
  const groupOf = new Map(data.nodes.map(({ name, group }) => [name, group]));
  return data.instances.flatMap(({ name, primary, secondary }) =>
    primary !== null && secondary !== null && groupOf.get(primary) !== groupOf.get(secondary) ? [name] : [],
  );
}
