/** Whether a node has room for an instance. */
import type { Needs } from './placement';

/** What is free on a node when everything that is promised has been taken off. MiB. */
export interface Room {
  readonly memory: number;
  readonly memoryTotal: number;
  readonly volumes: Readonly<Record<string, number>>;
}

/** Why a node has no room for an instance; null: it has. */
export function lacking(room: Room, needs: Needs, asPrimary: boolean): string | null {
  // A secondary has to be able to take over, but may lend its memory to others until then.
  if (asPrimary && room.memory < needs.memory) return `${needs.memory} MiB of memory needed, ${room.memory} MiB free`;
  for (const [group, size] of Object.entries(needs.volumeSpace)) {
    const free = room.volumes[group];
    if (free === undefined) return `it has no volume group ${group}`;
    if (free < size) return `${size} MiB needed in volume group ${group}, ${free} MiB free`;
  }
  return null;
}
