import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type LogicalUnit } from '@ganeti/master-jobs';
import { NODED_PORT } from '@ganeti/objects';
import { clusterRename } from '@ganeti/opcodes';
import { moveAddress } from '../common/master-address';
import { tellNodes } from '../common/redistribute';
import type { Services } from '../services';

type Plan = { readonly name: string; readonly address: string };

export function clusterRenameUnit(services: Services): LogicalUnit<typeof clusterRename, Plan> {
  return defineLogicalUnit({
    definition: clusterRename,
    locks: () => ({ cluster: { names: ['BGL'], mode: 'exclusive' } }),

    async check(params, cx): Promise<Plan> {
      const { cluster_name, master_ip } = cx.config.cluster();
      const { name, address } = await services.names.resolve(params.name);
      if (name === cluster_name && address === master_ip) {
        throw new OpPrereqError(`The cluster is called ${name} already, with address ${address}: nothing would change`, 'wrong_input');
      }
      if (address !== master_ip && (await services.names.answers(address, NODED_PORT))) {
        throw new OpPrereqError(`Address ${address} of ${name} is in use: something answers there; choose a name with a free address`, 'resource_not_unique');
      }
      return { name, address };
    },

    hooks(params, _plan, cx) {
      const { cluster_name: name, master_node: master } = cx.config.cluster();
      const everywhere = [...cx.config.all('node')].map(({ uuid }) => uuid);
      return { path: 'cluster-rename', objectType: 'CLUSTER', environment: { OP_TARGET: name, NEW_NAME: params.name }, preNodes: [master], postNodes: everywhere };
    },

    async run(_params, { name, address }, cx) {
      const before = await cx.record('before', () => {
        const { master_node, master_ip, master_netmask, master_netdev, use_external_mip_script } = cx.config.cluster();
        return { master_node, master_ip, master_netmask, master_netdev, use_external_mip_script };
      });
      await moveAddress(cx, before, { ...before, master_ip: address });
      await cx.update('rename', (tx) => void tx.update('cluster', tx.cluster().uuid, { cluster_name: name, master_ip: address }));
      await tellNodes(cx, services);
      return name;
    },
  });
}
