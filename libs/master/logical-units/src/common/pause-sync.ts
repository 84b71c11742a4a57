import type { RunContext } from '@ganeti/master-jobs';
import { deviceMessage, type DiskData } from './devices';

/** Hold up the synchronisation of mirrors while `work` uses the disks heavily. It goes on afterwards, also when the run fails. */
export async function pauseSync(
  cx: RunContext,
  disks: readonly DiskData[],
  node: string,
  step: string,
  work: () => Promise<void>,
): Promise<void> {
  const devices = disks.filter((disk) => disk.dev_type === 'drbd').map((disk) => deviceMessage(cx.config, disk));
  if (devices.length === 0) return work();
  await cx.call(`${step}-pause-sync`, node, 'Blocks.PauseSync', { devices, pause: true }, {
    undo: [{ node, method: 'Blocks.PauseSync', request: { devices, pause: false } }],
  });
  await work();
  await cx.call(`${step}-resume-sync`, node, 'Blocks.PauseSync', { devices, pause: false });
}
