/**
 * Devices of a running instance: the guest gets or gives them before the configuration says so, and takes them back when a later
 * step fails. Steps: plug-disk-N, unplug-disk-N, unplug-nic-N, modify-nic-N, plug-nic-N.
 */
import type { CheckContext, RunContext, StepOptions } from '@ganeti/master-jobs';
import type { NodeRequest } from '@ganeti/node-api';
import type { Disk, Instance, Nic } from '@ganeti/objects';
import { deviceMessage, type DiskData } from '../common/devices';
import { instanceMessage, nicMessage } from '../common/instance-message';
import { instanceBy } from '../common/lookup';
import type { Plain } from '../common/plain';

export interface DevicesPlan {
  readonly instance: string;
  readonly primary: string;
  readonly disks: readonly Plain<DiskData>[];
  readonly added: readonly Plain<DiskData>[];
  readonly removed: readonly Plain<Disk>[];
  readonly nicsBefore: readonly Plain<Nic>[];
  readonly nics: readonly Plain<Nic>[];
}

/** Why devices of this running instance cannot be changed now; null: they can. */
export async function hotplugProblem(cx: CheckContext, instance: Instance): Promise<string | null> {
  const { supported, reason } = await cx.read(instance.primary_node, 'Instances.HotplugSupported', { instance: instanceMessage(cx.config, instance) });
  return supported ? null : reason;
}

type Change = Omit<NodeRequest<'Instances.Hotplug'>, 'instance'>;

/** New disks must be active on the primary. */
export async function changeDevices(cx: RunContext, plan: DevicesPlan): Promise<void> {
  const instance = instanceMessage(cx.config, instanceBy(cx.config, plan.instance));
  const call = (step: string, change: Change, back: Change): Promise<unknown> => {
    const options: StepOptions = { undo: [{ node: plan.primary, method: 'Instances.Hotplug', request: { instance, ...back } }] };
    return cx.call(step, plan.primary, 'Instances.Hotplug', { instance, ...change }, options);
  };
  const place = (disk: DiskData): number => Number(disk.iv_name.slice('disk/'.length));
  for (const disk of plan.added) {
    const of = { disk: deviceMessage(cx.config, disk), index: place(disk) };
    await call(`plug-disk-${place(disk)}`, { ...of, action: 'add' }, { ...of, action: 'remove' });
  }
  for (const disk of plan.removed) {
    const of = { disk: deviceMessage(cx.config, disk), index: place(disk) };
    await call(`unplug-disk-${place(disk)}`, { ...of, action: 'remove' }, { ...of, action: 'add' });
  }
  const now = new Map(plan.nics.map((nic) => [nic.uuid, nic]));
  const message = (nic: Plain<Nic>): Change => ({ nic: nicMessage(cx.config, nic) });
  for (const [index, old] of plan.nicsBefore.entries()) {
    const nic = now.get(old.uuid);
    if (nic === undefined) await call(`unplug-nic-${index}`, { ...message(old), action: 'remove' }, { ...message(old), action: 'add' });
    else if (!sameForGuest(old, nic)) await call(`modify-nic-${index}`, { ...message(nic), action: 'modify' }, { ...message(old), action: 'modify' });
  }
  const known = new Set(plan.nicsBefore.map(({ uuid }) => uuid));
  for (const [index, nic] of plan.nics.entries()) {
    if (!known.has(nic.uuid)) await call(`plug-nic-${index}`, { ...message(nic), action: 'add' }, { ...message(nic), action: 'remove' });
  }
}

/** Its name is for people only. */
const sameForGuest = (one: Plain<Nic>, other: Plain<Nic>): boolean => JSON.stringify({ ...one, name: null }) === JSON.stringify({ ...other, name: null });
