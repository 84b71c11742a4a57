/**
 * Predicates of filter rules: `[what, expression]`, an expression in Ganeti's filter language over the fields of what it looks
 * at. All predicates of a rule have to hold.
 *
 *   jobid   the job's number, as `id`; the value "watermark" stands for the number of the newest job when the rule was made
 *   opcode  parameters of one of its opcodes, and OP_ID
 *   reason  one entry of the reason trail of one of its opcodes
 */
import { OpPrereqError, ProtocolError } from '@ganeti/errors';
import type { StoredJob } from '@ganeti/master-jobs';
import { parseFilter, plainTest, type Filter, type Values } from '@ganeti/master-query';
import type { Json } from '@ganeti/objects';

type Subject = 'jobid' | 'opcode' | 'reason';

/** Fields of each subject; null where any name may be one: the parameters of whatever opcode a job has. */
const subjects: Readonly<Record<Subject, readonly string[] | null>> = {
  jobid: ['id'],
  opcode: null,
  reason: ['source', 'reason', 'timestamp'],
};
/** A rule is looked at for each job: more conditions are a mistake, or an attack. */
const maxPredicates = 100;

export type FilteredJob = Pick<StoredJob, 'id' | 'ops'>;

/** Throws OpPrereqError (wrong_input) that says which part is wrong. */
export function checkPredicates(predicates: readonly Json[]): void {
  if (predicates.length > maxPredicates) throw wrongRule(`it has ${predicates.length} predicates, and may have ${maxPredicates}`);
  for (const predicate of predicates) parsePredicate(predicate);
}

/** Whether all predicates hold for a job. Throws as checkPredicates does. */
export function matcher(predicates: readonly Json[], watermark: number): (job: FilteredJob) => boolean {
  const tests = predicates.map((predicate) => predicateTest(predicate, watermark));
  return (job) => tests.every((test) => test(job));
}

function predicateTest(predicate: Json, watermark: number): (job: FilteredJob) => boolean {
  const { subject, filter } = parsePredicate(predicate);
  switch (subject) {
    case 'jobid': {
      const test = plainTest(withWatermark(filter, watermark));
      return ({ id }) => test((field) => (field === 'id' ? id : undefined));
    }
    case 'opcode': {
      const test = plainTest(filter);
      return ({ ops }) => ops.some(({ input }) => test((field) => (Object.hasOwn(input, field) ? input[field] : undefined)));
    }
    case 'reason': {
      const test = plainTest(filter);
      return ({ ops }) => ops.some(({ input }) => ((input['reason'] ?? []) as readonly Json[]).some((entry) => test(reasonValues(entry))));
    }
  }
}

function reasonValues(entry: Json): Values {
  const [source, reason, timestamp] = Array.isArray(entry) ? (entry as Json[]) : [];
  return (field) => (field === 'source' ? source : field === 'reason' ? reason : timestamp);
}

function withWatermark(filter: Filter, watermark: number): Filter {
  switch (filter.type) {
    case 'and':
    case 'or':
      return { ...filter, of: filter.of.map((part) => withWatermark(part, watermark)) };
    case 'not':
      return { ...filter, of: withWatermark(filter.of, watermark) };
    case 'compare':
      return filter.value === 'watermark' ? { ...filter, value: watermark } : filter;
    default:
      return filter;
  }
}

function parsePredicate(predicate: Json): { subject: Subject; filter: Filter } {
  const [subject, expression, ...more] = Array.isArray(predicate) ? (predicate as Json[]) : [];
  if (!isSubject(subject) || more.length > 0) {
    throw wrongRule(`a predicate is [what, expression] with ${Object.keys(subjects).join(', ')} as what, not ${show(predicate)}`);
  }
  const filter = parsed(subject, expression);
  const fields = subjects[subject];
  const unknown = fieldsIn(filter).find((field) => fields?.includes(field) === false);
  if (unknown !== undefined) throw wrongRule(`predicate '${subject}' knows ${fields?.join(', ')}, but no field '${unknown}'`);
  return { subject, filter };
}

function isSubject(subject: Json | undefined): subject is Subject {
  return typeof subject === 'string' && Object.hasOwn(subjects, subject);
}

function parsed(subject: string, expression: Json | undefined): Filter {
  let filter: Filter | null;
  try {
    filter = parseFilter(expression);
  } catch (error) {
    if (error instanceof ProtocolError) throw wrongRule(`predicate '${subject}': ${error.message}`);
    throw error;
  }
  if (filter === null) throw wrongRule(`predicate '${subject}' has no expression`);
  return filter;
}

function fieldsIn(filter: Filter): string[] {
  switch (filter.type) {
    case 'and':
    case 'or':
      return filter.of.flatMap(fieldsIn);
    case 'not':
      return fieldsIn(filter.of);
    default:
      return [filter.field];
  }
}

export const show = (value: Json): string => JSON.stringify(value).slice(0, 60);

export function wrongRule(what: string): OpPrereqError {
  return new OpPrereqError(`The filter rule cannot be used: ${what}`, 'wrong_input');
}
