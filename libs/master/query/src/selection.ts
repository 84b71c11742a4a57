/** Which items a request asks for. */
import { OpPrereqError } from '@ganeti/errors';
import type { Field } from './field';
import { compileFilter, namesAskedFor, namesLimit, type Test } from './filter/compile';
import { waysOf, type Way } from './filter/lookup';
import { parseFilter } from './filter/parse';
import type { AnyResource } from './resource';
import type { QueryRequest } from './types';

/** Items asked for by name, or all of them (null), as far as they pass the filter. */
export interface Selection {
  readonly names: readonly string[] | null;
  readonly mustExist: boolean;
  readonly filter: CompiledFilter | null;
}

export interface CompiledFilter {
  /** Equal for equal filters. */
  readonly id: string;
  readonly test: Test<unknown>;
  /** How to find what can pass; none: by looking at everything. */
  readonly ways: readonly Way[];
}

/** Throws ProtocolError for a filter that cannot be understood, GenericError for one that does not fit the fields. */
export function select({ names, mustExist, filter: json }: QueryRequest, resource: AnyResource, table: ReadonlyMap<string, Field<unknown>>): Selection {
  const filter = parseFilter(json);
  const given = names !== undefined && names.length > 0 ? names : null;
  if (filter === null) return { names: given, mustExist: mustExist ?? false, filter: null };
  const compiled = { id: JSON.stringify(json), test: compileFilter(filter, table), ways: waysOf(filter, table) };
  if (given !== null) return { names: given, mustExist: mustExist ?? false, filter: compiled };
  const asked = namesAskedFor(filter, resource.nameField);
  // A filter that is nothing but names is how clients ask for these items: one that is not there is an error.
  if (asked !== null) return { names: asked, mustExist: resource.kind !== 'job', filter: null };
  return { names: namesLimit(filter, resource.nameField), mustExist: false, filter: compiled };
}

export function notFound(resource: AnyResource, name: string): OpPrereqError {
  return new OpPrereqError(`${resource.noun} '${name}' is not known`, 'unknown_entity');
}
