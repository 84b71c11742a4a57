import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from './files';
import { keepNodeNames } from './node-names';
import type { Paths } from './paths';

/** Keys that are on their way, and those that SPICE consoles show. */
const passing = ['server.pem.new-key', 'previous-keys', 'spice.pem', 'spice-ca.pem', 'cluster-domain-secret'];

/**
 * What a machine has as a node, and (with `master`) as the master of a cluster, but for the master's database. Users of the remote API,
 * disks, exports, logs and the administrator's settings stay. May be repeated.
 */
export async function forgetCluster(paths: Paths, { master }: { readonly master: boolean }): Promise<void> {
  const names = await readdir(paths.dataDir).catch(() => []);
  const values = names.filter((name) => name.startsWith('ssconf_') || passing.includes(name)).map((name) => join(paths.dataDir, name));
  const ofMaster = master ? [paths.rapiTokens, paths.masterBundle, paths.jobKeys, paths.caKey] : [];
  const own = [paths.configCopy, `${paths.configCopy}.backup`, paths.rapiBundle, paths.transferKeys, paths.nodedState, ...ofMaster];
  await keepNodeNames(paths.hosts, '');
  // The certificate last: while it is there, it can be seen that there is something to forget.
  for (const path of [...values, ...own, paths.caCertificate, paths.nodeBundle]) await rm(path, { recursive: true, force: true });
  if (names.length > 0) await syncDirectory(paths.dataDir);
}
