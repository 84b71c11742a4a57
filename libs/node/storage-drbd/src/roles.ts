/** Promoting, and meeting the peer: what takes until the other end has answered. */
import { OpExecError } from '@ganeti/errors';
import { deviceName, type Device } from '@ganeti/node-storage';
import type { Parts } from './assembly';
import type { Side } from './side';

/** Seconds the ends may take to find each other and compare what they have. */
const MEETING_SECONDS = 15;

export const splitBrainAdvice = (what: string): string =>
  `${what}: its two copies were written independently (split brain), so the ends do not connect. Nothing was discarded. Find out which copy is the ` +
  'good one, then replace the disks on the other node (gnt instance replace-disks: -p if the bad copy is on the primary node, -s if on the secondary)';

/** Throws OpExecError when it may not be written to. */
export async function promote({ drbd, watch }: Parts, device: Device, side: Side, force = false): Promise<void> {
  const name = deviceName(device);
  if ((await drbd.state()).get(side.resource)?.role === 'Primary') return;
  const line = (await drbd.syntax()).primary(side, force);
  try {
    await drbd.run(name, [line]);
  } catch (error) {
    // An end without good data of its own may be about to meet one that has.
    const { connection, disk } = (await drbd.state()).get(side.resource) ?? { connection: 'StandAlone', disk: 'Diskless' };
    if (connection === 'StandAlone' || disk === 'UpToDate') throw error;
    await watch.until(side.resource, (now) => now !== undefined && now.connection === 'Connected' && now.replication !== 'Off', MEETING_SECONDS);
    await drbd.run(name, [line]);
  }
}

/**
 * Waits until the ends have met. Throws OpExecError when they refuse each other. A peer that does not answer is waited for some
 * time, and then left to come later.
 */
export async function meetPeer({ drbd, watch }: Parts, device: Device, side: Side, attemptsBefore: number): Promise<'met' | 'waiting'> {
  const name = deviceName(device);
  await watch.until(
    side.resource,
    (now, { attempts, splitBrain }) => now !== undefined && ((now.connection === 'Connected' && now.replication !== 'Off') || (attempts > attemptsBefore && (splitBrain || now.connection === 'StandAlone'))),
    MEETING_SECONDS,
  );
  const now = (await drbd.state()).get(side.resource);
  if (watch.noted(side.resource).splitBrain) throw new OpExecError(splitBrainAdvice(name));
  if (now === undefined || now.connection === 'StandAlone') {
    throw new OpExecError(`${name}: the ends refuse to connect; look for the reason in the kernel log of both nodes (secret, protocol and parameters have to be the same, not both ends primary, and neither copy written without the other)`);
  }
  return now.connection === 'Connected' ? 'met' : 'waiting';
}
