/** Which handler answers a method and path: a tree by path segments, built once at the start. */
import type { Answer, StreamedAnswer } from './answer';
import { HttpError } from './http-error';
import type { RapiRequest } from './request';

/**
 * Who may use a route. `anyone`: who may read what it is about (access/reading.ts; anonymous readers too when there are any); `read`:
 * users who may query (Ganeti's option `read`); `write`: who may do everything; `guarded`: who has `permission` anywhere, and then the
 * handler finds out what is touched, which RapiRequest.submit does; `job.cancel`, `job.wait`: who has that right on the job in the path,
 * or submitted it; `metrics`: who has metrics.read, and the addresses in the settings.
 */
export type Access = 'anyone' | 'read' | 'write' | 'guarded' | 'job.cancel' | 'job.wait' | 'metrics';

export interface Route {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** `/2/instances/[instance_name]/tags`: what stands in brackets matches one segment. */
  readonly path: string;
  readonly access: Access;
  /** For `guarded`; missing: found out from the body, by users who may change anything at all. */
  readonly permission?: string;
  /** Whether the bracketed segments can name something at all; if not, there is no such resource (404). */
  readonly accepts?: (path: Readonly<Record<string, string>>) => boolean;
  readonly handle: (request: RapiRequest) => Promise<Answer | StreamedAnswer>;
}

export interface RouteMatch {
  readonly route: Route;
  readonly path: Readonly<Record<string, string>>;
}

interface Branch {
  readonly fixed: Map<string, Branch>;
  any: Branch | undefined;
  readonly routes: Map<string, { readonly route: Route; readonly names: readonly string[] }>;
}

const newBranch = (): Branch => ({ fixed: new Map(), any: undefined, routes: new Map() });
/** Ganeti's pattern for a name in a path; anything else, percent signs among them, is no resource. */
const namePattern = /^[\w.-]+$/;
const noNames: Readonly<Record<string, string>> = Object.freeze({});

export class RouteTable {
  private readonly root = newBranch();

  /** Throws when two routes have the same method and path. */
  constructor(routes: readonly Route[]) {
    for (const route of routes) this.add(route);
  }

  private add(route: Route): void {
    let branch = this.root;
    const names: string[] = [];
    for (const segment of segments(route.path)) {
      const name = /^\[(\w+)\]$/.exec(segment)?.[1];
      if (name === undefined) {
        let next = branch.fixed.get(segment);
        if (next === undefined) branch.fixed.set(segment, (next = newBranch()));
        branch = next;
      } else {
        names.push(name);
        branch = branch.any ??= newBranch();
      }
    }
    if (branch.routes.has(route.method)) throw new Error(`two routes for ${route.method} ${route.path}`);
    branch.routes.set(route.method, { route, names });
  }

  /** Throws HttpError: 404 for an unknown path, 501 for a method the path does not have. */
  match(method: string, path: string): RouteMatch {
    let branch: Branch | undefined = this.root;
    const values: string[] = [];
    for (const segment of segments(path)) {
      const fixed: Branch | undefined = branch.fixed.get(segment);
      if (fixed === undefined) {
        if (branch.any === undefined || !namePattern.test(segment)) throw new HttpError(404);
        values.push(segment);
      }
      branch = fixed ?? branch.any;
      if (branch === undefined) throw new HttpError(404);
    }
    const found = branch.routes.get(method);
    const known = found ?? branch.routes.values().next().value;
    if (known === undefined) throw new HttpError(404);
    const named =
      values.length === 0 ? noNames : Object.fromEntries(known.names.map((name, i) => [name, values[i] ?? '']));
    if (known.route.accepts?.(named) === false) throw new HttpError(404);
    if (found === undefined) throw new HttpError(501, `Method ${method.toUpperCase()} is unsupported for path ${path}`);
    return { route: found.route, path: named };
  }
}

/** `/` has none; `/2/` has an empty last one, which no route has. */
function segments(path: string): string[] {
  return path === '/' ? [] : path.slice(1).split('/');
}
