/** The doors: what a request has to show before its body is read. */
import { opcodes } from '@ganeti/opcodes';
import { HttpError } from '../http-error';
import type { Route } from '../routes';
import type { Guard } from './guard';
import { permitQuery, permitReading, readTarget, type ReadTarget } from './reading';
import type { Principal } from './rights';

const targets = new WeakMap<Route, ReadTarget>();

export function targetOf(route: Route): ReadTarget {
  let target = targets.get(route);
  if (target === undefined) targets.set(route, (target = readTarget(route.path)));
  return target;
}

/** Throws HttpError 403. `user` null: an anonymous reader, who gets only to routes for `anyone`. */
export function permit(guard: Guard, user: Principal | null, route: Route, path: Readonly<Record<string, string>>): void | Promise<void> {
  if (user?.everything === true) return undefined;
  switch (route.access) {
    case 'anyone':
      return user === null || user.readsEverything ? undefined : permitReading(guard, user, targetOf(route), Object.values(path));
    case 'read':
      if (user === null) throw new HttpError(403);
      return permitQuery(guard, user, route.path, Object.values(path));
    case 'job.cancel':
    case 'job.wait':
      if (user === null) throw new HttpError(403);
      return guard.job(user, route.access, Number(path['job_id']));
    case 'metrics':
      if (user?.everywhere('metrics.read') !== true) throw new HttpError(403);
      return undefined;
    case 'guarded':
      if (user === null || !mayBegin(user, route.permission)) throw new HttpError(403);
      return undefined;
    case 'write':
      throw new HttpError(403);
  }
}

const changes = [...new Set([...opcodes.values()].map(({ permission }) => permission))].filter(
  (permission) => !/\.(read|query|console)$/.test(permission),
);

function mayBegin(user: Principal, permission: string | undefined): boolean {
  return permission === undefined ? changes.some((each) => user.anywhere(each)) : user.anywhere(permission);
}
