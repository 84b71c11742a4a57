/** Metadata on its volume: made for one disk, and known again as that disk's by the identity written into it. */
import { createHash } from 'node:crypto';
import { CommandFailed, type Device } from '@ganeti/node-storage';
import type { Drbd } from './drbd';
import type { Side } from './side';

/** Makes the metadata, unless it is this disk's already: then what it tells of changed blocks is worth keeping. */
export async function ensureMetadata(drbd: Drbd, device: Device, side: Side, path: string): Promise<void> {
  const mark = markOf(device);
  if ((await readMark(drbd, side, path)) === mark) return;
  const { createArgs } = await drbd.syntax();
  await drbd.meta(side, path, 'create-md', ...createArgs);
  await drbd.meta(side, path, 'write-dev-uuid', mark);
}

/** Size it had when both ends last agreed, in MiB; 0: never. A disk must not be attached with less. */
export async function agreedSize(drbd: Drbd, side: Side, path: string): Promise<number> {
  const shown = await drbd.meta(side, path, 'show-gi');
  return Math.floor(Number(/last agreed size:.*\((\d+) sectors\)/.exec(shown)?.[1] ?? 0) / 2048);
}

/** 64 bits, as drbdmeta prints them. */
function markOf({ uuid, drbd }: Device): string {
  return createHash('sha256').update(uuid === '' ? `port-${drbd?.port}` : uuid).digest('hex').slice(0, 16).toUpperCase();
}

/** null: there is no metadata. */
async function readMark(drbd: Drbd, side: Side, path: string): Promise<string | null> {
  try {
    return (await drbd.meta(side, path, 'read-dev-uuid')).trim();
  } catch (error) {
    if (error instanceof CommandFailed) return null;
    throw error;
  }
}
