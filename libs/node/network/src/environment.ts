/** What scripts that connect a NIC know: the names are those existing scripts look for. */
import type { NicSettings } from './nic';

export interface ScriptCall {
  readonly instance: string;
  readonly tags: readonly string[];
  readonly nic: NicSettings;
  /** Place of the NIC in the instance. */
  readonly index: number;
  /** The tap device on the host. */
  readonly tap: string;
  readonly action: 'up' | 'down';
  /** On the target of a migration: before the guest is there (pre) and after (post). */
  readonly migration?: 'pre' | 'post';
}

export function scriptEnvironment({ instance, tags, nic, index, tap, action, migration }: ScriptCall): Record<string, string> {
  return {
    PATH: '/sbin:/bin:/usr/sbin:/usr/bin',
    INSTANCE: instance,
    TAGS: tags.join(' '),
    ACTION: action,
    INTERFACE: tap,
    INTERFACE_INDEX: String(index),
    INTERFACE_UUID: nic.uuid,
    ...(nic.name === '' ? {} : { INTERFACE_NAME: nic.name }),
    MAC: nic.mac,
    MODE: nic.mode,
    ...(nic.ip === '' ? {} : { IP: nic.ip }),
    ...(nic.link === '' ? {} : { LINK: nic.link }),
    ...(nic.vlan === '' ? {} : { VLAN: nic.vlan }),
    ...(nic.mode === 'bridged' || nic.mode === 'openvswitch' ? { BRIDGE: nic.link } : {}),
    ...(migration === undefined ? {} : { MIGRATION_PHASE: migration }),
    ...nic.network,
  };
}
