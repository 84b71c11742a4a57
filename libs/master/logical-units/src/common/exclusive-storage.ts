/** `exclusive_storage`, a node parameter of groups: each volume has physical volumes of its own, and shares them with none. */
import { OpPrereqError } from '@ganeti/errors';
import type { ConfigView } from '@ganeti/master-config';
import { fillNd, type DiskTemplate, type Node } from '@ganeti/objects';
import { groupBy, nodeBy } from './lookup';

const isExclusive = (view: ConfigView, node: Node): boolean => fillNd(view.cluster(), groupBy(view, node.group), node).exclusive_storage;

/** Of the node with this uuid. */
export function exclusiveStorage(view: ConfigView, node: string): boolean {
  return isExclusive(view, nodeBy(view, node));
}

/** A mirror's metadata would take a physical volume of its own. Throws OpPrereqError. */
export function checkExclusiveStorage(view: ConfigView, nodes: readonly Node[], template: DiskTemplate): void {
  const node = template === 'drbd' ? nodes.find((each) => isExclusive(view, each)) : undefined;
  if (node === undefined) return;
  throw new OpPrereqError(`Node ${node.name} has exclusive storage, where disks of template '${template}' cannot be; only plain ones share no physical volume`, 'wrong_state');
}
