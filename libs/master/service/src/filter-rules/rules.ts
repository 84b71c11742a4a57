/** Rules of the job queue as an administrator gives them: checked, and kept in the configuration. */
import { OpPrereqError } from '@ganeti/errors';
import type { FilterRuleInput } from '@ganeti/master-api';
import type { ClusterConfig } from '@ganeti/master-config';
import type { FilterRule, Json } from '@ganeti/objects';
import type { Clock, Ids } from '@ganeti/runtime';
import { checkPredicates, show, wrongRule } from './predicates';

const actions = ['ACCEPT', 'CONTINUE', 'PAUSE', 'REJECT'];
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

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
  if (uuid !== null && !uuidForm.test(uuid)) throw wrongRule(`'${uuid}' is not a uuid`);
  if (!Number.isInteger(priority) || priority < 0) throw wrongRule('its priority must be a whole number, 0 or more');
  checkPredicates(predicates);
  checkAction(action);
  for (const entry of reason) checkReason(entry);
}

function checkAction(action: Json): void {
  if (typeof action === 'string' && actions.includes(action)) return;
  const [name, limit, ...more] = Array.isArray(action) ? (action as Json[]) : [];
  if (name === 'RATE_LIMIT' && typeof limit === 'number' && Number.isInteger(limit) && limit > 0 && more.length === 0) return;
  throw wrongRule(`its action must be ${actions.join(', ')} or ["RATE_LIMIT", number of jobs], not ${show(action)}`);
}

function checkReason(entry: Json): void {
  const [source, text, time, ...more] = Array.isArray(entry) ? (entry as Json[]) : [];
  if (typeof source === 'string' && typeof text === 'string' && typeof time === 'number' && more.length === 0) return;
  throw wrongRule(`its reason is a list of [source, text, nanoseconds], not ${show(entry)}`);
}
