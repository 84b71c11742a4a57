/** The environment OS scripts run in: everything they know of the instance. Names after Ganeti's OS interface. */
import type { BlockDeviceReceived, InstanceReceived, NicReceived } from '@ganeti/node-api';
import type { UsableOs } from './definitions';

export const SCRIPT_PATH = '/sbin:/bin:/usr/sbin:/usr/bin';

/** What a disk is on this node. */
export interface ScriptDisk {
  readonly device: BlockDeviceReceived;
  /** What the script opens. */
  readonly path: string;
  /** How a hypervisor without a kernel device reaches it; empty: not at all. */
  readonly uri?: string;
}

/** What is known without an instance: also for `verify`. */
export function osEnvironment({ definition, variant }: UsableOs, osparams: Readonly<Record<string, string>>, debugLevel: number): Record<string, string> {
  const environment: Record<string, string> = {
    PATH: SCRIPT_PATH,
    OS_API_VERSION: String(definition.api),
    OS_NAME: definition.name,
    DEBUG_LEVEL: String(debugLevel),
  };
  if (definition.api >= 15) environment['OS_VARIANT'] = variant;
  for (const [name, value] of Object.entries(osparams)) environment[`OSP_${name.toUpperCase().replaceAll('-', '_')}`] = text(value);
  return environment;
}

export function instanceEnvironment(os: UsableOs, instance: InstanceReceived, disks: readonly ScriptDisk[], debugLevel: number): Record<string, string> {
  const osparams = { ...instance.osparams, ...instance.osparams_private, ...instance.osparams_secret };
  return {
    ...osEnvironment(os, osparams, debugLevel),
    INSTANCE_NAME: instance.name,
    INSTANCE_OS: instance.os,
    INSTANCE_UUID: instance.uuid,
    INSTANCE_CTIME: String(instance.ctime),
    INSTANCE_MTIME: String(instance.mtime),
    INSTANCE_PRIMARY_NODE: instance.primary_node,
    INSTANCE_SECONDARY_NODES: instance.secondary_nodes.join(' '),
    HYPERVISOR: instance.hypervisor,
    ...prefixed('INSTANCE_BE_', instance.beparams),
    ...prefixed('INSTANCE_HV_', instance.hvparams),
    DISK_COUNT: String(disks.length),
    ...merged(disks.map((disk, index) => diskEnvironment(disk, index, instance))),
    NIC_COUNT: String(instance.nics.length),
    ...merged(instance.nics.map((nic, index) => nicEnvironment(nic, index, instance))),
  };
}

/** Values that scripts see and nobody else may. */
export function hiddenValues(instance: InstanceReceived): string[] {
  return Object.values({ ...instance.osparams_private, ...instance.osparams_secret }).map(text);
}

function diskEnvironment({ device, path, uri }: ScriptDisk, index: number, instance: InstanceReceived): Record<string, string> {
  const at = `DISK_${index}_`;
  const frontend = decode(instance.hvparams['disk_type']);
  return {
    [`${at}PATH`]: path,
    [`${at}URI`]: uri ?? '',
    [`${at}ACCESS`]: device.mode === 'ro' ? 'ro' : 'rw',
    [`${at}SIZE`]: String(device.size),
    [`${at}UUID`]: device.uuid,
    ...(device.name === '' ? {} : { [`${at}NAME`]: device.name }),
    ...(typeof frontend === 'string' ? { [`${at}FRONTEND_TYPE`]: frontend } : {}),
    [`${at}BACKEND_TYPE`]: device.file ? `file:${device.file.driver}` : 'block',
  };
}

function nicEnvironment(nic: NicReceived, index: number, instance: InstanceReceived): Record<string, string> {
  const at = `NIC_${index}_`;
  const [mode, link] = [text(nic.params['mode'] ?? '""'), text(nic.params['link'] ?? '""')];
  const frontend = decode(instance.hvparams['nic_type']);
  return {
    [`${at}MAC`]: nic.mac,
    ...(nic.ip === '' ? {} : { [`${at}IP`]: nic.ip }),
    [`${at}MODE`]: mode,
    [`${at}LINK`]: link,
    ...(mode === 'bridged' ? { [`${at}BRIDGE`]: link } : {}),
    [`${at}UUID`]: nic.uuid,
    ...(nic.name === '' ? {} : { [`${at}NAME`]: nic.name }),
    ...(typeof frontend === 'string' ? { [`${at}FRONTEND_TYPE`]: frontend } : {}),
    ...Object.fromEntries(Object.entries(nic.network).map(([name, value]) => [`${at}${name}`, value])),
  };
}

const merged = (parts: readonly Record<string, string>[]): Record<string, string> => Object.fromEntries(parts.flatMap((part) => Object.entries(part)));

function prefixed(prefix: string, params: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [`${prefix}${name.toUpperCase()}`, text(value)]));
}

function decode(json: string | undefined): unknown {
  if (json === undefined || json === '') return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    // A plain text is taken as it is.
    return json;
  }
}

/** Existing scripts compare with what Python prints: True, False, None. */
function text(json: string): string {
  const value = decode(json);
  if (value === undefined) return '';
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}
