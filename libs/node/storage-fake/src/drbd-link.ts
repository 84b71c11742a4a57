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
import { OpExecError } from '@ganeti/errors';

export interface LinkDisk {
  /** Identity of the metadata: other metadata means other data. */
  readonly id: string;
  /** File with the data. */
  readonly path: string;
  /** Generation of the data; empty: never written. */
  readonly current: string;
  /** Generations this data grew out of, newest first. */
  readonly history: readonly string[];
  readonly consistent: boolean;
  /** MiB a cut-off sync still owes. */
  readonly owed: number;
  /** When this data began to be written without the peer. */
  readonly apartSince: number | null;
}

export interface LinkNet {
  readonly peer: string;
  readonly port: number;
  readonly secret: string;
  readonly dual: boolean;
}

export interface LinkEnd {
  readonly minor: number;
  readonly size: number;
  /** Path a guest opens. */
  readonly device: string;
  readonly up: boolean;
  readonly role: 'primary' | 'secondary';
  readonly net: LinkNet | null;
  readonly disk: LinkDisk | null;
  /** False: the disk's metadata is known, but the disk is not in use. */
  readonly attached: boolean;
}

export interface LinkSync {
  readonly source: string;
  readonly target: string;
  readonly total: number;
  /** Copied until `since`. */
  readonly done: number;
  readonly since: number;
  /** Ends that paused it. */
  readonly paused: readonly string[];
}

export interface Link {
  readonly ends: Readonly<Record<string, LinkEnd>>;
  readonly sync: LinkSync | null;
}

export const emptyLink: Link = { ends: {}, sync: null };

export type LinkEvent =
  | { readonly type: 'configure'; readonly minor: number; readonly size: number; readonly device: string }
  /** `fresh`: new metadata even if this disk was known. */
  | { readonly type: 'attach'; readonly id: string; readonly path: string; readonly fresh: boolean }
  | { readonly type: 'detach' }
  | { readonly type: 'connect'; readonly net: LinkNet }
  | { readonly type: 'disconnect' }
  /** `force`: also without good data; what is there becomes the good data. */
  | { readonly type: 'promote'; readonly force: boolean }
  | { readonly type: 'demote' }
  | { readonly type: 'pause'; readonly pause: boolean }
  | { readonly type: 'resize'; readonly size: number }
  /** Configuration gone, metadata stays on the disk. */
  | { readonly type: 'down' }
  /** Metadata gone too. */
  | { readonly type: 'forget' };

/** What must happen to the bytes, in this order. */
export type LinkEffect =
  /** `target` becomes the same bytes as `source` and stays so. */
  | { readonly type: 'share'; readonly source: string; readonly target: string }
  /** `path` keeps the bytes of now for itself. */
  | { readonly type: 'split'; readonly path: string };

export interface LinkWorld {
  readonly now: number;
  /** MiB/s */
  readonly rate: number;
  newGeneration(): string;
}

export interface Applied {
  readonly link: Link;
  readonly effects: readonly LinkEffect[];
  /** The ends refused each other; both are standalone now. */
  readonly refusal: string | null;
}

/** MiB a running guest is taken to write per second while its mirror is apart. */
const WRITE_RATE = 10;
const HISTORY = 8;

/** The two ends that talk right now, or null. */
export function connectedPeer(link: Link, node: string): string | null {
  const end = link.ends[node];
  if (!end?.up || end.net === null) return null;
  const peer = link.ends[end.net.peer];
  if (!peer?.up || peer.net === null) return null;
  const same = peer.net.peer === node && peer.net.port === end.net.port && peer.net.secret === end.net.secret;
  return same ? end.net.peer : null;
}

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

