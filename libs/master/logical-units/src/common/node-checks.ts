/** Whether nodes can do what an operation wants of them. Violations are OpPrereqError. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import type { Node } from '@ganeti/objects';

export function checkOnline(node: Node): void {
  if (node.offline) {
    throw new OpPrereqError(`Node ${node.name} is marked offline; bring it back with 'gnt-node modify --offline=no' first`, 'wrong_state');
  }
}

/** A node that gets something new must be online, not drained, and allowed to run instances. */
export function checkCanReceive(node: Node): void {
  checkOnline(node);
  if (node.drained) throw new OpPrereqError(`Node ${node.name} is drained and takes no new instances`, 'wrong_state');
  if (!node.vm_capable) throw new OpPrereqError(`Node ${node.name} is not vm_capable: it may hold no instances`, 'wrong_state');
}

/** Memory of a node is known from its stream; a node that was not heard of cannot be judged. */
export function checkFreeMemory(cx: CheckContext, node: Node, memory: number, purpose: string): void {
  const resources = cx.live.node(node.uuid).resources;
  if (resources === null) {
    throw new OpPrereqError(`Node ${node.name} has not reported how much memory it has; is its node daemon running?`, 'internal_error');
  }
  if (resources.memory_free < memory) {
    throw new OpPrereqError(
      `Node ${node.name} has not enough memory for ${purpose}: ${memory} MiB needed, ${resources.memory_free} MiB free`,
      'insufficient_resources',
    );
  }
}

/** Asks a node whether these network devices are there. */
export async function checkBridges(cx: CheckContext, node: Node, bridges: readonly string[]): Promise<void> {
  const wanted = [...new Set(bridges)];
  if (wanted.length === 0) return;
  const answer = await cx.read(node.uuid, 'Node.Verify', { bridges: wanted });
  const missing = answer.findings.filter((finding) => finding.check === 'bridge').map((finding) => finding.item);
  if (missing.length > 0) {
    throw new OpPrereqError(`Node ${node.name} has no network device ${missing.join(', ')}`, 'environment_error');
  }
}
