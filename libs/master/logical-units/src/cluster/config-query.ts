import { defineLogicalUnit, type LogicalUnit } from '@ganeti/master-jobs';
import { clusterConfigQuery } from '@ganeti/opcodes';
import { checkOutputFields } from '../common/output-fields';
import type { Services } from '../services';

export function clusterConfigQueryUnit(services: Services): LogicalUnit<typeof clusterConfigQuery, null> {
  return defineLogicalUnit({
    definition: clusterConfigQuery,
    locks: () => ({}),
    async check({ output_fields: asked }) {
      checkOutputFields('Clusters', asked, services.queryFields('cluster', []).map(({ name }) => name));
      return null;
    },
    async run({ output_fields: asked }) {
      const info = await services.clusterInfo();
      return asked.map((name) => info[name] ?? null);
    },
  });
}
