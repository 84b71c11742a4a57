import { OpExecError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { consoleOf } from '@ganeti/master-query';
import { instanceConsole } from '@ganeti/opcodes';
import { runningOn } from '../common/instance-state';
import { instanceBy, instanceLock, instanceOf, nodeBy } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import { hvOf } from '../common/params';

export const instanceConsoleUnit = defineLogicalUnit({
  definition: instanceConsole,
  locks: (params, cx) => ({ instance: { names: [instanceLock(cx.config, params.instance_name)], mode: 'shared' } }),

  async check(params, cx) {
    const instance = instanceOf(cx.config, params);
    checkOnline(nodeBy(cx.config, instance.primary_node));
    return { instance: instance.uuid };
  },

  async run(_params, plan, cx) {
    const instance = instanceBy(cx.config, plan.instance);
    const node = nodeBy(cx.config, instance.primary_node);
    const runs = await cx.record('runs', async () => (await runningOn(cx, instance, node.uuid)) !== null);
    if (!runs) throw new OpExecError(`Instance ${instance.name} does not run, so it has no console; start it first`);
    return consoleOf(instance, node, hvOf(cx.config, instance));
  },
});
