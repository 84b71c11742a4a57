/** Steps: found, then remove-<node> where there is one. */
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
    const found = await cx.record('found', async () => {
      const answers = await askNodes(cx, [...cx.config.all('node')], async (node) => (await cx.read(node.uuid, 'Exports.List', {})).names);
      return answers.filter(({ answer }) => answer.includes(name)).map(({ node }) => node.uuid);
    });
    if (found.length === 0) info(cx, `No node has an export of ${name}; for an instance that does not exist any more, give its full name`);
    for (const node of found) {
      await cx.call(`remove-${nodeName(cx.config, node)}`, node, 'Exports.Remove', { name });
      info(cx, `Removed the export of ${name} on node ${nodeName(cx.config, node)}`);
    }
    return null;
  },
});
