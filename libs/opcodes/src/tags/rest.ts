import { OpPrereqError } from '@ganeti/errors';
import { z } from 'zod';
import { optional, type RestBinding, type RestRequest } from '../define';
import { queryBool } from '../rest';

/** Where the tags of each kind of object live. `resource`: name in the reason trail. */
const places = [
  { kind: 'cluster', path: '/2/tags', resource: 'tags' },
  { kind: 'nodegroup', path: '/2/groups/[name]/tags', resource: 'groups_name_tags' },
  { kind: 'node', path: '/2/nodes/[name]/tags', resource: 'nodes_name_tags' },
  { kind: 'instance', path: '/2/instances/[name]/tags', resource: 'instances_name_tags' },
  { kind: 'network', path: '/2/networks/[name]/tags', resource: 'networks_name_tags' },
] as const;

/**
 * The tag routes of all kinds of objects. Tags are named by repeated `tag` arguments; to add some, they may also be a list in
 * the body, as the seed's document has it.
 */
export function tagRoutes(method: 'PUT' | 'DELETE', doc: string): RestBinding[] {
  return places.map(({ kind, path, resource }) => ({
    method,
    path,
    body: 'none',
    query: { tag: { param: 'tags', type: 'list' }, 'dry-run': { param: 'dry_run', type: 'bool' } },
    parse: (request) => ({
      kind,
      ...request.path,
      tags: tagsIn(request, method),
      dry_run: queryBool(request, 'dry-run'),
    }),
    ...(method === 'PUT'
      ? { documented: { json: optional(z.array(z.string()).nullable(), null, 'The tags, when the query names none.') } }
      : {}),
    resource,
    doc: `${doc} (${kind}).${method === 'PUT' ? ' The tags may also be a JSON list of texts in the body.' : ''}`,
  }));
}

function tagsIn({ query, body }: RestRequest, method: 'PUT' | 'DELETE'): string[] {
  const args = query['tag'] ?? [];
  // A body beside arguments is ignored, as Ganeti does.
  if (method === 'DELETE' || args.length > 0 || body === undefined || body === null) return [...args];
  if (Array.isArray(body) && body.every((tag) => typeof tag === 'string')) return body;
  throw new OpPrereqError('Body contents: tags are a JSON list of texts', 'wrong_input');
}
