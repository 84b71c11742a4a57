/**
 * The simulated mirror as a pure state machine: two ends, what each has on disk, and the wire between them. After DRBD 8.4:
 * generations of data tell who is ahead, a sync copies from the newer to the older, two ends written apart from each other
 * (split brain) refuse to talk. No I/O: `apply` answers the next state and what must happen to the bytes.
 *
 *   an end:   down -> up (configure) -> attached (disk) ; network off -> waiting -> connected ; secondary <-> primary
 *   a disk:   inconsistent -> uptodate, by a sync or by force
 *
 * Sizes MiB, times seconds.
 */
import { change } from './change';
import { meet } from './meeting';
import { connectedPeer, mirrors, withEnd, type Applied, type Link, type LinkEvent, type LinkWorld } from './state';
import { settle } from './sync';

export { connectedPeer, emptyLink, type Link, type LinkEvent, type LinkNet, type LinkWorld } from './state';
export { settle } from './sync';
export { readable, view } from './view';

const HISTORY = 8;

/** Carries out an event at one end. Throws OpExecError when DRBD would refuse it; then nothing has changed. */
export function apply(before: Link, node: string, event: LinkEvent, world: LinkWorld): Applied {
  const settled = settle(before, world);
  const peers = new Set([connectedPeer(settled, node)]);
  const changed = change(settled, node, event, world);
  if (changed === settled) return { link: settled, effects: [], refusal: null };
  peers.add(connectedPeer(changed, node));

  let applied: Applied = { link: changed, effects: [], refusal: null };
  for (const peer of peers) {
    if (peer !== null) applied = meet(settled, applied, node, peer, world);
  }
  return { ...applied, link: partWrites(settled, applied.link, node, world) };
}

/**
 * Data that can be written while the other copy cannot follow gets a new generation, once, at the moment this begins: a primary's
 * own disk, or the disk a primary without one writes to over the wire.
 */
function partWrites(before: Link, after: Link, node: string, world: LinkWorld): Link {
  let link = after;
  const touched = new Set([node, before.ends[node]?.net?.peer, after.ends[node]?.net?.peer]);
  for (const name of touched) {
    const end = name === undefined ? undefined : link.ends[name];
    if (name === undefined || !end?.disk || !writtenApart(link, name) || writtenApart(before, name)) continue;
    const { disk } = end;
    const history = [disk.current, ...disk.history].slice(0, HISTORY);
    link = withEnd(link, name, { ...end, disk: { ...disk, current: world.newGeneration(), history, apartSince: disk.apartSince ?? world.now } });
  }
  return link;
}

function writtenApart(link: Link, node: string): boolean {
  const end = link.ends[node];
  if (end?.up !== true || !end.attached || end.disk?.consistent !== true) return false;
  const peerName = connectedPeer(link, node);
  if (peerName !== null && mirrors(link, node, peerName)) return false;
  return end.role === 'primary' || (peerName !== null && link.ends[peerName]?.role === 'primary');
}
