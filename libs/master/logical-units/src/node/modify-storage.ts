import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { nodeModifyStorage } from '@ganeti/opcodes';
import { nodeOf } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import { storageUnitOf } from './storage-unit';

type Plan = { readonly node: string; readonly name: string; readonly was: boolean };

export const nodeModifyStorageUnit = defineLogicalUnit({
  definition: nodeModifyStorage,

  locks(params, cx) {
    const node = cx.config.node(params.node_uuid ?? params.node_name)?.uuid;
    return node === undefined ? {} : { 'node-res': { names: [node], mode: 'exclusive' } };
  },

  async check(params, cx): Promise<Plan> {
    const node = nodeOf(cx.config, params.node_name, params.node_uuid);
    checkOnline(node);
    if (Object.keys(params.changes).length === 0) {
      throw new OpPrereqError(`Nothing is to be changed on node ${node.name}: say whether the unit is allocatable`, 'wrong_input');
    }
    const unit = await storageUnitOf(cx, node, params.storage_type, params.name);
    return { node: node.uuid, name: unit.name, was: unit.allocatable };
  },

  async run(params, { node, name, was }, cx) {
    const { storage_type: type, changes } = params;
    const allocatable = changes['allocatable'] === true;
    if (allocatable === was) return null;
    await cx.call('modify', node, 'Storage.Modify', { type, name, allocatable }, { undo: [{ node, method: 'Storage.Modify', request: { type, name, allocatable: was } }] });
    return null;
  },
});
