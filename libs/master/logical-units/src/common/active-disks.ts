import type { RunContext } from '@ganeti/master-jobs';
import { assembleDisks, shutdownDisks, type UseOptions } from './disk-steps';
import { disksOf } from './instance-state';
import { instanceBy } from './lookup';

/** Do some work on the disks of an instance; disks that were not active are so for the duration of it only. */
export async function withActiveDisks(
  cx: RunContext,
  instance: string,
  wereActive: boolean,
  work: () => Promise<void>,
  tolerate?: UseOptions['tolerate'],
): Promise<void> {
  if (wereActive) return work();
  const { name, primary_node: primary } = instanceBy(cx.config, instance);
  const use = { owner: name, primary, tolerate };
  await assembleDisks(cx, disksOf(cx.config, instance), { ...use, prefix: 'temporary-' });
  await work();
  await shutdownDisks(cx, disksOf(cx.config, instance), { ...use, prefix: 'temporary-', undo: false });
}
