import { volumeStatus, type Device, type DeviceStatus } from '@ganeti/node-storage';
import { isSyncing, type DrbdResource } from './events';
import { devicePath, type Side } from './side';
import type { Noted } from './watch';

const MAJOR = 147;
const KIB = 1024;

/** `found`: undefined or without a volume: it is not set up here. `now`: seconds. */
export function statusOf(device: Device, side: Side, found: DrbdResource | undefined, { sync }: Noted, now: number): DeviceStatus {
  if (found === undefined || found.minor !== side.minor) return { ...volumeStatus(device, null), role: 'unknown', connection: 'unconfigured' };
  const syncing = isSyncing(found);
  const total = Math.max(sync?.total ?? found.size, found.outOfSync);
  const done = total - found.outOfSync;
  const elapsed = sync === null ? 0 : now - sync.since;
  return {
    ...volumeStatus(device, { path: devicePath(side), size: Math.floor(found.size / KIB), major: MAJOR, minor: side.minor }),
    sync_percent: syncing ? (total === 0 ? 100 : (done * 100) / total) : -1,
    estimated_time: syncing && sync !== null && done > 0 && elapsed > 0 ? (found.outOfSync * elapsed) / done : -1,
    degraded: !(found.disk === 'UpToDate' && found.peerDisk === 'UpToDate') || syncing,
    local_disk: localDisk(found),
    role: found.role.toLowerCase(),
    connection: connectionOf(found),
  };
}

function localDisk({ disk, replication }: DrbdResource): string {
  if (disk === 'UpToDate') return 'ok';
  if (/^(Sync|PausedSync)T/.test(replication)) return 'syncing';
  // Attaching and negotiating, and good data that cannot yet be known to be the newest.
  return ['Attaching', 'Negotiating', 'Consistent'].includes(disk) ? 'unknown' : 'faulty';
}

/** One word for connection and replication, as /proc/drbd has it. */
function connectionOf({ connection, replication }: DrbdResource): string {
  if (connection === 'Connecting') return 'wfconnection';
  return connection === 'Connected' && !['Off', 'Established'].includes(replication) ? replication.toLowerCase() : connection.toLowerCase();
}
