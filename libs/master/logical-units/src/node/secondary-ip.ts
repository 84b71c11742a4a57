/** Another secondary address of a node: mirrors are reached there, so none may be in use. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import type { Node } from '@ganeti/objects';
import { warn } from '../common/disk-steps';
import { checkAddresses, homingProblem } from './addresses';

/** `force`: the master goes ahead of all others in having a secondary address, or none. Throws OpPrereqError. */
export async function checkSecondaryIp(cx: CheckContext, node: Node, secondary_ip: string, { force }: { readonly force: boolean }): Promise<void> {
  const wanted = { ...node, secondary_ip };
  checkAddresses(cx.config, wanted);
  const isMaster = node.uuid === cx.config.cluster().master_node;
  const differs = isMaster
    ? (node.primary_ip === node.secondary_ip) !== (node.primary_ip === secondary_ip)
      ? `All other nodes have to be changed like the master ${node.name} afterwards`
      : null
    : homingProblem(cx.config, wanted);
  if (differs !== null) {
    if (!force) throw new OpPrereqError(isMaster ? `${differs}; use force if that is what you want` : differs, 'wrong_input');
    warn(cx, differs);
  }
  const instances = [...cx.config.primariesOf(node.uuid), ...cx.config.secondariesOf(node.uuid)].flatMap((uuid) => cx.config.get('instance', uuid) ?? []);
  if (node.offline) {
    if (instances.length === 0) return;
    throw new OpPrereqError(`Node ${node.name} is offline and has instances (${instances.map(({ name }) => name).join(', ')}) that use its address; bring it back first`, 'wrong_state');
  }
  const busy = instances.filter((instance) => instance.admin_state === 'up' || instance.disks_active || cx.live.instance(instance.name).length > 0);
  if (busy.length > 0) {
    throw new OpPrereqError(`Instances ${busy.map(({ name }) => name).join(', ')} use the address of node ${node.name}; stop them and deactivate their disks first`, 'wrong_state');
  }
  const { owned } = await cx.read(node.uuid, 'Machine.OwnsAddress', { address: secondary_ip });
  if (!owned) throw new OpPrereqError(`Node ${node.name} does not have the address ${secondary_ip}; set it up there first`, 'environment_error');
}
