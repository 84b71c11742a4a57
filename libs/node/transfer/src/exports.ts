/** Exported instances on this node: a directory each, named after the instance, with config.ini and the dumps of its disks. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { directories } from '@ganeti/runtime';

/** Written last: a directory without it is an export that was never finished. */
const configFile = 'config.ini';

/** Names of the finished exports in a directory, sorted; none when there is no such directory. */
export async function listExports(dir: string): Promise<string[]> {
  const names = await directories(dir);
  const finished = await Promise.all(names.map((name) => access(join(dir, name, configFile)).then(() => true, () => false)));
  return names.filter((_, index) => finished[index]).sort();
}