/** Ends a sync whose time is over. */
export function settle(link: Link, world: Pick<LinkWorld, 'now' | 'rate'>): Link {
  const { sync } = link;
  if (sync === null || copied(sync, world) < sync.total) return link;
  const [source, target] = [link.ends[sync.source]?.disk, link.ends[sync.target]];
  if (!source || !target?.disk) return { ...link, sync: null };
  const disk: LinkDisk = { ...target.disk, current: source.current, history: source.history, consistent: true, owed: 0, apartSince: null };
  const healed = withEnd({ ...link, sync: null }, sync.target, { ...target, disk });
  const from = healed.ends[sync.source] as LinkEnd;
  return withEnd(healed, sync.source, { ...from, disk: { ...source, apartSince: null } });
}

/** MiB copied so far. */
export function copied(sync: LinkSync, { now, rate }: Pick<LinkWorld, 'now' | 'rate'>): number {
  if (sync.paused.length > 0) return sync.done;
  return Math.min(sync.total, sync.done + Math.max(0, now - sync.since) * rate);
}

/** The file whose bytes an end shows: its own disk's, or the peer's if it has none. */
export function readable(link: Link, node: string): string | null {
  const end = link.ends[node];
  if (end?.up !== true) return null;
  if (end.attached && end.disk !== null) return end.disk.path;
  const peer = link.ends[connectedPeer(link, node) ?? ''];
  return peer?.attached === true ? (peer.disk?.path ?? null) : null;
}

