/** The resource `filter`: rules of the job queue. */
import type { FilterRule } from '@ganeti/objects';
import { field, type Field } from '../field';
import { known, type FreshResource } from '../resource';

const fields: readonly Field<FilterRule>[] = [
  field('uuid', 'UUID', 'other', 'UUID of the rule', (rule) => rule.uuid),
  field('action', 'Action', 'other', 'What happens to jobs it matches', (rule) => rule.action),
  field('predicates', 'Predicates', 'other', 'Conditions that must all hold', (rule) => rule.predicates),
  field('priority', 'Priority', 'other', 'Rules are tried in this order, lowest first', (rule) => rule.priority),
  field('reason_trail', 'ReasonTrail', 'other', 'Who made it, and why', (rule) => rule.reason),
  field('watermark', 'Watermark', 'other', 'The highest job id when it was made', (rule) => rule.watermark),
];

/** The order in which the queue tries them. */
function byPrecedence(a: FilterRule, b: FilterRule): number {
  return a.priority - b.priority || a.watermark - b.watermark || (a.uuid < b.uuid ? -1 : 1);
}

export const filterResource: FreshResource<FilterRule> = {
  kind: 'filter',
  noun: 'Filter rule',
  nameField: 'uuid',
  stored: null,
  fields,
  all: (cx) => [...cx.config.all('filter')].sort(byPrecedence),
  find: (cx, uuid) => known(cx.config.get('filter', uuid)),
};
