import type { RunContext, StepOptions } from '@ganeti/master-jobs';
import type { InstanceMessage } from '@ganeti/node-api';

/** What a node may take longer than the guest's own time: hard stop, clean-up, a slow machine. */
const graceSeconds = 60;

/** Ask the guest to stop, and stop it hard after `timeout` seconds. A guest that does not run counts as stopped. */
export async function stopInstance(
  cx: RunContext,
  node: string,
  instance: InstanceMessage,
  timeout: number,
  options: StepOptions & { readonly step?: string; /** A node that is away stops it when it is back. */ readonly leave?: boolean } = {},
): Promise<void> {
  const { step = 'shutdown', leave = false, ...more } = options;
  const request = { instance, timeout };
  const patience = { ...more, timeoutSeconds: timeout + graceSeconds };
  if (leave) await cx.callOrLeave(step, node, 'Instances.Shutdown', request, patience);
  else await cx.call(step, node, 'Instances.Shutdown', request, patience);
}
