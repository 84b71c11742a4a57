/** What a provider's script is told (Ganeti's external storage interface). Sizes MiB. */
import { OpExecError } from '@ganeti/errors';
import type { Device } from '@ganeti/node-storage';

export interface ScriptValues {
  /** create, grow: size now. */
  readonly size?: number;
  /** grow: size afterwards. */
  readonly newSize?: number;
  /** setinfo */
  readonly metadata?: string;
  /** snapshot */
  readonly snapshotName?: string;
  readonly snapshotSize?: number;
  /** open: false while a guest moves and two nodes have it. */
  readonly exclusive?: boolean;
}

export function volumeOf(device: Device): { readonly provider: string; readonly volume: string } {
  const { pool: provider = '', name: volume = '' } = device.ext ?? {};
  if (provider === '' || volume === '' || `${provider}${volume}`.includes('\0')) {
    throw new OpExecError(`Disk ${device.uuid || device.name} of type ${device.dev_type} names no provider and volume; its description is damaged`);
  }
  return { provider, volume };
}

/** Of the disk, for its provider; the others are ours. Values as texts. */
export function parametersOf(device: Device): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, text] of Object.entries(device.params)) {
    if (name === 'provider' || name === 'access') continue;
    const value = JSON.parse(text) as unknown;
    parameters[name.toLowerCase()] = typeof value === 'string' ? value : typeof value === 'boolean' ? pythonic(value) : JSON.stringify(value);
  }
  return parameters;
}

/** Scripts know truth values as Ganeti writes them. */
const pythonic = (value: boolean): string => (value ? 'True' : 'False');

export function scriptEnvironment(device: Device, values: ScriptValues): Record<string, string> {
  const all: Record<string, string | number | undefined> = {
    VOL_NAME: volumeOf(device).volume,
    VOL_UUID: device.uuid,
    VOL_CNAME: device.name === '' ? undefined : device.name,
    VOL_SIZE: values.size,
    VOL_NEW_SIZE: values.newSize,
    VOL_METADATA: values.metadata,
    VOL_SNAPSHOT_NAME: values.snapshotName,
    VOL_SNAPSHOT_SIZE: values.snapshotSize,
    VOL_OPEN_EXCLUSIVE: values.exclusive === undefined ? undefined : pythonic(values.exclusive),
  };
  for (const [name, value] of Object.entries(parametersOf(device))) all[`EXTP_${name.toUpperCase()}`] = value;
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}
