/**
 * Rules of the job queue as an administrator gives them: checked, and kept in the configuration. Predicates are
 * `[what, expression]`; an expression is Ganeti's filter language over the fields of what it looks at.
 */
import { OpPrereqError, ProtocolError } from '@ganeti/errors';
import type { FilterRuleInput } from '@ganeti/master-api';
import type { ClusterConfig } from '@ganeti/master-config';
import { parseFilter, type Filter } from '@ganeti/master-query';
import type { FilterRule, Json } from '@ganeti/objects';
import type { Clock, Ids } from '@ganeti/runtime';

/** What a predicate may look at: its fields, or null where any name may be one. */
const subjects: Readonly<Record<string, readonly string[] | null>> = {
  jobid: ['id'],
  // Fields are the parameters of whatever opcode a job has.
  opcode: null,
  reason: ['source', 'reason', 'timestamp'],
};
const actions = ['ACCEPT', 'CONTINUE', 'PAUSE', 'REJECT'];
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A rule is looked at for each job: more conditions are a mistake, or an attack. */
const maxPredicates = 100;

export interface FilterRuleParts {
  readonly config: Pick<ClusterConfig, 'transaction'>;
  readonly jobs: { readonly lastId: number };
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface FilterRules {
  /** Durable when it resolves with the uuid. Throws OpPrereqError (wrong_input). */
  replace(rule: FilterRuleInput): Promise<string>;
  /** Throws OpPrereqError (unknown_entity). */
  remove(uuid: string): Promise<void>;
}

export function createFilterRules({ config, jobs, clock, ids }: FilterRuleParts): FilterRules {
  return {
    async replace(input) {
      checkFilterRule(input);
      const rule: FilterRule = {
        uuid: input.uuid?.toLowerCase() ?? ids.uuid(),
        watermark: jobs.lastId,
        priority: input.priority,
        predicates: input.predicates,
        action: input.action,
        // Who carried it out comes last, under the name that Ganeti's clients know.
        reason: [...input.reason, ['luxid', '', Math.round(clock.now() * 1e9)]],
      };
      await config.transaction((tx) => {
        if (tx.get('filter', rule.uuid) === undefined) tx.insert('filter', rule);
        else tx.update('filter', rule.uuid, rule);
      });
      return rule.uuid;
    },

    async remove(uuid) {
      await config.transaction((tx) => {
        const rule = tx.get('filter', uuid.toLowerCase());
        if (rule === undefined) throw new OpPrereqError(`Filter rule ${uuid} is not known`, 'unknown_entity');
        tx.remove('filter', rule.uuid);
      });
    },
  };
}

/** Throws OpPrereqError (wrong_input) that says which part is wrong. */
export function checkFilterRule({ uuid, priority, predicates, action, reason }: FilterRuleInput): void {
  if (uuid !== null && !uuidForm.test(uuid)) throw wrong(`'${uuid}' is not a uuid`);
  if (!Number.isInteger(priority) || priority < 0) throw wrong('its priority must be a whole number, 0 or more');
  if (predicates.length > maxPredicates) throw wrong(`it has ${predicates.length} predicates, and may have ${maxPredicates}`);
  for (const predicate of predicates) checkPredicate(predicate);
  checkAction(action);
  for (const entry of reason) checkReason(entry);
}

function checkPredicate(predicate: Json): void {
  const [subject, expression, ...more] = Array.isArray(predicate) ? (predicate as Json[]) : [];
  if (typeof subject !== 'string' || !Object.hasOwn(subjects, subject) || more.length > 0) {
    throw wrong(`a predicate is [what, expression] with ${Object.keys(subjects).join(', ')} as what, not ${show(predicate)}`);
  }
  const fields = subjects[subject] ?? null;
  const unknown = fieldsIn(parsed(subject, expression)).find((field) => fields?.includes(field) === false);
  if (unknown !== undefined) throw wrong(`predicate '${subject}' knows ${fields?.join(', ')}, but no field '${unknown}'`);
}

function parsed(subject: string, expression: Json | undefined): Filter {
  let filter: Filter | null;
  try {
    filter = parseFilter(expression);
  } catch (error) {
    if (error instanceof ProtocolError) throw wrong(`predicate '${subject}': ${error.message}`);
    throw error;
  }
  if (filter === null) throw wrong(`predicate '${subject}' has no expression`);
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

function checkAction(action: Json): void {
  if (typeof action === 'string' && actions.includes(action)) return;
  const [name, limit, ...more] = Array.isArray(action) ? (action as Json[]) : [];
  if (name === 'RATE_LIMIT' && typeof limit === 'number' && Number.isInteger(limit) && limit > 0 && more.length === 0) return;
  throw wrong(`its action must be ${actions.join(', ')} or ["RATE_LIMIT", number of jobs], not ${show(action)}`);
}

function checkReason(entry: Json): void {
  const [source, text, time, ...more] = Array.isArray(entry) ? (entry as Json[]) : [];
  if (typeof source === 'string' && typeof text === 'string' && typeof time === 'number' && more.length === 0) return;
  throw wrong(`its reason is a list of [source, text, nanoseconds], not ${show(entry)}`);
}

const show = (value: Json): string => JSON.stringify(value).slice(0, 60);

function wrong(what: string): OpPrereqError {
  return new OpPrereqError(`The filter rule cannot be used: ${what}`, 'wrong_input');
}
