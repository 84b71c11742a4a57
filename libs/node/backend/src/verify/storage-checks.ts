/** What storage drivers tell of a node. What keeps one from telling becomes a finding, and the others are asked nevertheless. */
import type { NodeRequest } from '@ganeti/node-api';
import type { BlockDeviceDriver } from '@ganeti/node-storage';
import type { Paths } from '@ganeti/runtime';
import { Drivers } from '../drivers';
import type { SpaceReports } from '../space-reports';
import { findings, type Finding } from './finding';

export interface StorageSurvey {
  readonly findings: readonly Finding[];
  readonly volumes: Awaited<ReturnType<BlockDeviceDriver['listVolumes']>>;
  /** Of DRBD, in use. */
  readonly minors: readonly number[];
}

export async function surveyStorage(drivers: Drivers, spaces: SpaceReports, paths: Paths, { volume_groups = [], directories = [] }: NodeRequest<'Node.Verify'>): Promise<StorageSurvey> {
  const { all, find } = findings();
  const found = await spaces.of([...volume_groups, ...directories]);
  const broken = new Map<BlockDeviceDriver, string>();
  for (const driver of drivers.storage) {
    const problem = spaces.problem(driver);
    if (problem !== null) broken.set(driver, problem);
  }
  const askable = new Drivers({ storage: drivers.storage.filter((driver) => !spaces.hangs(driver)), hypervisors: [] });
  const ask = <T>(tell: (driver: BlockDeviceDriver) => Promise<readonly T[] | undefined>): Promise<T[]> =>
    askable.allStorage(async (driver) => (await tell(driver)) ?? [], (driver, error) => void broken.set(driver, error.message));

  const volumes = await ask((driver) => driver.listVolumes(volume_groups));
  const minors = await ask(async (driver) => driver.mirror?.usedMinors());
  for (const { type, item, message } of await ask(async (driver) => (await driver.problems?.())?.map((problem) => ({ type: driver.types[0] ?? '', ...problem })))) find(type, item, message);
  const groups = volume_groups.length === 0 ? [] : await ask(async (driver) => driver.units?.list('lvm-vg'));
  for (const { name, problem } of groups) {
    if (problem !== '' && volume_groups.includes(name)) find('volume-group', name, `volume group ${name}: ${problem}; see gnt node repair-storage`);
  }
  for (const [{ types }, problem] of broken) find('storage', types[0] ?? '', `nothing is known of disks of type ${types.join(', ')}: ${problem}`);

  const silent = new Set([...broken.keys()].flatMap(({ types }) => types));
  for (const group of silent.has('plain') ? [] : volume_groups) {
    if (!found.some(({ name }) => name === group)) find('volume-group', group, `volume group ${group} does not exist on this node`);
  }
  for (const directory of silent.has('file') || silent.has('sharedfile') ? [] : directories) {
    if (found.some(({ name }) => name === directory)) continue;
    find('directory', directory, `${directory} cannot hold file disks on this node: it does not exist, or is not listed in ${paths.fileStoragePaths}`);
  }
  return { findings: all, volumes, minors };
}
