import type { RunContext } from '@ganeti/master-jobs';
import type { Services } from '../services';

type SharedFile = Awaited<ReturnType<Services['keys']['secrets']['shared']>>[number];

/** Gives a node one of the keys that all nodes have alike. */
export async function shareFile(cx: RunContext, node: { readonly uuid: string; readonly name: string }, { name, path, content }: SharedFile): Promise<void> {
  const mode = name === 'spice-ca.pem' ? 0o644 : 0o600;
  await cx.call(`${name}-${node.name}`, node.uuid, 'Files.Write', { path, content: Buffer.from(content), mode }, { quiet: true });
}
