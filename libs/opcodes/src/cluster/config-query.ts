import { z } from 'zod';
import { defineOpcode, required } from '../define';
import { anyJson, nonEmptyString } from '../types';

export const clusterConfigQuery = defineOpcode({
  id: 'OP_CLUSTER_CONFIG_QUERY',
  path: 'cluster/config-query',
  title: 'Show single values of the cluster',
  doc: 'Answers the wanted values in the order of their names.',
  params: {
    output_fields: required(
      z.array(nonEmptyString),
      'Names of values: cluster_name, master_node, drain_flag (whether the queue is closed), watcher_pause (until when, seconds since 1970), volume_group_name.',
    ),
  },
  result: z.array(anyJson),
  permission: 'cluster.read',
});
