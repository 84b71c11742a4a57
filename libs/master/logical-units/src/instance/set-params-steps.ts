/**
 * Steps: those of a conversion (convert-steps.ts), create-disk-N-<node> of new disks, memory, (running: added-assemble-…, those of
 * set-params-hotplug,) change, (stopped: added-assemble-…,) after either (wipe-disk-N,) (waiting for the sync), added-shutdown-…, detached-shutdown-…, changed (no way
 * back from here), removed-shutdown-…, remove-disk-N-<node>.
 */
import type { ConfigTx } from '@ganeti/master-config';
import type { RunContext } from '@ganeti/master-jobs';
import type { Disk, Instance, Nic } from '@ganeti/objects';
import type { DiskData } from '../common/devices';
import { assembleDisks, createDisks, removeDisks, shutdownDisks } from '../common/disk-steps';
import { setPrimary } from '../common/instance-state';
import { instanceBy } from '../common/lookup';
import type { Plain } from '../common/plain';
import { checkSyncing, waitForSync } from '../common/sync';
import { wipeDisks } from '../common/wipe-disks';
import type { Conversion } from './convert-plan';
import { finishConversion, prepareConversion } from './convert-steps';
import type { Changed, SetParams } from './set-params';
import { changeDevices } from './set-params-hotplug';
import { setMemory, type MemoryChange } from './set-params-memory';
import type { ValueFields } from './set-params-values';

export type SetParamsPlan = {
  readonly instance: string;
  readonly primary: string;
  /** uuid of the node that is recorded as its primary from now on; null: none other. */
  readonly newPrimary: string | null;
  /** Fields of the instance that get a new value. */
  readonly fields: Plain<ValueFields & Partial<Pick<Instance, 'nics' | 'disks' | 'disk_template'>>>;
  /** All disks after the change, in order. */
  readonly disks: readonly Plain<DiskData>[];
  readonly added: readonly Plain<DiskData>[];
  readonly attached: readonly Plain<Disk>[];
  readonly removed: readonly Plain<Disk>[];
  readonly detached: readonly Plain<Disk>[];
  readonly conversion: Plain<Conversion> | null;
  readonly nicsBefore: readonly Plain<Nic>[];
  /** It runs, and its devices are changed at once. */
  readonly plug: boolean;
  readonly wereActive: boolean;
  readonly memory: MemoryChange | null;
  readonly changes: readonly Changed[];
};

export async function changeInstance(params: SetParams, plan: SetParamsPlan, cx: RunContext): Promise<void> {
  const { name } = instanceBy(cx.config, plan.instance);
  const { primary, conversion } = plan;
  const converting = { owner: name, primary, wait: params.wait_for_sync };
  if (conversion !== null) await prepareConversion(cx, conversion, converting);
  await createDisks(cx, plan.added, name, primary);
  if (plan.memory !== null) await setMemory(cx, plan.instance, primary, plan.memory);
  // An attached disk is used when the others are; a new one has to be, to get its second copy.
  const fresh = [...plan.added, ...(plan.wereActive ? plan.attached : [])];
  const use = { owner: name, primary, prefix: 'added-' };
  const prepare = async (): Promise<void> => {
    await assembleDisks(cx, fresh, use);
    if (plan.added.length > 0 && cx.config.cluster().prealloc_wipe_disks) await wipeDisks(cx, plan.added, primary);
  };
  if (plan.plug) {
    await prepare();
    const devices = { ...plan, added: [...plan.added, ...plan.attached], removed: [...plan.removed, ...plan.detached] };
    await changeDevices(cx, { ...devices, nics: plan.fields.nics ?? plan.nicsBefore });
  }
  await cx.update('change', (tx) => record(tx, plan));
  if (conversion !== null) await finishConversion(cx, conversion, converting);
  if (fresh.length > 0) {
    if (!plan.plug) await prepare();
    if (params.wait_for_sync) await waitForSync(cx, name, plan.added, primary);
    else await checkSyncing(cx, name, plan.added, primary);
    if (!plan.wereActive) await shutdownDisks(cx, fresh, use);
  }
  if (plan.wereActive) await shutdownDisks(cx, plan.detached, { ...use, prefix: 'detached-' });
  if (plan.removed.length > 0) {
    await cx.keep('changed');
    await shutdownDisks(cx, plan.removed, { owner: name, primary, prefix: 'removed-', tolerate: () => true, leave: () => true, undo: false });
    await removeDisks(cx, plan.removed, { tolerate: () => true });
  }
}

function record(tx: ConfigTx, plan: SetParamsPlan): void {
  for (const disk of plan.added) tx.insert('disk', disk);
  if (Object.keys(plan.fields).length > 0) tx.update('instance', plan.instance, plan.fields);
  for (const { uuid } of plan.removed) tx.remove('disk', uuid);
  for (const { uuid } of plan.detached) tx.update('disk', uuid, { instance: null });
  for (const { uuid, nodes } of plan.attached) tx.update('disk', uuid, { instance: plan.instance, nodes });
  for (const { uuid, dev_type, logical_id, children, nodes, params } of plan.conversion?.disks ?? []) {
    tx.update('disk', uuid, { dev_type, logical_id, children, nodes, params });
  }
  for (const { uuid, name, mode, iv_name } of plan.disks) {
    const disk = tx.get('disk', uuid);
    if (disk !== undefined && (disk.name !== name || disk.mode !== mode || disk.iv_name !== iv_name)) tx.update('disk', uuid, { name, mode, iv_name });
  }
  if (plan.newPrimary !== null) setPrimary(tx, plan.instance, plan.newPrimary);
}
