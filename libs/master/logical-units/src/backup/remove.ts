/** Steps: found, then remove-<node> where there is one. */
import { OpExecError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { backupRemove } from '@ganeti/opcodes';
import { askNodes } from '../common/ask-nodes';
import { info } from '../common/disk-steps';
import { instanceLock, nodeName } from '../common/lookup';

export const backupRemoveUnit = defineLogicalUnit({
  definition: backupRemove,
  // The instance need not exist; its name keeps away whoever exports it at this moment.
  locks: (params, cx) => ({
    instance: { names: [instanceLock(cx.config, params.instance_name)], mode: 'exclusive' },
    node: () => ({ names: [...cx.config.all('node')].map(({ uuid }) => uuid), mode: 'shared' }),
  }),

  check: async (params, cx) => ({ name: instanceLock(cx.config, params.instance_name) }),

  async run(_params, { name }, cx) {
    const { found, silent } = await cx.record('found', async () => {
      const nodes = [...cx.config.all('node')];
      const answers = await askNodes(cx, nodes, async (node) => (await cx.read(node.uuid, 'Exports.List', {})).names);
      return {
        found: answers.filter(({ answer }) => answer.includes(name)).map(({ node }) => node.uuid),
        silent: nodes.filter(({ uuid }) => answers.every(({ node }) => node.uuid !== uuid)).map((node) => node.name),
      };
    });
    if (found.length === 0 && silent.length > 0) {
      throw new OpExecError(`No node that answers has an export of ${name}, and nobody can say of ${silent.join(', ')}; remove it when all nodes are back`);
    }
    if (found.length === 0) info(cx, `No node has an export of ${name}; for an instance that does not exist any more, give its full name`);
    for (const node of found) {
      await cx.call(`remove-${nodeName(cx.config, node)}`, node, 'Exports.Remove', { name });
      info(cx, `Removed the export of ${name} on node ${nodeName(cx.config, node)}`);
    }
    return null;
  },
});
