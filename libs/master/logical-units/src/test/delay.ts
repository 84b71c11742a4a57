import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type RunContext } from '@ganeti/master-jobs';
import { testDelay, type ParamsOf } from '@ganeti/opcodes';
import { info } from '../common/disk-steps';
import { nodeName, nodeOf } from '../common/lookup';
import { together } from '../common/together';

type Params = ParamsOf<typeof testDelay>;

export const testDelayUnit = defineLogicalUnit({
  definition: testDelay,

  locks(params, cx) {
    if (params.no_locks || names(params).length === 0) return {};
    return { node: { names: names(params).flatMap((name) => cx.config.node(name)?.uuid ?? []), mode: 'exclusive' } };
  },

  async check(params, cx): Promise<string[]> {
    if (params.duration < 0) throw new OpPrereqError(`The duration is ${params.duration} s; it cannot be less than zero`, 'wrong_input');
    if (params.interruptible) {
      throw new OpPrereqError("This release has no socket to end a wait over ('interruptible'); cancel the job before it runs instead", 'wrong_input');
    }
    return names(params).map((name) => nodeOf(cx.config, name).uuid);
  },

  async run(params, nodes, cx) {
    if (params.repeat === 0) {
      await delay(params, nodes, cx, 0);
    } else {
      for (let round = 0; round < params.repeat; round++) {
        info(cx, `Delay ${round + 1} of ${params.repeat}`);
        await delay(params, nodes, cx, round);
      }
    }
    return null;
  },
});

function names(params: Params): readonly string[] {
  return params.on_node_uuids ?? params.on_nodes;
}

/** No time at all is no effect at all: nothing is asked of anybody, nothing goes to the journal. */
async function delay(params: Params, nodes: readonly string[], cx: RunContext, round: number): Promise<void> {
  const { duration } = params;
  if (duration === 0) return;
  if (params.on_master) {
    // The end is remembered, so that a restart of masterd does not begin the wait again.
    const end = await cx.record(`master-${round}`, () => cx.clock.now() + duration);
    const rest = end - cx.clock.now();
    if (rest > 0) await cx.sleep(rest);
  }
  await together(
    nodes.map((node) =>
      cx.call(`node-${round}-${nodeName(cx.config, node)}`, node, 'Node.Delay', { seconds: duration }, { timeoutSeconds: duration + 60 }),
    ),
  );
}
