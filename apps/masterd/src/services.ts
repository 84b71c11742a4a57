/** What LogicalUnits need beyond configuration and node calls: placement, names, redistribution, first contact with nodes. */
import type { ClusterConfig } from '@ganeti/master-config';
import { queryServices, type KeyService, type Services } from '@ganeti/master-logical-units';
import type { Placement } from '@ganeti/master-placement';
import type { Query } from '@ganeti/master-query';
import type { ClusterRpc, Redistributor } from '@ganeti/master-rpc';
import { NODED_PORT } from '@ganeti/objects';
import { systemNames } from './names';

export interface ServiceParts {
  readonly config: ClusterConfig;
  readonly placement: Placement;
  readonly rpc: ClusterRpc;
  readonly redistributor: Redistributor;
  /** The query engine. It needs the job queue, which needs the LogicalUnits, some of which ask it: so it is asked for late. */
  readonly query: () => Query;
  readonly keys: KeyService;
}

export function createServices({ config, placement, rpc, redistributor, query, keys }: ServiceParts): Services {
  return {
    placement,
    names: systemNames,
    keys,
    ...queryServices(query),
    redistribute: async () => {
      const outcomes = await redistributor.pushNow();
      return [...outcomes].filter(([, outcome]) => 'error' in outcome && outcome.error !== undefined).map(([uuid]) => config.view.node(uuid)?.name ?? uuid);
    },
    distributed: (node) => redistributor.held(node),
    introduce: async (node) => {
      const port = node.port ?? NODED_PORT;
      const { answer, certificateDigest } = await rpc.handshake(
        { name: node.name, address: node.address, port },
        { node_name: node.name, cluster_name: node.cluster_name, cluster_uuid: node.cluster_uuid },
      );
      return {
        uuid: answer.node_uuid,
        certificate_digest: certificateDigest,
        port,
        protocol_version: answer.protocol_version,
        release: answer.release,
        hypervisors: answer.hypervisors,
        now: answer.now,
      };
    },
  };
}
