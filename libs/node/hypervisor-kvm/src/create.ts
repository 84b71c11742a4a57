import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostMemory } from '@ganeti/node-hypervisor';
import { HostNetwork } from '@ganeti/node-network';
import type { Clock, DetachedLauncher, Paths, ProcessRunner } from '@ganeti/runtime';
import { z } from 'zod';
import { KvmHypervisor } from './kvm';
import { QemuPrograms } from './qemu';
import { GuestUsers } from './users';

/** `kvm` of noded.json; the defaults are the places of Debian's packages. */
export const kvmSettings = z.strictObject({
  /** QEMU that must be installed; instances may name another one (kvm_path). */
  program: z.string().default('/usr/bin/kvm'),
  /** Rounds of copying memory after which a guest is switched over, where migration_caps has postcopy-ram. */
  postcopy_after_rounds: z.int().min(0).default(3),
  firmware: z
    .strictObject({
      code: z.string().default('/usr/share/OVMF/OVMF_CODE_4M.fd'),
      variables: z.string().default('/usr/share/OVMF/OVMF_VARS_4M.fd'),
      secureCode: z.string().default('/usr/share/OVMF/OVMF_CODE_4M.secboot.fd'),
      secureVariables: z.string().default('/usr/share/OVMF/OVMF_VARS_4M.ms.fd'),
    })
    .prefault({}),
});
export type KvmSettings = z.infer<typeof kvmSettings>;

export interface CreateOptions {
  readonly paths: Paths;
  readonly settings: KvmSettings;
  readonly runner: ProcessRunner;
  readonly detached: DetachedLauncher;
  readonly clock: Clock;
  /** Of the host; default: asked. */
  readonly memory?: () => Promise<HostMemory>;
}

export function createKvmHypervisor({ paths, settings, runner, detached, clock, memory }: CreateOptions): KvmHypervisor {
  const uidPool = join(paths.runDir, 'uid-pool');
  return new KvmHypervisor({
    paths: { runDir: join(paths.runDir, 'kvm-hypervisor'), dataDir: paths.dataDir, logDir: join(paths.logDir, 'kvm') },
    program: settings.program,
    postcopyAfterRounds: settings.postcopy_after_rounds,
    firmware: settings.firmware,
    spiceTls: { ca: join(paths.dataDir, 'spice-ca.pem'), bundle: join(paths.dataDir, 'spice.pem') },
    runner,
    detached,
    clock,
    network: new HostNetwork({ runner, configDir: paths.configDir }),
    programs: new QemuPrograms(runner),
    users: new GuestUsers({ lockDir: uidPool, pool: () => uidRanges(paths.ssconf('uid_pool')) }),
    ...(memory === undefined ? {} : { memory }),
  });
}

/** Of the ssconf value: a uid or a range `first-last` in each line. */
async function uidRanges(path: string): Promise<(readonly [number, number])[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split(/[\s,]+/).filter((part) => part !== '').map((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return [first, last] as const;
  });
}
