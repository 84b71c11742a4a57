import { defineLogicalUnit } from '@ganeti/master-jobs';
import { restrictedCommand } from '@ganeti/opcodes';
import { nodeBy } from '../common/lookup';
import { knownNodes, nodesNamed } from '../common/nodes';
import { together } from '../common/together';

type Plan = { readonly nodes: readonly string[] };

export const restrictedCommandUnit = defineLogicalUnit({
  definition: restrictedCommand,

  locks: (params, cx) => (params.use_locking ? { node: { names: knownNodes(cx.config, params.nodes, params.node_uuids), mode: 'exclusive' } } : {}),

  async check(params, cx): Promise<Plan> {
    return { nodes: params.nodes.length === 0 ? [] : nodesNamed(cx.config, params.nodes, params.node_uuids).map(({ uuid }) => uuid) };
  },

  async run(params, { nodes }, cx) {
    return together(
      nodes.map(async (uuid, index): Promise<[boolean, string]> => {
        const { name, offline } = nodeBy(cx.config, uuid);
        if (offline) return [false, `Node ${name} is marked offline`];
        try {
          const { output } = await cx.call(`run-${index}-${name}`, uuid, 'Machine.RunRestricted', { command: params.command });
          return [true, output];
        } catch (error) {
          if (cx.signal.aborted) throw error;
          return [false, `Command ${params.command} on node ${name} failed: ${(error as Error).message}`];
        }
      }),
    );
  },
});
