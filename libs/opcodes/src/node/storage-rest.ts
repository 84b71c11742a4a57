/** The storage resources of a node read only their query. */
import { OpPrereqError } from '@ganeti/errors';
import type { RestRequest } from '../define';

/** A query argument that has to be there. Throws OpPrereqError (wrong_input). */
export function requiredArgument({ query }: RestRequest, name: string): string {
  const text = query[name]?.[0];
  if (text === undefined) throw new OpPrereqError(`Missing the query argument '${name}'`, 'wrong_input');
  return text;
}
