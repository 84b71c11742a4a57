/** The node is taken out of the cluster: it forgets it, so that it obeys nobody and can be added to any cluster later. */
import { existsSync } from 'node:fs';
import { OpExecError } from '@ganeti/errors';
import { forgetCluster, type Clock, type Paths } from '@ganeti/runtime';

/** Seconds until the daemon ends: the answer goes out before. */
const END_SECONDS = 0.5;

/** May be repeated. Disks, logs and the administrator's own files stay. Throws OpExecError on a master. */
export async function leaveCluster(paths: Paths, clock: Clock, onLeave: (() => void) | undefined): Promise<void> {
  if (existsSync(paths.caKey)) {
    throw new OpExecError(`${paths.caKey} is on this machine: it is the master, and cannot leave its cluster`);
  }
  await forgetCluster(paths, { master: false });
  if (onLeave !== undefined) clock.after(END_SECONDS, onLeave);
}
