/** What an event does to the end it happens at. */
import { OpExecError } from '@ganeti/errors';
import { connectedPeer, withEnd, type Link, type LinkDisk, type LinkEnd, type LinkEvent, type LinkNet, type LinkWorld } from './state';
import { copied, startSync } from './sync';

/** Throws OpExecError when DRBD would refuse it. */
export function change(link: Link, node: string, event: LinkEvent, world: LinkWorld): Link {
  const end = link.ends[node];
  if (event.type === 'configure') {
    if (end?.up === true) return end.size >= event.size ? link : withEnd(link, node, { ...end, size: event.size });
    const { minor, size, device } = event;
    const disk = end?.disk ?? null;
    return withEnd(link, node, { minor, size, device, up: true, role: 'secondary', net: null, disk, attached: false });
  }
  if (event.type === 'forget') {
    const { [node]: _gone, ...ends } = link.ends;
    return end === undefined ? link : { ...link, ends };
  }
  if (event.type === 'down') {
    return end?.up === true ? withEnd(link, node, { ...end, up: false, role: 'secondary', net: null, attached: false }) : link;
  }
  if (end?.up !== true) throw new OpExecError('it is not active on this node; activate the disk first');
  switch (event.type) {
    case 'attach':
      return attach(link, node, end, event);
    case 'detach':
      return end.disk === null ? link : withEnd(link, node, { ...end, disk: null, attached: false });
    case 'connect':
      return connect(link, node, end, event.net);
    case 'disconnect':
      return end.net === null ? link : withEnd(link, node, { ...end, net: null });
    case 'promote':
      return promote(link, node, end, event.force, world);
    case 'demote':
      return end.role === 'secondary' ? link : withEnd(link, node, { ...end, role: 'secondary' });
    case 'pause':
      return pause(link, node, event.pause, world);
    case 'resize':
      return resize(link, node, end, event.size, world);
  }
}

function attach(link: Link, node: string, end: LinkEnd, event: LinkEvent & { type: 'attach' }): Link {
  const { id, path, fresh } = event;
  if (end.attached && end.disk?.id === id) return end.disk.path === path ? link : withEnd(link, node, { ...end, disk: { ...end.disk, path } });
  if (end.attached) throw new OpExecError('it has another disk already; detach that first');
  const known = !fresh && end.disk?.id === id ? { ...end.disk, path } : null;
  const disk: LinkDisk = known ?? { id, path, current: '', history: [], consistent: false, owed: 0, apartSince: null };
  return withEnd(link, node, { ...end, disk, attached: true });
}

function connect(link: Link, node: string, end: LinkEnd, net: LinkNet): Link {
  const old = end.net;
  if (old !== null && old.peer === net.peer && old.port === net.port && old.secret === net.secret && old.dual === net.dual) return link;
  const peer = link.ends[net.peer];
  const bothPrimary = end.role === 'primary' && peer?.role === 'primary' && connectedPeer(link, node) === net.peer;
  if (bothPrimary && !net.dual) throw new OpExecError('both ends are primary, which a single-primary connection does not allow; demote one first');
  return withEnd(link, node, { ...end, net });
}

function promote(link: Link, node: string, end: LinkEnd, force: boolean, world: LinkWorld): Link {
  if (end.role === 'primary') return link;
  const peer = link.ends[connectedPeer(link, node) ?? ''];
  if (peer?.role === 'primary' && !(end.net?.dual === true && peer.net?.dual === true)) {
    throw new OpExecError('the other end is primary; demote it first, or connect with two primaries allowed');
  }
  const disk = end.attached ? end.disk : null;
  const peerGood = peer?.attached === true && peer.disk?.consistent === true;
  if (disk?.consistent !== true && !peerGood) {
    if (disk === null || !force) throw new OpExecError('it has no up-to-date data here or at the other end; sync it from a good copy first');
    const history = [disk.current, ...disk.history].filter((generation) => generation !== '');
    const declared: LinkDisk = { ...disk, current: world.newGeneration(), history, consistent: true, owed: 0, apartSince: null };
    return withEnd(link, node, { ...end, role: 'primary', disk: declared });
  }
  return withEnd(link, node, { ...end, role: 'primary' });
}

function pause(link: Link, node: string, wanted: boolean, world: LinkWorld): Link {
  const { sync } = link;
  if (sync === null || (sync.source !== node && sync.target !== node) || sync.paused.includes(node) === wanted) return link;
  const paused = wanted ? [...sync.paused, node] : sync.paused.filter((other) => other !== node);
  return { ...link, sync: { ...sync, done: copied(sync, world), since: world.now, paused } };
}

/** The new part has to be copied too. */
function resize(link: Link, node: string, end: LinkEnd, size: number, world: LinkWorld): Link {
  if (size <= end.size) return link;
  const added = size - end.size;
  const resized = withEnd(link, node, { ...end, size });
  const peerName = connectedPeer(link, node);
  const peer = link.ends[peerName ?? ''];
  if (peerName === null || peer === undefined) return resized;
  const both = withEnd(resized, peerName, { ...peer, size: Math.max(size, peer.size) });
  if (both.sync !== null) {
    return { ...both, sync: { ...both.sync, total: both.sync.total + added, done: copied(both.sync, world), since: world.now } };
  }
  const [source, target] = end.role === 'primary' || peer.role !== 'primary' ? [node, peerName] : [peerName, node];
  return startSync(both, source, target, added, world);
}
