import type { RunContext } from '@ganeti/master-jobs';
import { assembleDisks, shutdownDisks, type UseOptions } from './disk-steps';
import { diskBy, instanceBy } from './lookup';
import type { DiskData } from './devices';

/**
 * Do some work on disks of an instance. Disks that were not active are so for the duration of it only. `disks`: as they were
 * before the work, which may change them; the plan has to hold them.
 */
export async function withActiveDisks(
  cx: RunContext,
  instance: string,
  disks: readonly DiskData[],
  wereActive: boolean,
  work: () => Promise<void>,
  tolerate?: UseOptions['tolerate'],
): Promise<void> {
  if (wereActive) return work();
  const { name, primary_node: primary } = instanceBy(cx.config, instance);
  const use = { owner: name, primary, tolerate };
  await assembleDisks(cx, disks, { ...use, prefix: 'temporary-' });
  await work();
  const after = disks.map(({ uuid }) => diskBy(cx.config, uuid));
  await shutdownDisks(cx, after, { ...use, prefix: 'temporary-', leave: () => true, undo: false });
}
