/** One broken storage driver does not hide what the others tell. */
import { createFakeHypervisor } from '@ganeti/node-hypervisor-fake';
import { ProgramMissing, manualClock, type BlockDeviceDriver, type Space } from '@ganeti/node-storage';
import type { StatusUpdateMessage } from '@ganeti/node-api';
import { Simulator, simulatorSettings } from '@ganeti/node-storage-fake';
import { systemClock, systemIds } from '@ganeti/runtime';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Changes } from './changes';
import { Drivers } from './drivers';
import { SpaceReports } from './space-reports';
import { createWatch } from './status';

const space = (name: string): Space => ({ type: 'file', name, total: 2, free: 1 });
const driver = (type: string, tell: () => Promise<Space[]>): BlockDeviceDriver => ({ types: [type], space: tell }) as unknown as BlockDeviceDriver;
const files = driver('file', async () => [space('/srv')]);
const never = new Promise<never>(() => undefined);

it('what fails tells nothing, and why; what is not installed is no problem', async () => {
  const failing = driver('plain', async () => {
    throw new Error('vgs: input/output error');
  });
  const missing = driver('rbd', async () => {
    throw new ProgramMissing('rbd', 'ceph-common');
  });
  const spaces = new SpaceReports([failing, missing, files], manualClock());
  expect(await spaces.of([])).toEqual([space('/srv')]);
  expect([failing, missing, files].map((one) => spaces.problem(one))).toEqual(['vgs: input/output error', null, null]);
});

it('what hangs is not asked again before it answers; what it told last stands in for a while', async () => {
  const clock = manualClock();
  let asked = 0;
  let answer: (told: Space[]) => void = () => undefined;
  let hanging = false;
  const gluster = driver('gluster', () => {
    asked += 1;
    return hanging ? new Promise((resolve) => (answer = resolve)) : Promise.resolve([space('/mnt')]);
  });
  const spaces = new SpaceReports([gluster, files], clock);
  expect(await spaces.of([])).toEqual([space('/mnt'), space('/srv')]);
  hanging = true;
  const late = spaces.of([]);
  clock.advance(5);
  expect(await late).toEqual([space('/mnt'), space('/srv')]);
  expect([spaces.hangs(gluster), spaces.hangs(files)]).toEqual([true, false]);
  expect(spaces.problem(gluster)).toMatch(/has not answered for more than 5 s.*mounts that hang/);
  clock.advance(60);
  expect(await spaces.of([])).toEqual([space('/srv')]);
  expect(asked).toBe(2);
  answer([space('/mnt')]);
  await new Promise((resolve) => setImmediate(resolve));
  expect([spaces.hangs(gluster), spaces.problem(gluster)]).toEqual([false, null]);
  hanging = false;
  expect(await spaces.of([])).toEqual([space('/mnt'), space('/srv')]);
  expect(asked).toBe(3);
});

it('a status stream goes on with guests, memory and the other storage', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'ganeti-spaces-'));
  const simulator = new Simulator({ dir, settings: simulatorSettings.parse({ memory: 8192 }), identity: () => ({ uuid: 'u', name: 'node1' }), clock: systemClock, ids: systemIds });
  const hypervisor = createFakeHypervisor({ simulator });
  const clock = manualClock();
  const broken = [driver('plain', () => Promise.reject(new Error('lvs failed'))), driver('gluster', () => never)];
  const spaces = new SpaceReports([...broken, files], clock);
  const watch = createWatch({ drivers: new Drivers({ storage: [...broken, files], hypervisors: [hypervisor] }), spaces, clock, bootId: () => 'boot-1', changes: new Changes() });
  const updates: StatusUpdateMessage[] = [];
  const stop = new AbortController();
  const watching = watch({ hypervisors: [], volume_groups: ['xenvg'], directories: ['/srv'], heartbeat_seconds: 5, every_volume_group: false, exclusive_storage: false }, (update) => void updates.push(update), stop.signal);
  const until = async (count: number, seconds: number): Promise<void> => {
    for (let tries = 0; updates.length < count && tries < 200; tries += 1) {
      clock.advance(seconds / 10);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  await until(1, 5);
  expect(updates[0]).toMatchObject({ full: true, resources: { memory_total: 8192, storage: [space('/srv')] } });
  await until(3, 5);
  expect(updates.length).toBeGreaterThanOrEqual(3);
  stop.abort();
  await watching;
  await hypervisor.close();
  simulator.close();
  rmSync(dir, { recursive: true, force: true });
});
