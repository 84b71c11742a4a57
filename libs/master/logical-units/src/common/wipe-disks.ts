import type { RunContext } from '@ganeti/master-jobs';
import { deviceMessage, type DiskData } from './devices';
import { pauseSync } from './pause-sync';

const wipeSeconds = 24 * 3600;

/** Overwrites active disks with zeros, so that nobody reads what was there before. */
export async function wipeDisks(cx: RunContext, disks: readonly DiskData[], primary: string): Promise<void> {
  await pauseSync(cx, disks, primary, 'wipe', async () => {
    for (const disk of disks) {
      const index = disk.iv_name.slice('disk/'.length);
      cx.log(`* wiping disk ${index}`);
      const device = deviceMessage(cx.config, disk);
      await cx.call(`wipe-disk-${index}`, primary, 'Blocks.Wipe', { device, offset: 0, size: disk.size }, { timeoutSeconds: wipeSeconds });
    }
  });
}
