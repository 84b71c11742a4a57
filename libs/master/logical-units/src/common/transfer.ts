/**
 * Data of disks from one node of the cluster to another.
 * Steps: transfer-secrets, key-source, key-target, listen-disk-N, send-disk-N, close-disk-N, drop-key-source, drop-key-target.
 */
import { OpPrereqError } from '@ganeti/errors';
import type { RunContext } from '@ganeti/master-jobs';
import type { NodeRequest } from '@ganeti/node-api';
import type { Cluster } from '@ganeti/objects';
import { nodeBy, nodeName } from './lookup';

type Send = NodeRequest<'Transfers.Send'>;
type Listen = NodeRequest<'Transfers.Listen'>;

export interface DiskTransfer {
  /** Of the disk in the instance; for names of steps too. */
  readonly index: number;
  readonly from: Pick<Send, 'device' | 'script' | 'file' | 'scripted'>;
  readonly to: Pick<Listen, 'device' | 'script' | 'file'>;
}

/** Seconds in which a sender has to come after the receiver is ready. */
export const CONNECT_SECONDS = 180;
/** The largest disks on the slowest lines. */
export const TRANSFER_SECONDS = 7 * 86_400;

/** Whether the cluster has this way to compress data. Throws OpPrereqError. */
export function checkCompression(cluster: Cluster, compress: string): void {
  if (compress === 'none' || cluster.compression_tools.includes(compress)) return;
  throw new OpPrereqError(
    `Compression '${compress}' is not allowed in this cluster; choose none${cluster.compression_tools.map((tool) => `, ${tool}`).join('')}, or change 'compression_tools' of the cluster`,
    'wrong_input',
  );
}

/** Moves the data of all these disks, one after the other. Throws when one of them did not arrive; nothing of it stays then. */
export async function transferDisks(
  cx: RunContext,
  disks: readonly DiskTransfer[],
  { source, target, compress }: { readonly source: string; readonly target: string; readonly compress: string },
): Promise<void> {
  if (disks.length === 0) return;
  // Ids are unique for ever, secrets for one disk only.
  const ids = await cx.record('transfer-secrets', () => disks.map(() => ({ id: cx.ids.uuid(), secret: cx.ids.hex(20) })));
  const base = `${cx.jobId}-${cx.opIndex}-${ids[0]?.id ?? ''}`;
  const sourceKey = await transferKey(cx, 'key-source', source, `${base}-source`);
  const targetKey = await transferKey(cx, 'key-target', target, `${base}-target`);
  const address = nodeBy(cx.config, target).secondary_ip;
  for (const [position, { index, from, to }] of disks.entries()) {
    const { id = '', secret = '' } = ids[position] ?? {};
    const label = `disk ${index}`;
    cx.log(`* copying ${label} from ${nodeName(cx.config, source)} to ${nodeName(cx.config, target)}`);
    const receiver = { id: `${id}-target` };
    const sender = { id: `${id}-source` };
    const { port } = await cx.call(
      `listen-disk-${index}`,
      target,
      'Transfers.Listen',
      { ...to, ...receiver, label, key: targetKey.name, peer_certificate: sourceKey.certificate, secret, address, connect_timeout: CONNECT_SECONDS },
      { undo: [{ node: target, method: 'Transfers.Close', request: receiver }] },
    );
    await cx.call(
      `send-disk-${index}`,
      source,
      'Transfers.Send',
      { ...from, ...sender, label, key: sourceKey.name, peer_certificate: targetKey.certificate, secret, address, port, compress },
      { undo: [{ node: source, method: 'Transfers.Close', request: sender }], timeoutSeconds: TRANSFER_SECONDS },
    );
    await cx.call(`close-disk-${index}`, target, 'Transfers.Close', receiver);
  }
  await cx.call('drop-key-source', source, 'Transfers.RemoveKey', { name: sourceKey.name });
  await cx.call('drop-key-target', target, 'Transfers.RemoveKey', { name: targetKey.name });
}

/** A key on a node for as long as a transfer can take. */
export async function transferKey(cx: RunContext, step: string, node: string, name: string): Promise<{ readonly name: string; readonly certificate: string }> {
  const { certificate } = await cx.call(
    step,
    node,
    'Transfers.CreateKey',
    { name, validity: TRANSFER_SECONDS + 86_400 },
    { undo: [{ node, method: 'Transfers.RemoveKey', request: { name } }] },
  );
  return { name, certificate };
}
