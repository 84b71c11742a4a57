/** Two ends meet, find out who has the newer data, and part again. */
import { connectedPeer, mirrors, withEnd, type Applied, type Link, type LinkDisk, type LinkEnd, type LinkWorld } from './state';
import { copied, startSync } from './sync';

/** MiB a running guest is taken to write per second while its mirror is apart. */
const WRITE_RATE = 10;

/** Looks at a pair of which one end has just changed: what began or ended between them. */
export function meet(before: Link, applied: Applied, node: string, peer: string, world: LinkWorld): Applied {
  const was = mirrors(before, node, peer);
  const is = mirrors(applied.link, node, peer);
  const met = connectedPeer(before, node) !== peer && connectedPeer(applied.link, node) === peer;
  if (was && !is) return part(before, applied, node, peer, world);
  if (met || (is && !was)) return handshake(applied, node, peer, world);
  return applied;
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

function share(applied: Applied, link: Link, source: string, target: string): Applied {
  const [from, to] = [link.ends[source]?.disk?.path, link.ends[target]?.disk?.path];
  if (from === undefined || to === undefined) return { ...applied, link };
  return { ...applied, link, effects: [...applied.effects, { type: 'share', source: from, target: to }] };
}
