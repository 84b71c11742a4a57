/**
 * Steps: (shutdown), (temporary-assemble-…), (snapshot-disk-N, (start-again, running-again), snapshot-assemble-…), then
 *   local   begin, the transfer (common/transfer.ts), (drop-snapshot-disk-N), (temporary-shutdown-…), finish
 *   remote  send-disk-N, drop-key, and the same
 * exported (no way back from here), (start-again), (mark-down, shutdown-disk-…, remove-disk-…, remove), old-exports, drop-export-<node>.
 */
import type { NodeCall, RunContext } from '@ganeti/master-jobs';
import type { Disk, Instance } from '@ganeti/objects';
import type { backupExport, ParamsOf } from '@ganeti/opcodes';
import { askNodes } from '../common/ask-nodes';
import { deviceMessage, type DiskData } from '../common/devices';
import { dismantle, forget } from '../common/dismantle';
import { assembleDisks, ownerInfo, shutdownDisks, warn } from '../common/disk-steps';
import { instanceMessage } from '../common/instance-message';
import { setInstance } from '../common/instance-state';
import { nodeName } from '../common/lookup';
import type { Plain } from '../common/plain';
import { stopInstance } from '../common/stop';
import { transferDisks, TRANSFER_SECONDS, type DiskTransfer } from '../common/transfer';
import type { DiskAddress } from './cross-cluster';
import { describeInstance } from './description';
import { frozenOf } from './snapshots';

type Params = ParamsOf<typeof backupExport>;

export type ExportPlan = {
  /** Instance and disks as they were: a run that is resumed needs them after they have left the configuration. */
  readonly instance: Plain<Instance>;
  readonly disks: readonly Plain<Disk>[];
  readonly running: boolean;
  /** It is stopped for the export and started again. */
  readonly restart: boolean;
  readonly wereActive: boolean;
  /** What is read in place of the disks, so that the instance need not stay down. */
  readonly snapshots: readonly Plain<DiskData>[] | null;
  /** Dumps are made by the OS definition's script. */
  readonly scripted: boolean;
  /** Node that takes it; null: another cluster. */
  readonly target: string | null;
  readonly remote: { readonly key: string; readonly certificate: string; readonly disks: readonly DiskAddress[] } | null;
  /** Seconds since the epoch. */
  readonly timestamp: number;
};

export async function runExport(cx: RunContext, params: Params, plan: ExportPlan): Promise<[boolean, boolean[]]> {
  const use = { owner: plan.instance.name, primary: plan.instance.primary_node };
  const message = instanceMessage(cx.config, plan.instance);
  const startAgain = async (): Promise<void> => {
    cx.log(`Starting instance ${plan.instance.name}`);
    await cx.call('start-again', plan.instance.primary_node, 'Instances.Start', { instance: message, paused: false }, { timeoutSeconds: 300 });
  };
  if (params.shutdown) {
    cx.log(`Shutting down instance ${plan.instance.name}`);
    await stopInstance(cx, plan.instance.primary_node, message, params.shutdown_timeout, {
      undo: plan.running ? [{ node: plan.instance.primary_node, method: 'Instances.Start', request: { instance: message, paused: false } }] : [],
    });
  }
  if (!plan.wereActive) await assembleDisks(cx, plan.disks, { ...use, prefix: 'temporary-' });
  if (plan.snapshots !== null) await freeze(cx, plan, plan.snapshots, startAgain);

  if (plan.target !== null) await toNode(cx, params, plan, plan.target);
  else await toCluster(cx, params, plan);

  for (const [index, snapshot] of (plan.snapshots ?? []).entries()) {
    await cx.call(`drop-snapshot-disk-${index}`, plan.instance.primary_node, 'Blocks.Remove', { device: deviceMessage(cx.config, snapshot) });
  }
  if (!plan.wereActive) await shutdownDisks(cx, plan.disks, { ...use, prefix: 'temporary-', undo: false });
  if (plan.target !== null) {
    const config = describeInstance(cx.config, plan.instance, plan.disks, {
      timestamp: plan.timestamp,
      source: nodeName(cx.config, plan.instance.primary_node),
      dumps: plan.disks.map(({ uuid }) => uuid),
      scripted: plan.scripted,
    });
    await cx.call('finish', plan.target, 'Exports.Finish', { name: plan.instance.name, config });
  }
  await cx.keep('exported');
  if (plan.restart && plan.snapshots === null) await startAgain();
  if (params.remove_instance) await removeIt(cx, params, plan);
  if (plan.target !== null) await dropOldExports(cx, plan, plan.target);
  return [true, plan.disks.map(() => true)];
}

