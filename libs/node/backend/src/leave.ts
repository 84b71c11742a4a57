/** The node is taken out of the cluster: it forgets it, so that it obeys nobody and can be added to any cluster later. */
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { syncDirectory, type Clock, type Paths } from '@ganeti/runtime';

/** Seconds until the daemon ends: the answer goes out before. */
const END_SECONDS = 0.5;

/** May be repeated. Disks, logs and the administrator's own files stay. Throws OpExecError on a master. */
export async function leaveCluster(paths: Paths, clock: Clock, onLeave: (() => void) | undefined): Promise<void> {
  if (existsSync(paths.caKey)) {
    throw new OpExecError(`${paths.caKey} is on this machine: it is the master, and cannot leave its cluster`);
  }
  const names = await readdir(paths.dataDir).catch(() => []);
  const values = names.filter((name) => name.startsWith('ssconf_')).map((name) => join(paths.dataDir, name));
  const own = [paths.configCopy, `${paths.configCopy}.backup`, paths.rapiBundle, paths.nodedState, `${paths.nodeBundle}.new-key`, paths.caCertificate, paths.nodeBundle];
  // The certificate last: while it is there, the call can be made again.
  for (const path of [...values, ...own]) await rm(path, { recursive: true, force: true });
  if (names.length > 0) await syncDirectory(paths.dataDir);
  if (onLeave !== undefined) clock.after(END_SECONDS, onLeave);
}
