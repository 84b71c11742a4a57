/** What two ends of a mirror are like, and what happens to them. */
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

/** The two ends that talk right now, or null. */
export function connectedPeer(link: Link, node: string): string | null {
  const end = link.ends[node];
  if (!end?.up || end.net === null) return null;
  const peer = link.ends[end.net.peer];
  if (!peer?.up || peer.net === null) return null;
  const same = peer.net.peer === node && peer.net.port === end.net.port && peer.net.secret === end.net.secret;
  return same ? end.net.peer : null;
}

/** Both have a disk in use and talk. */
export function mirrors(link: Link, a: string, b: string): boolean {
  return connectedPeer(link, a) === b && link.ends[a]?.attached === true && link.ends[b]?.attached === true;
}

export function withEnd(link: Link, node: string, end: LinkEnd): Link {
  return { ...link, ends: { ...link.ends, [node]: end } };
}
