/** An instance as nodes see it: parameters filled in from all layers, disks with their devices. */
import type { ConfigView } from '@ganeti/master-config';
import type { BlockDeviceMessage, InstanceMessage, NicMessage } from '@ganeti/node-api';
import type { Instance, Nic, ParamDict } from '@ganeti/objects';
import { deviceMessage, type DiskData } from './devices';
import { nodeName } from './lookup';
import { beOf, hvOf, nicParamsOf, osParamsOf, privateOsParamsOf } from './params';
import { encodeValues } from './values';

export interface InstanceOverrides {
  readonly hvparams?: ParamDict;
  readonly beparams?: ParamDict;
  /** OS parameters that are used once and never kept. */
  readonly secrets?: ParamDict | null;
  /** Devices in place of the ones in the configuration. */
  readonly disks?: readonly DiskData[];
  /** uuid; for an instance that is on its way. */
  readonly primary?: string;
}

type InstanceData = Omit<Instance, 'serial_no'>;

export function instanceMessage(view: ConfigView, instance: InstanceData, overrides: InstanceOverrides = {}): InstanceMessage {
  const disks = overrides.disks ?? instance.disks.flatMap((uuid) => view.get('disk', uuid) ?? []);
  const primary = overrides.primary ?? instance.primary_node;
  const others = new Set(disks.flatMap((disk) => disk.nodes).filter((node) => node !== primary));
  return {
    uuid: instance.uuid,
    name: instance.name,
    hypervisor: instance.hypervisor,
    os: instance.os,
    hvparams: encodeValues({ ...hvOf(view, instance), ...overrides.hvparams }),
    beparams: encodeValues({ ...beOf(view, instance), ...overrides.beparams }),
    osparams: encodeValues(osParamsOf(view, instance)),
    osparams_private: encodeValues(privateOsParamsOf(view, instance)),
    osparams_secret: encodeValues(overrides.secrets ?? {}),
    nics: instance.nics.map((nic) => nicMessage(view, nic)),
    disks: disks.map((disk): BlockDeviceMessage => deviceMessage(view, disk)),
    primary_node: nodeName(view, primary),
    secondary_nodes: [...others].map((uuid) => nodeName(view, uuid)),
    ctime: instance.ctime,
    mtime: instance.mtime,
    tags: [...instance.tags],
    network_port: instance.network_port ?? 0,
  };
}

export function nicMessage(view: ConfigView, nic: Nic): NicMessage {
  return {
    uuid: nic.uuid,
    name: nic.name ?? '',
    mac: nic.mac,
    ip: nic.ip ?? '',
    params: encodeValues(nicParamsOf(view, nic)),
    network: networkValues(view, nic),
  };
}

/** NETWORK_* of the scripts' environment. */
export function networkValues(view: ConfigView, nic: Nic): Record<string, string> {
  const network = nic.network === null ? undefined : view.get('network', nic.network);
  if (network === undefined) return {};
  const values = {
    NETWORK_NAME: network.name,
    NETWORK_UUID: network.uuid,
    NETWORK_SUBNET: network.network,
    NETWORK_GATEWAY: network.gateway,
    NETWORK_SUBNET6: network.network6,
    NETWORK_GATEWAY6: network.gateway6,
    NETWORK_MAC_PREFIX: network.mac_prefix,
    NETWORK_TAGS: network.tags.join(' '),
  };
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])));
}
