import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, DetachedLauncher, Paths, ProcessRunner } from '@ganeti/runtime';
import type { XenKind } from './parameters';
import { XenHypervisor } from './xen';

export interface CreateOptions {
  readonly kind: XenKind;
  readonly paths: Paths;
  readonly runner: ProcessRunner;
  readonly detached: DetachedLauncher;
  readonly clock: Clock;
}

export function createXenHypervisor({ kind, paths, runner, detached, clock }: CreateOptions): XenHypervisor {
  return new XenHypervisor({
    kind,
    runner,
    detached,
    clock,
    configDir: join(paths.root, '/etc/xen'),
    runDir: join(paths.runDir, 'xen-hypervisor'),
    logDir: join(paths.logDir, 'xen'),
    tls: { bundle: paths.nodeBundle, ca: paths.caCertificate },
    userShutdown: async () => (await readFile(paths.ssconf('enabled_user_shutdown'), 'utf8').catch(() => '')).trim() === 'True',
  });
}
