import { dirname } from 'node:path';
import { existsSync } from 'node:fs';
import { forgetCluster, syncDirectory, type Paths } from '@ganeti/runtime';
import { removeAll } from './or-nothing';

/** This machine forgets the cluster that it was the master of; its daemons do not run. May be repeated. */
export async function removeCluster(paths: Paths): Promise<void> {
  await forgetCluster(paths, { master: true });
  // The database last: while it is there, it can be seen that there was a cluster.
  await removeAll(paths.stateDatabase);
  if (existsSync(paths.dataDir)) await syncDirectory(dirname(paths.stateDatabase));
}
