/** What rapi and gnt ask over proto/master/v1: each request goes to the part that knows, and who changed what is noted. */
import { JobLost, ProtocolError } from '@ganeti/errors';
import type { CallerContext, MasterHandlers, SubmitOutcome } from '@ganeti/master-api';
import type { JobQueue } from '@ganeti/master-jobs';
import type { Query } from '@ganeti/master-query';
import type { Json } from '@ganeti/objects';
import type { FilterRules } from './filter-rules';

export interface ServiceParts {
  readonly jobs: Pick<
    JobQueue,
    'submit' | 'waitForChange' | 'cancel' | 'archive' | 'autoArchive' | 'changePriority' | 'setDrain'
  >;
  readonly query: Pick<Query, 'query' | 'queryFields'>;
  readonly filters: FilterRules;
  /** Called for every request that changes something, with who asked for it. */
  readonly audit?: (entry: AuditEntry) => void;
}

export interface AuditEntry {
  /** Name of the call in MasterHandlers. */
  readonly call: string;
  readonly client: string;
  readonly user: string;
  /** Jobs it is about; empty: the whole queue. */
  readonly jobs: readonly number[];
}

export function createMasterHandlers({ jobs, query, filters, audit }: ServiceParts): MasterHandlers {
  const note = (call: string, { client, user }: CallerContext, about: readonly number[] = []): void =>
    audit?.({ call, client, user, jobs: about });

  return {
    async submit(requested, cx) {
      const taken = await jobs.submit(requested, { user: `${cx.client}:${cx.user}` });
      note('submit', cx, taken.flatMap((one) => ('id' in one ? [one.id] : [])));
      return taken.map((one): SubmitOutcome => ('id' in one ? { jobId: one.id } : { error: one.error }));
    },

    async query(request) {
      const form = request.form ?? 'pairs';
      const answer = await query.query({ ...request, form });
      return {
        revision: answer.revision,
        notModified: answer.notModified,
        rows: answer.rows,
        ...(answer.base === undefined ? {} : { base: answer.base }),
        // Dicts name their fields themselves.
        fieldsJson: form === 'pairs' ? JSON.stringify(answer.fields) : '',
      };
    },

    queryFields: async (kind, fields) => JSON.stringify(query.queryFields(kind, fields)),

    async waitForChange({ jobId, fields, previousInfo, previousLogSerial, timeout }, cx) {
      const known = previousValues(previousInfo);
      try {
        return (await jobs.waitForChange(jobId, fields, known, previousLogSerial, timeout, cx.signal)) ?? 'nochange';
      } catch (error) {
        if (error instanceof JobLost) return null;
        throw error;
      }
    },

    async cancelJob(id, cx) {
      note('cancelJob', cx, [id]);
      return jobs.cancel(id);
    },

    async archiveJob(id, cx) {
      note('archiveJob', cx, [id]);
      return jobs.archive(id);
    },

    async autoArchive(ageSeconds, timeoutSeconds, cx) {
      note('autoArchive', cx);
      return jobs.autoArchive(ageSeconds, timeoutSeconds);
    },

    async changePriority(id, priority, cx) {
      note('changePriority', cx, [id]);
      return jobs.changePriority(id, priority);
    },

    async setDrain(drained, cx) {
      note('setDrain', cx);
      await jobs.setDrain(drained);
    },

    async replaceFilter(rule, cx) {
      note('replaceFilter', cx);
      return filters.replace(rule);
    },

    async deleteFilter(uuid, cx) {
      note('deleteFilter', cx);
      await filters.remove(uuid);
    },
  };
}

function previousValues(info: Json): readonly Json[] | null {
  if (info === null || Array.isArray(info)) return info as readonly Json[] | null;
  throw new ProtocolError('The previous values of job fields must be a list, or null');
}
