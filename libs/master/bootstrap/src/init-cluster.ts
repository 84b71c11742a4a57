import type { ClusterConfig } from '@ganeti/master-config';
import { BE_DEFAULTS, DEFAULT_PROFILE, HV_DEFAULTS, IPOLICY_DEFAULTS, NIC_DEFAULTS, initialCluster, initialGroup, initialNode } from '@ganeti/objects';
import { OpPrereqError } from '@ganeti/errors';
import type { Ids, Paths } from '@ganeti/runtime';
import { createCertificates } from './certificates';
import type { InitSettings } from './settings';

/**
 * Makes a new cluster of one node: certificates, then cluster, default group and master node in one transaction. When anything
 * fails before that, no configuration exists and it can simply be tried again.
 * Throws OpPrereqError (already_exists) when there is a cluster.
 */
export async function initCluster(config: ClusterConfig, paths: Paths, ids: Ids, settings: InitSettings): Promise<void> {
  if (config.initialised) {
    throw new OpPrereqError(
      `This machine is already the master of cluster ${config.view.cluster().cluster_name}; destroy that cluster first`,
      'already_exists',
    );
  }
  const nodeUuid = ids.uuid();
  const group = initialGroup({ uuid: ids.uuid() });
  const digest = await createCertificates(paths, settings, nodeUuid);
  await config.transaction((tx) => {
    tx.insert(
      'cluster',
      initialCluster({
        uuid: ids.uuid(),
        cluster_name: settings.cluster_name,
        master_node: nodeUuid,
        master_ip: settings.master_ip ?? settings.address,
        master_netdev: settings.master_netdev,
        volume_group_name: settings.volume_group,
        mac_prefix: settings.mac_prefix,
        enabled_hypervisors: settings.enabled_hypervisors,
        enabled_disk_templates: settings.enabled_disk_templates,
        ipolicy: { ...IPOLICY_DEFAULTS, ...settings.ipolicy },
        beparams: { [DEFAULT_PROFILE]: { ...BE_DEFAULTS, ...settings.beparams } },
        nicparams: { [DEFAULT_PROFILE]: { ...NIC_DEFAULTS, ...settings.nicparams } },
        hvparams: Object.fromEntries(
          Object.entries({ ...HV_DEFAULTS, ...settings.hvparams }).map(([name, params]) => [name, { ...HV_DEFAULTS[name], ...params }]),
        ),
      }),
    );
    tx.insert('nodegroup', group);
    tx.insert(
      'node',
      initialNode({
        uuid: nodeUuid,
        name: settings.node_name,
        primary_ip: settings.address,
        secondary_ip: settings.secondary_address ?? settings.address,
        group: group.uuid,
        master_candidate: true,
        port: settings.port,
        certificate_digest: digest,
      }),
    );
  });
}
