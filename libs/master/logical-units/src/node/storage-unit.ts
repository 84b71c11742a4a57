import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import type { NodeResponse } from '@ganeti/node-api';
import type { Node } from '@ganeti/objects';
import { checkEnabled } from './storage-type';

/** The unit of this name, asked of its node. Throws OpPrereqError. */
export async function storageUnitOf(cx: CheckContext, node: Node, type: string, name: string | null): Promise<NodeResponse<'Storage.List'>['units'][number]> {
  checkEnabled(cx.config.cluster(), type);
  if (name === null) throw new OpPrereqError(`Which unit of type ${type} of node ${node.name} is meant? Give its name`, 'wrong_input');
  const { units } = await cx.read(node.uuid, 'Storage.List', { type, names: [name] });
  const found = units.find((unit) => unit.name === name);
  if (found === undefined) throw new OpPrereqError(`Node ${node.name} has no storage unit ${name} of type ${type}; 'gnt-node list-storage' shows what it has`, 'unknown_entity');
  return found;
}
