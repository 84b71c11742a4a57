/** Binds a guest's processors to the host's, by `taskset` on QEMU's threads. */
import { cpuList, parseCpuMask } from '@ganeti/node-hypervisor';
import { OpExecError } from '@ganeti/errors';
import type { ProcessRunner } from '@ganeti/runtime';
import type { LiveGuest } from './live-guest';

/** Throws OpExecError when the host has not such processors, or the mask does not fit the guest. */
export async function pin(guest: LiveGuest, mask: string, runner: ProcessRunner): Promise<void> {
  const sets = parseCpuMask(mask);
  if (sets.length === 1) {
    // The whole process: also what works for the guest beside its processors.
    if (sets[0] !== null) await taskset(runner, guest.name, ['-a', '-p', '-c', cpuList(sets[0] ?? null), String(guest.pid)]);
    return;
  }
  const threads = await guest.qmp.execute<{ 'cpu-index': number; 'thread-id': number }[]>('query-cpus-fast');
  if (sets.length !== threads.length) {
    throw new OpExecError(`Instance ${guest.name}: cpu_mask names ${sets.length} processors, but the guest has ${threads.length}; name each, or one set for all`);
  }
  for (const { 'cpu-index': index, 'thread-id': thread } of threads) {
    const set = sets[index] ?? null;
    if (set !== null) await taskset(runner, guest.name, ['-p', '-c', cpuList(set), String(thread)]);
  }
}

async function taskset(runner: ProcessRunner, name: string, args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await runner.run('taskset', args, { env: { PATH: '/sbin:/bin:/usr/sbin:/usr/bin' }, timeoutSeconds: 30 });
  if (exitCode !== 0) throw new OpExecError(`Instance ${name} cannot be bound to processors: ${stderr.trim()}`);
}
