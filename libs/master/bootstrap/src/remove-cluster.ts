import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory, type Paths } from '@ganeti/runtime';
import { removeAll } from './or-nothing';

/**
 * This machine forgets the cluster that it was the master of; its daemons do not run. Users of the remote API, disks, exports, logs and
 * the administrator's settings stay. May be repeated.
 */
export async function removeCluster(paths: Paths): Promise<void> {
  const names = await readdir(paths.dataDir).catch(() => []);
  const values = names.filter((name) => name.startsWith('ssconf_')).map((name) => join(paths.dataDir, name));
  const own = [paths.configCopy, `${paths.configCopy}.backup`, paths.rapiTokens, paths.rapiBundle, paths.masterBundle, paths.nodeBundle, paths.caKey, paths.caCertificate, paths.nodedState];
  for (const path of [...values, ...own]) await rm(path, { recursive: true, force: true });
  // The database last: while it is there, it can be seen that there was a cluster.
  await removeAll(paths.stateDatabase);
  if (names.length > 0) await syncDirectory(paths.dataDir);
}
