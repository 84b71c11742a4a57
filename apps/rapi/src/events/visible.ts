/** Which events somebody gets to see. */
import type { MasterEvent } from '@ganeti/master-api';
import { BoundedMap } from '../access/bounded-map';
import type { Guard } from '../access/guard';
import type { Principal } from '../access/rights';
import type { ObjectFacts } from '../access/roles';

export const eventKinds = ['job', 'instance', 'node', 'group', 'network', 'filter', 'cluster'] as const;
export type EventKind = (typeof eventKinds)[number];

/** Whether there can be any such events for them. One's own jobs are always there. */
export function maySee(user: Principal | null, kind: EventKind): boolean {
  if (user === null || user.readsEverything || kind === 'job') return true;
  return kind === 'filter' || kind === 'cluster' ? user.everywhere(`${kind}.read`) : user.anywhere(`${kind}.read`);
}

/** Judges events one by one; what was found out about a job is remembered. */
export function visibility(guard: Guard, user: Principal | null): (event: MasterEvent) => boolean | Promise<boolean> {
  if (user === null || user.readsEverything) return () => true;
  const jobs = new BoundedMap<Promise<boolean>>(1000);
  return (event) => {
    const { kind, name, access } = event;
    if (kind === 'reset' || user.everywhere(`${kind}.read`)) return true;
    if (kind === 'filter' || kind === 'cluster') return false;
    if (kind !== 'job') {
      const object: ObjectFacts = { kind, name: String(name), tags: access.tags ?? [], groups: access.groups ?? [] };
      return user.on(`${kind}.read`, object);
    }
    let known = jobs.get(String(name));
    if (known === undefined) {
      const id = Number(name);
      known = guard.visibleJobs(user, 'job.read', [id]).then((visible) => visible.has(id));
      jobs.set(String(name), known);
      known.catch(() => jobs.delete(String(name)));
    }
    return known;
  };
}
