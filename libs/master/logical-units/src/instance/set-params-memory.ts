/** Memory of the running guest. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext, RunContext } from '@ganeti/master-jobs';
import type { Instance } from '@ganeti/objects';
import { instanceMessage } from '../common/instance-message';
import { instanceBy } from '../common/lookup';
import { beOf } from '../common/params';

/** MiB */
export type MemoryChange = { readonly from: number; readonly to: number };

/** `now`: MiB it has; null: it does not run. Throws OpPrereqError. */
export function runtimeMemory(cx: CheckContext, instance: Instance, wanted: number, now: number | null): MemoryChange {
  if (now === null) throw new OpPrereqError(`Instance ${instance.name} does not run, so its running memory cannot be changed`, 'wrong_state');
  const { minmem, maxmem } = beOf(cx.config, instance);
  if (wanted < minmem || wanted > maxmem) {
    throw new OpPrereqError(`Running memory of instance ${instance.name} has to be between ${minmem} and ${maxmem} MiB, not ${wanted}`, 'wrong_input');
  }
  const free = cx.live.node(instance.primary_node).resources?.memory_free ?? 0;
  if (wanted - now > free) {
    throw new OpPrereqError(`The node of instance ${instance.name} has ${free} MiB free; ${wanted - now} MiB more are wanted`, 'insufficient_resources');
  }
  return { from: now, to: wanted };
}

export async function setMemory(cx: RunContext, uuid: string, primary: string, memory: MemoryChange): Promise<void> {
  const instance = instanceMessage(cx.config, instanceBy(cx.config, uuid));
  await cx.call('memory', primary, 'Instances.SetMemory', { instance, memory: memory.to }, {
    undo: [{ node: primary, method: 'Instances.SetMemory', request: { instance, memory: memory.from } }],
  });
}
