/** Copying what the other end lacks takes its time. */
import { withEnd, type Link, type LinkDisk, type LinkEnd, type LinkSync, type LinkWorld } from './state';

export function startSync(link: Link, source: string, target: string, total: number, world: LinkWorld): Link {
  const from = link.ends[source]?.disk;
  const to = link.ends[target];
  if (!from || !to?.disk) return link;
  const disk: LinkDisk = { ...to.disk, current: from.current, history: from.history, consistent: false, owed: total, apartSince: null };
  return { ...withEnd(link, target, { ...to, disk }), sync: { source, target, total, done: 0, since: world.now, paused: [] } };
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
