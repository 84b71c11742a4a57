/** Which filter rule decides about a job: the first, by priority, watermark and uuid, that matches and does not say CONTINUE. */
import type { ClusterConfig } from '@ganeti/master-config';
import type { FilterVerdict, JobFilters } from '@ganeti/master-jobs';
import type { FilterRule, Json } from '@ganeti/objects';
import { matcher, type FilteredJob } from './predicates';

interface Compiled {
  readonly matches: (job: FilteredJob) => boolean;
  /** Null: the job may start (ACCEPT). */
  readonly verdict: FilterVerdict | null;
}

export function createJobFilters(config: Pick<ClusterConfig, 'view' | 'onCommit'>): JobFilters {
  let rules: readonly Compiled[] | null = null;
  const compiled = (): readonly Compiled[] => (rules ??= [...config.view.all('filter')].sort(byOrder).flatMap(compile));
  config.onCommit((changes) => {
    if (changes.some(({ kind }) => kind === 'filter')) rules = null;
  });
  return {
    judge: (job) => compiled().find(({ matches }) => matches(job))?.verdict ?? null,
    onChange: (listener) =>
      config.onCommit((changes) => {
        if (changes.some(({ kind }) => kind === 'filter')) listener();
      }),
  };
}

function byOrder(a: FilterRule, b: FilterRule): number {
  return a.priority - b.priority || a.watermark - b.watermark || (a.uuid < b.uuid ? -1 : 1);
}

function compile(rule: FilterRule): Compiled[] {
  if (rule.action === 'CONTINUE') return [];
  return [{ matches: matcher(rule.predicates, rule.watermark), verdict: verdictOf(rule) }];
}

function verdictOf({ uuid, action, reason }: FilterRule): FilterVerdict | null {
  const said = reasonText(reason);
  const why = (does: string): string => `filter rule ${uuid} ${does}${said === '' ? '' : ` (${said})`}`;
  if (action === 'PAUSE') return { rule: uuid, action, limit: null, why: why('holds it back') };
  if (action === 'REJECT') return { rule: uuid, action, limit: null, why: why('rejects it') };
  if (!Array.isArray(action)) return null;
  const limit = Number((action as readonly Json[])[1]);
  return { rule: uuid, action: 'RATE_LIMIT', limit, why: why(`lets ${limit} of its jobs run at a time`) };
}

/** What people wrote; entries of daemons have no text. */
function reasonText(trail: readonly Json[]): string {
  const texts = trail.map((entry) => (Array.isArray(entry) ? (entry as readonly Json[])[1] : null));
  return texts.filter((text): text is string => typeof text === 'string' && text !== '').join('; ');
}
