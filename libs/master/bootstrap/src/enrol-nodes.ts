import { OpPrereqError } from '@ganeti/errors';
import type { ClusterConfig } from '@ganeti/master-config';
import { INITIAL_GROUP_NAME, initialNode } from '@ganeti/objects';
import { z } from 'zod';

/** What `ganeti-masterd enrol` is told, one entry for each node. */
export const enrolList = z.array(
  z.strictObject({
    name: z.string().min(1),
    address: z.union([z.ipv4(), z.ipv6()]),
    /** In its certificate, which this cluster's CA has signed. */
    uuid: z.uuid(),
    /** Of that certificate. */
    certificate_digest: z.string().min(1),
  }),
);
export type EnrolList = z.output<typeof enrolList>;

/**
 * Writes many nodes into the configuration at once, without asking them, while no masterd runs. Meant for large simulated
 * clusters: OP_NODE_ADD has all other nodes run their hooks for each new one, which for a thousand nodes is a million calls.
 * Throws OpPrereqError (already_exists) for a name that is taken; then nothing is changed.
 */
export async function enrolNodes(config: ClusterConfig, nodes: EnrolList): Promise<void> {
  await config.transaction((tx) => {
    const group = [...config.view.all('nodegroup')].find(({ name }) => name === INITIAL_GROUP_NAME);
    if (group === undefined) throw new OpPrereqError(`There is no node group ${INITIAL_GROUP_NAME} to put the nodes in`, 'wrong_state');
    const taken = new Set([...config.view.all('node')].map(({ name }) => name));
    let places = config.view.cluster().candidate_pool_size - [...config.view.all('node')].filter((node) => node.master_candidate).length;
    for (const { name, address, uuid, certificate_digest } of nodes) {
      if (taken.has(name)) throw new OpPrereqError(`Node ${name} is in the cluster already`, 'already_exists');
      taken.add(name);
      places -= 1;
      tx.insert('node', initialNode({ uuid, name, primary_ip: address, group: group.uuid, certificate_digest, master_candidate: places >= 0 }));
    }
  });
}
