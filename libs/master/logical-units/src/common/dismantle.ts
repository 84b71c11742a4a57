/** A stopped instance leaves the cluster. Cannot be taken back. */
import type { RunContext } from '@ganeti/master-jobs';
import type { Disk, Instance } from '@ganeti/objects';
import { removeDisks, shutdownDisks, type RemoveOptions } from './disk-steps';

/** Its disks. Steps: shutdown-disk-…, remove-disk-…. */
export async function dismantle(cx: RunContext, instance: Pick<Instance, 'name' | 'primary_node'>, disks: readonly Disk[], { tolerate }: RemoveOptions): Promise<void> {
  await shutdownDisks(cx, disks, { owner: instance.name, primary: instance.primary_node, tolerate, undo: false });
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
