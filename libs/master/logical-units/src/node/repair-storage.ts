import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type CheckContext } from '@ganeti/master-jobs';
import type { Instance, Node } from '@ganeti/objects';
import { repairNodeStorage } from '@ganeti/opcodes';
import { deviceMessage } from '../common/devices';
import { warn } from '../common/disk-steps';
import { nodeBy, nodeOf } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import { storageUnitOf } from './storage-unit';

type Plan = { readonly node: string; readonly name: string };

export const repairNodeStorageUnit = defineLogicalUnit({
  definition: repairNodeStorage,

  locks(params, cx) {
    const node = cx.config.node(params.node_uuid ?? params.node_name)?.uuid;
    if (node === undefined) return {};
    const lock = { names: [node], mode: 'exclusive' as const };
    return { node: lock, 'node-res': lock };
  },

  async check(params, cx): Promise<Plan> {
    const node = nodeOf(cx.config, params.node_name, params.node_uuid);
    checkOnline(node);
    const { name } = await storageUnitOf(cx, node, params.storage_type, params.name);
    for (const uuid of [...cx.config.primariesOf(node.uuid), ...cx.config.secondariesOf(node.uuid)]) {
      const instance = cx.config.get('instance', uuid);
      if (instance?.disks_active !== true) continue;
      const problem = await faultElsewhere(cx, instance, node);
      if (problem === null) continue;
      if (!params.ignore_consistency) throw new OpPrereqError(`${problem}; repair that first, or ignore it with ignore_consistency`, 'wrong_state');
      warn(cx, problem);
    }
    return { node: node.uuid, name };
  },

  async run(params, { node, name }, cx) {
    await cx.call('repair', node, 'Storage.Repair', { type: params.storage_type, name });
    return null;
  },
});

/** Why the disks of an instance may have no good copy on its other nodes; null: they have, or there are no others. */
async function faultElsewhere(cx: CheckContext, instance: Instance, node: Node): Promise<string | null> {
  const disks = cx.config.disksOf(instance);
  const devices = disks.map((disk) => deviceMessage(cx.config, disk));
  for (const uuid of cx.config.nodesOfInstance(instance)) {
    if (uuid === node.uuid) continue;
    const other = nodeBy(cx.config, uuid);
    if (other.offline) return `The disks of instance ${instance.name} are on node ${other.name} too, which is offline`;
    try {
      const { status } = await cx.read(uuid, 'Blocks.Status', { devices });
      const faulty = disks.filter((_, index) => status[index]?.local_disk !== 'ok').map(({ iv_name }) => iv_name);
      if (faulty.length > 0) return `Instance ${instance.name} has no good copy of ${faulty.join(', ')} on node ${other.name}`;
    } catch (error) {
      if (cx.signal.aborted) throw error;
      return `Node ${other.name} does not tell how the disks of instance ${instance.name} are: ${(error as Error).message}`;
    }
  }
  return null;
}
