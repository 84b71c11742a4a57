import { defineLogicalUnit, type LogicalUnit, type RunContext } from '@ganeti/master-jobs';
import { clusterRedistConf } from '@ganeti/opcodes';
import { warn } from '../common/disk-steps';
import { tellNodes } from '../common/redistribute';
import { together } from '../common/together';
import type { Services } from '../services';
import { shareFile } from './shared-files';

export function clusterRedistConfUnit(services: Services): LogicalUnit<typeof clusterRedistConf, null> {
  return defineLogicalUnit({
    definition: clusterRedistConf,
    locks: () => ({ node: { names: 'all', mode: 'shared' } }),
    check: async () => null,
    async run(_params, _plan, cx) {
      await tellNodes(cx, services);
      await shareAll(cx, services);
      return null;
    },
  });
}

/** Keys that all nodes have alike, to those that lack them. */
async function shareAll(cx: RunContext, { keys }: Services): Promise<void> {
  const files = await keys.secrets.shared();
  const nodes = [...cx.config.all('node')].filter(({ offline, uuid }) => !offline && uuid !== cx.config.cluster().master_node);
  await together(
    nodes.map(async (node) => {
      try {
        for (const file of files) await shareFile(cx, node, file);
      } catch (error) {
        if (cx.signal.aborted) throw error;
        warn(cx, `Node ${node.name} did not take the keys that all nodes have alike: ${(error as Error).message}`);
      }
    }),
  );
}