/** After this the disks may change again. What cannot be taken back any more is that the instance runs; the snapshots still can. */
async function freeze(cx: RunContext, plan: ExportPlan, snapshots: readonly DiskData[], startAgain: () => Promise<void>): Promise<void> {
  const primary = plan.instance.primary_node;
  const takeAway = snapshots.map((snapshot): NodeCall => ({ node: primary, method: 'Blocks.Remove', request: { device: deviceMessage(cx.config, snapshot) } }));
  for (const [index, snapshot] of snapshots.entries()) {
    const frozen = frozenOf(plan.disks[index] as Disk, primary);
    if (frozen === null) continue;
    cx.log(`Taking a snapshot of disk ${index}`);
    const request = { device: deviceMessage(cx.config, frozen), snapshot: deviceMessage(cx.config, snapshot), info: ownerInfo(plan.instance.name) };
    await cx.call(`snapshot-disk-${index}`, primary, 'Blocks.TakeSnapshot', request, { undo: takeAway.slice(index, index + 1) });
  }
  if (plan.restart) {
    await startAgain();
    await cx.keep('running-again');
  }
  for (const [index, snapshot] of snapshots.entries()) {
    const request = { device: deviceMessage(cx.config, snapshot), owner: '', as_primary: false, index, ignore_size: false };
    await cx.call(`snapshot-assemble-disk-${index}`, primary, 'Blocks.Assemble', request, { undo: index === 0 && plan.restart ? takeAway : [] });
  }
}

/** Where the data of each disk is read, and how. */
function sources(cx: RunContext, plan: ExportPlan, debugLevel: number): DiskTransfer['from'][] {
  const read = plan.snapshots ?? plan.disks;
  if (!plan.scripted) return read.map((disk) => ({ device: deviceMessage(cx.config, disk), scripted: false }));
  const instance = instanceMessage(cx.config, plan.instance, { disks: read });
  return read.map((_, index) => ({ script: { instance, index, debug_level: debugLevel }, scripted: true }));
}

async function toNode(cx: RunContext, params: Params, plan: ExportPlan, target: string): Promise<void> {
  const { name } = plan.instance;
  await cx.call('begin', target, 'Exports.Begin', { name }, { undo: [{ node: target, method: 'Exports.Abandon', request: { name } }] });
  const transfers = sources(cx, plan, params.debug_level ?? 0).map((from, index) => ({ index, from, to: { file: { export: name, name: plan.disks[index]?.uuid ?? '' } } }));
  await transferDisks(cx, transfers, { source: plan.instance.primary_node, target, compress: params.compress });
}

async function toCluster(cx: RunContext, params: Params, plan: ExportPlan): Promise<void> {
  const { remote, instance } = plan;
  if (remote === null) return;
  const primary = instance.primary_node;
  const ids = await cx.record('transfer-ids', () => remote.disks.map(() => cx.ids.uuid()));
  for (const [index, from] of sources(cx, plan, params.debug_level ?? 0).entries()) {
    const { host = '', port = 0, magic = '' } = remote.disks[index] ?? {};
    const id = ids[index] ?? '';
    cx.log(`Sending disk ${index} to ${host}`);
    await cx.call(
      `send-disk-${index}`,
      primary,
      'Transfers.Send',
      { ...from, id, label: `disk ${index}`, key: remote.key, peer_certificate: remote.certificate, secret: magic, address: host, port, compress: params.compress },
      { undo: [{ node: primary, method: 'Transfers.Close', request: { id } }], timeoutSeconds: TRANSFER_SECONDS },
    );
  }
  await cx.call('drop-key', primary, 'Transfers.RemoveKey', { name: remote.key });
}

async function removeIt(cx: RunContext, params: Params, plan: ExportPlan): Promise<void> {
  cx.log(`Removing instance ${plan.instance.name}`);
  await cx.update('mark-down', (tx) => setInstance(tx, plan.instance.uuid, { admin_state: 'down', disks_active: false }));
  await dismantle(cx, plan.instance, plan.disks, { tolerate: () => params.ignore_remove_failures });
  await forget(cx, plan.instance.uuid, plan.disks);
}

/** There is one export of an instance: the newest. One that cannot be removed is only warned about. */
async function dropOldExports(cx: RunContext, plan: ExportPlan, target: string): Promise<void> {
  const others = [...cx.config.all('node')].filter(({ uuid }) => uuid !== target);
  const found = await cx.record('old-exports', async () => {
    const answers = await askNodes(cx, others, async (node) => (await cx.read(node.uuid, 'Exports.List', {})).names);
    return answers.filter(({ answer }) => answer.includes(plan.instance.name)).map(({ node }) => node.uuid);
  });
  for (const node of found) {
    const name = nodeName(cx.config, node);
    cx.log(`Removing the old export of instance ${plan.instance.name} on node ${name}`);
    try {
      await cx.call(`drop-export-${name}`, node, 'Exports.Remove', { name: plan.instance.name });
    } catch (error) {
      if (cx.signal.aborted) throw error;
      warn(cx, `Could not remove the old export on node ${name}: ${(error as Error).message}`);
    }
  }
}
