/** A stopped instance leaves the cluster. Cannot be taken back. */
import type { RunContext } from '@ganeti/master-jobs';
import type { Disk, Instance } from '@ganeti/objects';
import { removeFrozen } from './instance-snapshots';
import { removeDisks, shutdownDisks, type RemoveOptions } from './disk-steps';

/** Its disks, and their snapshots. Steps: shutdown-disk-…, snapshot-…-remove-disk-N, remove-disk-…. */
export async function dismantle(cx: RunContext, instance: Pick<Instance, 'name' | 'primary_node' | 'snapshots'>, disks: readonly Disk[], { tolerate }: RemoveOptions): Promise<void> {
  await shutdownDisks(cx, disks, { owner: instance.name, primary: instance.primary_node, tolerate, leave: () => true, undo: false });
  for (const snapshot of instance.snapshots ?? []) {
    await removeFrozen(cx, instance.primary_node, disks, snapshot, { prefix: `snapshot-${snapshot.name}-`, tolerate: tolerate?.(instance.primary_node) });
  }
  await removeDisks(cx, disks, { tolerate });
}

/** What the configuration knows of it. Step: remove. */
export async function forget(cx: RunContext, instance: string, disks: readonly Disk[]): Promise<void> {
  await cx.update(
    'remove',
    (tx) => {
      tx.remove('instance', instance);
      for (const disk of disks) tx.remove('disk', disk.uuid);
    },
    { undo: false },
  );
}
