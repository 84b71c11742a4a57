import { OpExecError } from '@ganeti/errors';
import type { RunContext } from '@ganeti/master-jobs';
import { childMessage, deviceMessage, type DiskData } from './devices';
import { nodeName } from './lookup';

/**
 * Before disks are made under names that are known: nothing of these names may be there, since making them takes over what
 * exists, and taking that back would remove it. Throws OpExecError that names each device that is there. A step of its own (`absent`).
 */
export async function ensureAbsent(cx: RunContext, disks: readonly DiskData[]): Promise<void> {
  const found = await cx.record('absent', async () => {
    const there: string[] = [];
    for (const disk of disks) {
      const devices = [deviceMessage(cx.config, disk), ...disk.children.map((child) => childMessage(cx.config, disk, child))];
      for (const node of disk.nodes) {
        const { status } = await cx.read(node, 'Blocks.Status', { devices });
        const path = status.find(({ exists }) => exists)?.path;
        if (path !== undefined) there.push(`${disk.iv_name} on node ${nodeName(cx.config, node)}${path === '' ? '' : ` (${path})`}`);
      }
    }
    return there;
  });
  if (found.length > 0) throw new OpExecError(`Not made, because it exists: ${found.join(', ')}; remove it there first, or use it as it is`);
}
