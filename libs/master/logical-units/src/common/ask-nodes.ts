import type { CheckContext } from '@ganeti/master-jobs';
import type { Node } from '@ganeti/objects';
import { warn } from './disk-steps';
import { together } from './together';

/** Asks nodes side by side. One that is offline is passed over, one that fails is warned about. Answers in the order of the nodes. */
export async function askNodes<T>(cx: CheckContext, nodes: readonly Node[], ask: (node: Node) => Promise<T>): Promise<{ node: Node; answer: T }[]> {
  const answers = await together(
    nodes
      .filter(({ offline }) => !offline)
      .map(async (node) => {
        try {
          return [{ node, answer: await ask(node) }];
        } catch (error) {
          if (cx.signal.aborted) throw error;
          warn(cx, `Node ${node.name} did not answer: ${(error as Error).message}`);
          return [];
        }
      }),
  );
  return answers.flat();
}
