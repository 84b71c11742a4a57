import type { Device, DeviceStatus } from './port';

export interface FoundVolume {
  readonly path: string;
  /** MiB. */
  readonly size: number;
  readonly major?: number;
  readonly minor?: number;
  /** A part of it is lost. */
  readonly damaged?: boolean;
}

/** Status of a device without a mirror. */
export function volumeStatus(device: Device, found: FoundVolume | null): DeviceStatus {
  const bad = found === null || found.damaged === true;
  return {
    uuid: device.uuid,
    exists: found !== null,
    path: found?.path ?? '',
    major: found?.major ?? -1,
    minor: found?.minor ?? -1,
    sync_percent: -1,
    estimated_time: -1,
    degraded: bad,
    local_disk: bad ? 'faulty' : 'ok',
    role: '',
    connection: '',
    size: found?.size ?? 0,
    instance: '',
  };
}
