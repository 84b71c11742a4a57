/** How an instance is, from what it should be and what its nodes report. */
import type { InstanceLive } from '@ganeti/master-live';
import type { Instance } from '@ganeti/objects';
import type { Context } from './context';
import { noData, nodeOffline, type Missing } from './field';
import { hvparamOf } from './params';

export type InstanceStatus =
  | 'running'
  | 'ADMIN_down'
  | 'ADMIN_offline'
  | 'USER_down'
  | 'ERROR_down'
  | 'ERROR_up'
  | 'ERROR_wrongnode'
  | 'ERROR_nodedown'
  | 'ERROR_nodeoffline';

/** What stands in for live values when the primary node cannot tell; null: it can. */
export function silenceOf(instance: Instance, cx: Context): Missing | null {
  if (cx.config.get('node', instance.primary_node)?.offline) return nodeOffline;
  return cx.live.node(instance.primary_node).reachable ? null : noData;
}

/** Where it exists according to the nodes; its primary node counts first. A crashed one counts as not there. */
export function foundAt(instance: Instance, cx: Context): InstanceLive | undefined {
  const places = cx.live.instance(instance.name).filter((place) => place.state !== 'crashed');
  return places.find((place) => place.node === instance.primary_node) ?? places[0];
}

/** The guest has shut itself down, and its hypervisor still knows it. */
function isShutDown(place: InstanceLive): boolean {
  return place.state === 'shutdown';
}

/** Running, as far as its nodes tell. */
export function runningAt(instance: Instance, cx: Context): InstanceLive | undefined {
  const place = foundAt(instance, cx);
  return place === undefined || isShutDown(place) ? undefined : place;
}

export function instanceStatus(instance: Instance, cx: Context): InstanceStatus {
  const silence = silenceOf(instance, cx);
  if (silence === nodeOffline) return 'ERROR_nodeoffline';
  if (silence !== null) return 'ERROR_nodedown';
  const place = foundAt(instance, cx);
  if (place === undefined) return statusWhenAbsent(instance);
  if (place.node !== instance.primary_node) return 'ERROR_wrongnode';
  if (!isShutDown(place)) return instance.admin_state === 'up' ? 'running' : 'ERROR_up';
  return instance.admin_state === 'up' && mayShutItselfDown(instance, cx) ? 'USER_down' : statusWhenAbsent(instance);
}

function statusWhenAbsent(instance: Instance): InstanceStatus {
  if (instance.admin_state === 'up') return 'ERROR_down';
  if (instance.admin_state === 'offline') return 'ADMIN_offline';
  return instance.admin_state_source === 'user' ? 'USER_down' : 'ADMIN_down';
}

/** The cluster must allow it; with KVM the instance too, since it takes a helper process to notice. */
function mayShutItselfDown(instance: Instance, cx: Context): boolean {
  if (!cx.config.cluster().enabled_user_shutdown) return false;
  return instance.hypervisor !== 'kvm' || hvparamOf(instance, 'user_shutdown', cx) === true;
}
