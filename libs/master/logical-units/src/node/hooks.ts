/** What hook scripts are told about a node. */
import type { HooksSpec } from '@ganeti/master-jobs';
import type { Node } from '@ganeti/objects';

/** Scripts run on `nodes` (uuids), before and after. */
export function nodeHooks(path: string, node: Pick<Node, 'name'>, environment: Readonly<Record<string, string>>, nodes: readonly string[]): HooksSpec {
  const everywhere = [...new Set(nodes)];
  return { path, objectType: 'NODE', environment: { OP_TARGET: node.name, ...environment }, preNodes: everywhere, postNodes: everywhere };
}

/** Scripts were written for Python's way to print flags. */
export const flagText = (flag: boolean | null): string => (flag === null ? 'None' : flag ? 'True' : 'False');
