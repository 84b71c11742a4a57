import { z } from 'zod';
import { defineOpcode } from '../define';
import { anyJson } from '../types';

export const clusterQuery = defineOpcode({
  id: 'OP_CLUSTER_QUERY',
  path: 'cluster/query',
  title: 'Show the cluster and its defaults',
  doc: 'Answers name, versions, master and all parameter defaults of the cluster: the same as `GET /2/info`, as the result of a job.',
  params: {},
  result: z.record(z.string(), anyJson),
  permission: 'cluster.read',
});
