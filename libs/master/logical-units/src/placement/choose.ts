/** The default choice of nodes: the most free, primary and secondary apart. */
import type { ConfigView } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import type { Node } from '@ganeti/objects';
import type { Needs } from './placement';

/** What is free on a node when everything that is promised has been taken off. MiB. */
export interface Room {
  readonly memory: number;
  readonly memoryTotal: number;
  readonly volumes: Readonly<Record<string, number>>;
}

/** Nodes that may get something new: online, not drained, allowed to run instances, heard of, in a group that takes instances. */
export function candidates(view: ConfigView, live: LiveView, group: string | null): Node[] {
  const open = (node: Node): boolean => {
    const policy = view.get('nodegroup', node.group)?.alloc_policy;
    return group === null ? policy !== 'unallocable' : node.group === group;
  };
  return [...view.all('node')].filter(
    (node) => !node.offline && !node.drained && node.vm_capable && open(node) && live.node(node.uuid).resources !== null,
  );
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

/** Greater is better: the scarcer of memory and disk space that would be left, as a share of the whole. */
export function score(room: Room, needs: Needs): number {
  const memory = room.memoryTotal > 0 ? (room.memory - needs.memory) / room.memoryTotal : 0;
  const space = Object.entries(needs.volumeSpace).map(([group, size]) => {
    const free = room.volumes[group] ?? 0;
    return free > 0 ? (free - size) / free : -1;
  });
  return Math.min(memory, ...space);
}
