import { OpExecError, OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { nodeReboot } from '@ganeti/opcodes';
import { nodeBy, nodeOf } from '../common/lookup';
import { instancesOf } from './instances';

type Plan = { readonly node: string };

/** Seconds between two looks whether the node is back. */
const LOOK_SECONDS = 1;

export const nodeRebootUnit = defineLogicalUnit({
  definition: nodeReboot,

  /** Nobody starts anything on it meanwhile. */
  locks(params, cx) {
    const node = cx.config.node(params.node_uuid ?? params.node_name)?.uuid;
    return node === undefined ? {} : { node: { names: [node], mode: 'exclusive' } };
  },

  async check(params, cx): Promise<Plan> {
    const node = nodeOf(cx.config, params.node_name, params.node_uuid);
    if (node.offline) throw new OpPrereqError(`Node ${node.name} is marked offline; use gnt-node power cycle, or bring it back first`, 'wrong_state');
    const running = instancesOf(cx.config, cx.config.primariesOf(node.uuid)).filter((name) => cx.config.instance(name)?.admin_state === 'up');
    if (running.length > 0 && !params.ignore_instances) {
      throw new OpPrereqError(`Node ${node.name} runs ${running.join(', ')}; move them away first (gnt node migrate)`, 'wrong_state');
    }
    return { node: node.uuid };
  },

  async run({ wait_seconds }, { node }, cx) {
    const { name } = nodeBy(cx.config, node);
    const before = await cx.record('boot', () => ({ id: cx.live.node(node).resources?.boot_id ?? '', until: cx.clock.now() + wait_seconds }));
    await cx.call('reboot', node, 'Machine.Powercycle', {});
    cx.log(`Waiting for node ${name} to come back`);
    for (;;) {
      const { reachable, resources } = cx.live.node(node);
      if (reachable && resources !== null && resources.boot_id !== before.id) break;
      if (cx.clock.now() > before.until) throw new OpExecError(`Node ${name} has not come back after ${wait_seconds} seconds; look at its console`);
      await cx.sleep(LOOK_SECONDS);
    }
    cx.log(`Node ${name} is back`);
    return null;
  },
});
