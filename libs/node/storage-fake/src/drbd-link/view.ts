import { connectedPeer, type Link, type LinkWorld } from './state';
import { copied, settle } from './sync';

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

/** The file whose bytes an end shows: its own disk's, or the peer's if it has none. */
export function readable(link: Link, node: string): string | null {
  const end = link.ends[node];
  if (end?.up !== true) return null;
  if (end.attached && end.disk !== null) return end.disk.path;
  const peer = link.ends[connectedPeer(link, node) ?? ''];
  return peer?.attached === true ? (peer.disk?.path ?? null) : null;
}
