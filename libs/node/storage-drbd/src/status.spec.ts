import { manualClock, recordingRunner } from '@ganeti/node-storage';
import type { DrbdResource } from './events';
import { mirror } from './fixture';
import { sideOf } from './side';
import { statusOf } from './status';
import { DrbdWatch } from './watch';

const own = sideOf(mirror(), { uuid: 'uuid-node1', name: 'node1' });
const good: DrbdResource = { role: 'Primary', minor: 3, disk: 'UpToDate', size: 65_536, connection: 'Connected', replication: 'Established', peerDisk: 'UpToDate', outOfSync: 0 };
const unseen = { splitBrain: false, attempts: 0, sync: null };
const shown = (change: Partial<DrbdResource>): string => {
  const { role, connection, local_disk, degraded } = statusOf(mirror(), own, { ...good, ...change }, unseen, 0);
  return `${role} ${connection} ${local_disk}${degraded ? ' degraded' : ''}`;
};

it.each<[Partial<DrbdResource>, string]>([
  [{}, 'primary connected ok'],
  [{ connection: 'Connecting', replication: 'Off', peerDisk: 'DUnknown' }, 'primary wfconnection ok degraded'],
  [{ role: 'Secondary', connection: 'StandAlone', replication: 'Off', peerDisk: 'DUnknown' }, 'secondary standalone ok degraded'],
  [{ replication: 'SyncSource', peerDisk: 'Inconsistent' }, 'primary syncsource ok degraded'],
  [{ role: 'Secondary', replication: 'PausedSyncT', disk: 'Inconsistent' }, 'secondary pausedsynct syncing degraded'],
  [{ disk: 'Diskless' }, 'primary connected faulty degraded'],
  [{ role: 'Secondary', disk: 'Inconsistent', connection: 'Connecting', replication: 'Off' }, 'secondary wfconnection faulty degraded'],
])('%j is shown as %s', (change, text) => expect(shown(change)).toBe(text));

it('is not there without a volume, or under another minor', () => {
  for (const found of [undefined, { ...good, minor: null }, { ...good, minor: 4 }]) {
    expect(statusOf(mirror(), own, found, unseen, 0)).toMatchObject({ exists: false, role: 'unknown', connection: 'unconfigured', local_disk: 'faulty', degraded: true });
  }
});

it('tells how far a sync is by what it began with, and when it will be done by its rate', async () => {
  const clock = manualClock(1000);
  let tell: (line: string) => void = () => undefined;
  const runner = recordingRunner((_program, _args, options) => new Promise((_, reject) => {
    tell = (line) => options.onLine?.(line);
    options.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error));
  }));
  const watch = new DrbdWatch({ runner, clock });
  watch.start();
  await new Promise(setImmediate);
  tell('exists resource name:resource3 role:Primary');
  tell('exists peer-device name:resource3 peer-node-id:0 volume:0 replication:Established peer-disk:UpToDate out-of-sync:0');
  tell('change peer-device name:resource3 peer-node-id:0 volume:0 replication:WFBitMapS out-of-sync:0');
  tell('change peer-device name:resource3 peer-node-id:0 volume:0 replication:SyncSource peer-disk:Inconsistent out-of-sync:8000');
  const syncing = { ...good, replication: 'SyncSource', peerDisk: 'Inconsistent' };
  const at = (outOfSync: number, time: number) => statusOf(mirror(), own, { ...syncing, outOfSync }, watch.noted('resource3'), time);
  expect(at(8000, 1000)).toMatchObject({ sync_percent: 0, estimated_time: -1 });
  expect(at(6000, 1010)).toMatchObject({ sync_percent: 25, estimated_time: 30 });
  // One that began before anybody looked is measured by the whole device.
  expect(statusOf(mirror(), own, { ...syncing, outOfSync: 16_384 }, unseen, 0)).toMatchObject({ sync_percent: 75, estimated_time: -1 });
  tell('change peer-device name:resource3 peer-node-id:0 volume:0 replication:Established peer-disk:UpToDate out-of-sync:0');
  expect(watch.noted('resource3').sync).toBeNull();
  await watch.close();
});
