/**
 * The disks of a new instance get their data from an export, or from another cluster.
 * Steps: the transfer (common/transfer.ts); or secrets, key, listen-disk-N, announced, wait-disk-N, close-disk-N, drop-key; then (os-rename).
 */
import type { RunContext } from '@ganeti/master-jobs';
import type { InstanceMessage, NodeRequest } from '@ganeti/node-api';
import { announceDisk, signCertificate } from '../backup/cross-cluster';
import { deviceMessage, type DiskData } from '../common/devices';
import { warn } from '../common/disk-steps';
import { nodeBy } from '../common/lookup';
import { transferDisks, transferKey, TRANSFER_SECONDS } from '../common/transfer';
import type { Services } from '../services';
import type { Origin } from './import-source';

export interface ImportPart {
  readonly origin: Origin;
  /** The scripts of the OS definition can be run. */
  readonly scripts: boolean;
  readonly disks: readonly DiskData[];
  readonly message: InstanceMessage;
  /** uuid */
  readonly primary: string;
  readonly compress: string;
  readonly debugLevel: number;
}

export async function importData(cx: RunContext, services: Services, part: ImportPart): Promise<void> {
  if (part.origin.type === 'export') await fromExport(cx, part, part.origin);
  else await fromCluster(cx, services, part, part.origin);
  if (part.scripts && part.origin.oldName !== part.message.name) await rename(cx, part);
}

function targetOf(cx: RunContext, part: ImportPart, index: number): Pick<NodeRequest<'Transfers.Listen'>, 'device' | 'script'> {
  const device = deviceMessage(cx.config, part.disks[index] as DiskData);
  return part.scripts ? { device, script: { instance: part.message, index, debug_level: part.debugLevel } } : { device };
}

async function fromExport(cx: RunContext, part: ImportPart, { node, path, dumps, scripted, compression }: Origin & { type: 'export' }): Promise<void> {
  const transfers = dumps.flatMap((dump, index) => {
    if (dump === null) {
      warn(cx, `The export has no data for disk ${index}: it stays empty`);
      return [];
    }
    return [{ index, from: { file: { export: path, name: dump.file, compression }, scripted }, to: targetOf(cx, part, index) }];
  });
  await transferDisks(cx, transfers, { source: node, target: part.primary, compress: part.compress });
}

/** The other cluster is told through the job log where it can send each disk to. */
async function fromCluster(cx: RunContext, services: Services, part: ImportPart, { certificate: peer, patience }: Origin & { type: 'remote' }): Promise<void> {
  const { primary, disks } = part;
  const host = nodeBy(cx.config, primary).primary_ip;
  const made = await cx.record('secrets', () => ({
    key: cx.ids.uuid(),
    salt: cx.ids.hex(8),
    disks: disks.map(() => ({ id: cx.ids.uuid(), magic: cx.ids.hex(20), salt: cx.ids.hex(8) })),
  }));
  const key = await transferKey(cx, 'key', primary, `import-${made.key}`);
  const ports: number[] = [];
  for (const [index, { id, magic }] of made.disks.entries()) {
    const { port } = await cx.call(
      `listen-disk-${index}`,
      primary,
      'Transfers.Listen',
      // How long a sender is waited for is said with `Wait`, one disk after the other.
      { ...targetOf(cx, part, index), id, label: `disk ${index}`, key: key.name, peer_certificate: peer, secret: magic, address: host, connect_timeout: TRANSFER_SECONDS },
      { undo: [{ node: primary, method: 'Transfers.Close', request: { id } }] },
    );
    ports.push(port);
  }
  const secret = await services.keys.secrets.domainSecret();
  await cx.record('announced', () => {
    cx.announce('remote-import', {
      disks: made.disks.map(({ magic, salt }, index) => announceDisk(secret, index, { host, port: ports[index] ?? 0, magic }, salt)),
      x509_ca: signCertificate(secret, key.certificate, made.salt),
    });
    return null;
  });
  cx.log('* waiting for the other cluster to send the disks');
  for (const [index, { id }] of made.disks.entries()) {
    await cx.call(`wait-disk-${index}`, primary, 'Transfers.Wait', { id, connect_timeout: patience }, { timeoutSeconds: TRANSFER_SECONDS });
    await cx.call(`close-disk-${index}`, primary, 'Transfers.Close', { id });
  }
  await cx.call('drop-key', primary, 'Transfers.RemoveKey', { name: key.name });
}

async function rename(cx: RunContext, { origin, message, primary, debugLevel }: ImportPart): Promise<void> {
  cx.log(`* running the rename script of OS ${message.os}`);
  try {
    await cx.call('os-rename', primary, 'OperatingSystems.Rename', { instance: message, old_name: origin.oldName, debug_level: debugLevel }, { timeoutSeconds: 3600 });
  } catch (error) {
    if (cx.signal.aborted) throw error;
    // Ganeti's contract: what the guest calls itself is its own affair.
    warn(cx, `The rename script failed, so the guest may still call itself ${origin.oldName}: ${(error as Error).message}`);
  }
}
