import type { Cluster, Node, NodeRole } from './objects';

/** What a node is at the moment. */
export function nodeRole(node: Node, cluster: Cluster): NodeRole {
  if (node.uuid === cluster.master_node) return 'master';
  if (node.master_candidate) return 'master-candidate';
  if (node.drained) return 'drained';
  if (node.offline) return 'offline';
  return 'regular';
}

const LETTERS: Readonly<Record<NodeRole, string>> = {
  master: 'M',
  'master-candidate': 'C',
  drained: 'D',
  offline: 'O',
  regular: 'R',
};

/** The role as lists show it: M, C, D, O or R. */
export function nodeRoleLetter(node: Node, cluster: Cluster): string {
  return LETTERS[nodeRole(node, cluster)];
}