function change(link: Link, node: string, event: LinkEvent, world: LinkWorld): Link {
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

/** Looks at a pair of which one end has just changed: what began or ended between them. */
function meet(before: Link, applied: Applied, node: string, peer: string, world: LinkWorld): Applied {
  const was = mirrors(before, node, peer);
  const is = mirrors(applied.link, node, peer);
  const met = connectedPeer(before, node) !== peer && connectedPeer(applied.link, node) === peer;
  if (was && !is) return part(before, applied, node, peer, world);
  if (met || (is && !was)) return handshake(applied, node, peer, world);
  return applied;
}

/** Both have a disk in use and talk. */
function mirrors(link: Link, a: string, b: string): boolean {
  return connectedPeer(link, a) === b && link.ends[a]?.attached === true && link.ends[b]?.attached === true;
}

function part(before: Link, applied: Applied, node: string, peer: string, world: LinkWorld): Applied {
  let { link } = applied;
  const { sync } = before;
  if (sync !== null) {
    const target = link.ends[sync.target];
    if (target?.disk) link = withEnd(link, sync.target, { ...target, disk: { ...target.disk, owed: sync.total - copied(sync, world) } });
    link = { ...link, sync: null };
  }
  const paths = [before.ends[node]?.disk?.path, before.ends[peer]?.disk?.path];
  // The primary keeps the file that its guest has open; the other one gets a copy.
  const split = before.ends[node]?.role === 'primary' ? paths[1] : paths[0];
  return { ...applied, link, effects: split === undefined ? applied.effects : [...applied.effects, { type: 'split', path: split }] };
}

function handshake(applied: Applied, node: string, peer: string, world: LinkWorld): Applied {
  const { link } = applied;
  const [a, b] = [link.ends[node] as LinkEnd, link.ends[peer] as LinkEnd];
  const refuse = (refusal: string): Applied => {
    const alone = withEnd(withEnd(link, node, { ...a, net: null }), peer, { ...b, net: null });
    return { ...applied, link: alone, refusal };
  };
  if (a.role === 'primary' && b.role === 'primary' && !(a.net?.dual === true && b.net?.dual === true)) {
    return refuse('both ends are primary and two primaries are not allowed');
  }
  if (!mirrors(link, node, peer)) return applied;
  const [x, y] = [a.disk as LinkDisk, b.disk as LinkDisk];
  const verdict = compare(x, y, Math.max(a.size, b.size), world.now);
  if (verdict === 'unrelated') return refuse('the two copies have nothing in common');
  if (verdict === 'split-brain') return refuse('the two copies were written independently (split brain); give one of them up');
  if (verdict === 'nothing') return applied;
  if (verdict === 'same') return share(applied, link, a.role === 'primary' ? node : peer, a.role === 'primary' ? peer : node);
  const [source, target] = verdict.ahead === 'first' ? [node, peer] : [peer, node];
  const end = link.ends[target] as LinkEnd;
  if (end.role === 'primary' && end.disk?.consistent === true) return refuse('the primary end has older data than the other one');
  return share(applied, startSync(link, source, target, verdict.amount, world), source, target);
}

type Verdict = 'same' | 'nothing' | 'unrelated' | 'split-brain' | { readonly ahead: 'first' | 'second'; readonly amount: number };

/** Who is ahead and how much is to be copied, from the generations alone. */
function compare(x: LinkDisk, y: LinkDisk, size: number, now: number): Verdict {
  if (!x.consistent && !y.consistent) return 'nothing';
  const written = (disk: LinkDisk): number => (disk.apartSince === null ? 0 : Math.ceil((now - disk.apartSince) * WRITE_RATE));
  const resync = (source: LinkDisk, target: LinkDisk): number => {
    const known = target.current !== '' && (target.current === source.current || source.history.includes(target.current));
    return known ? Math.min(size, Math.max(1, target.owed + written(source))) : size;
  };
  if (!y.consistent) return { ahead: 'first', amount: resync(x, y) };
  if (!x.consistent) return { ahead: 'second', amount: resync(y, x) };
  if (x.current === y.current) return 'same';
  if (x.history.includes(y.current)) return { ahead: 'first', amount: resync(x, y) };
  if (y.history.includes(x.current)) return { ahead: 'second', amount: resync(y, x) };
  return x.history.some((generation) => y.history.includes(generation)) ? 'split-brain' : 'unrelated';
}

function startSync(link: Link, source: string, target: string, total: number, world: LinkWorld): Link {
  const from = link.ends[source]?.disk;
  const to = link.ends[target];
  if (!from || !to?.disk) return link;
  const disk: LinkDisk = { ...to.disk, current: from.current, history: from.history, consistent: false, owed: total, apartSince: null };
  return { ...withEnd(link, target, { ...to, disk }), sync: { source, target, total, done: 0, since: world.now, paused: [] } };
}

function share(applied: Applied, link: Link, source: string, target: string): Applied {
  const [from, to] = [link.ends[source]?.disk?.path, link.ends[target]?.disk?.path];
  if (from === undefined || to === undefined) return { ...applied, link };
  return { ...applied, link, effects: [...applied.effects, { type: 'share', source: from, target: to }] };
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

function withEnd(link: Link, node: string, end: LinkEnd): Link {
  return { ...link, ends: { ...link.ends, [node]: end } };
}

export interface EndView {
  readonly connection: string;
  /** 0 to 100; -1: no sync. */
  readonly syncPercent: number;
  /** Seconds; -1: unknown. */
  readonly estimate: number;
  readonly localDisk: 'ok' | 'syncing' | 'faulty';
  readonly degraded: boolean;
}

/** What `/proc/drbd` would say at this end. */
export function view(link: Link, node: string, world: Pick<LinkWorld, 'now' | 'rate'>): EndView {
  const settled = settle(link, world);
  const end = settled.ends[node];
  const peerName = connectedPeer(settled, node);
  const peer = settled.ends[peerName ?? ''];
  const good = end?.attached === true && end.disk?.consistent === true;
  const sync = settled.sync !== null && (settled.sync.source === node || settled.sync.target === node) ? settled.sync : null;
  if (sync === null) {
    const peerGood = peer?.attached === true && peer.disk?.consistent === true;
    const connection = peerName !== null ? 'connected' : end?.net ? 'wfconnection' : 'standalone';
    return { connection, syncPercent: -1, estimate: -1, localDisk: good ? 'ok' : 'faulty', degraded: !(good && peerGood) };
  }
  const isSource = sync.source === node;
  const running = sync.paused.length === 0;
  const done = copied(sync, world);
  return {
    connection: running ? (isSource ? 'syncsource' : 'synctarget') : isSource ? 'pausedsyncs' : 'pausedsynct',
    syncPercent: (done * 100) / sync.total,
    estimate: running ? (sync.total - done) / world.rate : -1,
    localDisk: isSource ? 'ok' : 'syncing',
    degraded: true,
  };
}
