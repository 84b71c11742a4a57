import type { RestBinding } from '../define';

/** Where the tags of each kind of object live. `resource`: name in the reason trail. */
const places = [
  { kind: 'cluster', path: '/2/tags', resource: 'tags' },
  { kind: 'nodegroup', path: '/2/groups/[name]/tags', resource: 'groups_name_tags' },
  { kind: 'node', path: '/2/nodes/[name]/tags', resource: 'nodes_name_tags' },
  { kind: 'instance', path: '/2/instances/[name]/tags', resource: 'instances_name_tags' },
] as const;

/** The tag routes of all kinds of objects. Tags are named by repeated `tag` arguments; a body is not read. */
export function tagRoutes(method: 'PUT' | 'DELETE', doc: string): RestBinding[] {
  return places.map(({ kind, path, resource }) => ({
    method,
    path,
    body: 'none',
    query: { tag: { param: 'tags', type: 'list' }, 'dry-run': { param: 'dry_run', type: 'bool' } },
    fixed: { kind },
    resource,
    doc: `${doc} (${kind}).`,
  }));
}
