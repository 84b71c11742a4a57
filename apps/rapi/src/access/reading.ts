/** What reading a resource needs, by its path: `instance.read` and its like. */
import type { Answer } from '../answer';
import { Answer as JsonAnswer } from '../answer';
import { HttpError } from '../http-error';
import type { Master } from '../master';
import { allFacts } from './facts';
import type { Guard } from './guard';
import type { Principal } from './rights';
import type { ObjectFacts } from './roles';

export type ReadTarget =
  | 'public'
  /** Everything that can be read. */
  | 'all'
  | { readonly permission: string; readonly kind: ObjectFacts['kind'] | 'job' | null; readonly list: boolean };

/** What tells nothing about the cluster, or finds out itself what it may tell: for everybody who is let in. */
const open: ReadonlySet<string> = new Set(['/', '/2', '/version', '/2/features', '/2/openapi.json', '/2/events']);

const collections: Readonly<Record<string, ObjectFacts['kind'] | 'job'>> = {
  instances: 'instance',
  nodes: 'node',
  groups: 'group',
  networks: 'network',
  jobs: 'job',
};
const others: Readonly<Record<string, string>> = { info: 'cluster', tags: 'cluster', os: 'os', filters: 'filter' };

/** `path` of a route. What is not known here is for those who may read everything. */
export function readTarget(path: string): ReadTarget {
  if (open.has(path) || /^\/2\/query\/.*\/fields$/.test(path)) return 'public';
  const [, version, place = '', name] = path.split('/');
  if (version !== '2') return 'all';
  const kind = Object.hasOwn(collections, place) ? collections[place] : undefined;
  if (kind !== undefined) return { permission: `${kind}.read`, kind, list: name === undefined };
  const other = Object.hasOwn(others, place) ? others[place] : undefined;
  return other === undefined ? 'all' : { permission: `${other}.read`, kind: null, list: false };
}

/** Throws HttpError 403. `names`: what the brackets of the path stand for, in order. */
export async function permitReading(guard: Guard, principal: Principal, target: ReadTarget, names: readonly string[]): Promise<void> {
  if (target === 'public') return;
  if (target === 'all') throw new HttpError(403, `The roles of user ${principal.name} do not allow reading this`);
  const { permission, kind, list } = target;
  if (principal.everywhere(permission)) return;
  const [name = ''] = names;
  if (kind === 'job') return list ? undefined : await guard.job(principal, permission, Number(name));
  if (!principal.anywhere(permission) || kind === null) throw new HttpError(403, `User ${principal.name} has no role that allows ${permission} there`);
  if (!list) await guard.objects(principal, permission, [{ kind, name }]);
}

/** The permission of a route with access `read`. Throws HttpError 403. */
export async function permitQuery(guard: Guard, principal: Principal, path: string, names: readonly string[]): Promise<void> {
  const [name = ''] = names;
  if (path.startsWith('/2/query/')) await guard.objects(principal, `${name}.query`, []);
  else if (path.startsWith('/2/instances/') && path.endsWith('/console')) await guard.objects(principal, 'instance.console', [{ kind: 'instance', name }]);
  else throw new HttpError(403);
}

/** The list without what may not be seen. Elements are dictionaries with `name` or `id`. */
export async function onlyReadable(cx: { guard: Guard; master: Master }, principal: Principal, target: ReadTarget, answer: Answer): Promise<Answer> {
  if (typeof target === 'string' || !target.list || target.kind === null || principal.everywhere(target.permission)) return answer;
  const { kind, permission } = target;
  const rows = JSON.parse(answer.body.toString()) as Readonly<Record<string, unknown>>[];
  const visible = kind === 'job' ? await readableJobs(cx.guard, principal, permission, rows) : await readableObjects(cx.master, principal, permission, kind);
  return JsonAnswer.json(rows.filter(visible));
}

type Test = (row: Readonly<Record<string, unknown>>) => boolean;

async function readableJobs(guard: Guard, principal: Principal, permission: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<Test> {
  if (rows.length === 0) return () => false;
  const visible = await guard.visibleJobs(principal, permission, []);
  return ({ id }) => visible.has(Number(id));
}

async function readableObjects(master: Master, principal: Principal, permission: string, kind: ObjectFacts['kind']): Promise<Test> {
  const facts = await allFacts(master, kind);
  return (row) => {
    const known = facts.get(String(row['name'] ?? row['id']));
    return known !== undefined && principal.on(permission, known);
  };
}
