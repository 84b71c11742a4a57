/** Reboots this machine hard: the kernel does it by itself, whatever state the rest is in. */
import { writeFile } from 'node:fs/promises';

const SYSRQ = '/proc/sys/kernel/sysrq';
const TRIGGER = '/proc/sysrq-trigger';

/** Throws when this process may not do it. Disks are not synced: who wants that reboots in the usual way. */
export async function resetMachine(): Promise<void> {
  await writeFile(SYSRQ, '1');
  await writeFile(TRIGGER, 'b');
}
