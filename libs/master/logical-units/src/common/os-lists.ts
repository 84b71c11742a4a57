import { OpPrereqError } from '@ganeti/errors';
import type { Cluster } from '@ganeti/objects';

/** An OS definition (or one variant of it) that nothing new may be installed with. Hidden ones may be used. Throws OpPrereqError. */
export function checkNotBlacklisted(cluster: Pick<Cluster, 'blacklisted_os'>, os: string): void {
  const [definition = ''] = os.split('+', 1);
  const listed = [os, definition].find((name) => cluster.blacklisted_os.includes(name));
  if (listed === undefined) return;
  throw new OpPrereqError(`OS ${listed} is blacklisted and cannot be installed; 'gnt-os modify --blacklisted=no ${listed}' takes it off the list`, 'wrong_state');
}
