/** Looking at and recording the state of one instance. */
import { OpPrereqError } from '@ganeti/errors';
import type { ConfigTx, ConfigView } from '@ganeti/master-config';
import type { CheckContext } from '@ganeti/master-jobs';
import type { InstanceStatusReceived } from '@ganeti/node-api';
import type { Disk, Instance } from '@ganeti/objects';
import { diskBy, instanceBy } from './lookup';

export interface GuestOnNode {
  readonly running: InstanceStatusReceived | null;
  /** It has crashed, or shut itself down, and has to be ended before it is started again. */
  readonly left: boolean;
}

/** Asks the node. */
export async function guestOn(cx: CheckContext, instance: Instance, node: string): Promise<GuestOnNode> {
  const { exists, status } = await cx.read(node, 'Instances.Status', { name: instance.name, hypervisor: instance.hypervisor });
  if (!exists || status === null || status === undefined) return { running: null, left: false };
  const left = status.state === 'shutdown' || status.state === 'crashed';
  return { running: left ? null : status, left };
}

/** Asks the node; null: it does not run there. */
export async function runningOn(cx: CheckContext, instance: Instance, node: string): Promise<InstanceStatusReceived | null> {
  return (await guestOn(cx, instance, node)).running;
}

/** Its disks, in order. */
export function disksOf(view: ConfigView, uuid: string): Disk[] {
  return instanceBy(view, uuid).disks.map((disk) => diskBy(view, disk));
}

/** The nodes of an instance that are not its primary. */
export function secondariesOf(view: ConfigView, instance: Instance): string[] {
  return view.nodesOfInstance(instance).filter((node) => node !== instance.primary_node);
}

export function checkNotOfflineState(instance: Instance): void {
  if (instance.admin_state === 'offline') {
    throw new OpPrereqError(
      `Instance ${instance.name} is marked offline; take the mark away with 'gnt-instance modify --online' first`,
      'wrong_state',
    );
  }
}

/** `before`: what it has to be stopped for, such as "it is renamed". */
export function checkStopped(instance: Instance, running: boolean, before: string): void {
  if (instance.admin_state === 'up' || running) {
    throw new OpPrereqError(`Instance ${instance.name} is up; shut it down before ${before}`, 'wrong_state');
  }
}

/** Change an instance in a transaction only when something changes, so that serial numbers mean something. */
export function setInstance(tx: ConfigTx, uuid: string, change: Partial<Instance>): void {
  const now = instanceBy(tx, uuid);
  const differs = Object.entries(change).some(([key, value]) => now[key as keyof Instance] !== value);
  if (differs) tx.update('instance', uuid, change);
}

/** Another primary: the instance, and the order of nodes of its disks (primary first). */
export function setPrimary(tx: ConfigTx, uuid: string, primary: string): void {
  const instance = instanceBy(tx, uuid);
  for (const disk of instance.disks.map((id) => diskBy(tx, id))) {
    const nodes = disk.nodes.includes(primary) ? [primary, ...disk.nodes.filter((node) => node !== primary)] : [primary];
    if (nodes.some((node, index) => node !== disk.nodes[index])) tx.update('disk', disk.uuid, { nodes });
  }
  setInstance(tx, uuid, { primary_node: primary });
}
