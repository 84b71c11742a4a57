import { OpPrereqError } from '@ganeti/errors';

/** `what`: "Logical volumes". Throws OpPrereqError (wrong_input) for a field that rows do not have. */
export function checkOutputFields(what: string, asked: readonly string[], known: readonly string[]): void {
  const unknown = asked.filter((field) => !known.includes(field));
  if (unknown.length > 0) throw new OpPrereqError(`${what} have no field ${unknown.join(', ')}; they have ${known.join(', ')}`, 'wrong_input');
}
