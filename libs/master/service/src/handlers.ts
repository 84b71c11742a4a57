/** What rapi and gnt ask over proto/master/v1, answered by the job queue and the query engine. */
import type { CallerContext, JobOpcodes, MasterHandlers, SubmitOutcome } from '@ganeti/master-api';
import { JobLost, ProtocolError } from '@ganeti/errors';
import type { JobQueue } from '@ganeti/master-jobs';
import type { Query } from '@ganeti/master-query';
import type { Json } from '@ganeti/objects';

export interface ServiceParts {
  readonly jobs: JobQueue;
  readonly query: Query;
}

export function createMasterHandlers({ jobs, query }: ServiceParts): MasterHandlers {
  return {
    submit: async (requested: readonly JobOpcodes[], cx: CallerContext) => {
      const taken = await jobs.submit(requested, { user: `${cx.client}:${cx.user}` });
      return taken.map((one): SubmitOutcome => ('id' in one ? { jobId: one.id } : { error: one.error }));
    },
    query: async (request) => {
      const answer = await query.query({ ...request, form: request.form ?? 'pairs' });
      return {
        revision: answer.revision,
        notModified: answer.notModified,
        rowsJson: answer.rows.length === 1 ? (answer.rows[0] ?? Buffer.alloc(0)) : Buffer.concat(answer.rows),
        // Dicts name their fields themselves.
        fieldsJson: request.form === 'dicts' ? '' : JSON.stringify(answer.fields),
      };
    },
    queryFields: async (kind, fields) => JSON.stringify(query.queryFields(kind, fields.length > 0 ? fields : undefined)),
    waitForChange: async ({ jobId, fields, previousInfo, previousLogSerial, timeout }, cx) => {
      try {
        const change = await jobs.waitForChange(jobId, fields, knownInfo(previousInfo), previousLogSerial, timeout, cx.signal);
        return change === null ? 'nochange' : { job_info: change.job_info, log_entries: change.log_entries as readonly Json[] };
      } catch (error) {
        if (error instanceof JobLost) return null;
        throw error;
      }
    },
    cancelJob: (jobId) => jobs.cancel(jobId),
    archiveJob: (jobId) => jobs.archive(jobId),
    autoArchive: (ageSeconds, timeoutSeconds) => jobs.autoArchive(ageSeconds, timeoutSeconds),
    changePriority: (jobId, priority) => jobs.changePriority(jobId, priority),
    setDrain: (drained) => jobs.setDrain(drained),
  };
}

function knownInfo(info: Json): readonly Json[] | null {
  if (info === null || Array.isArray(info)) return info as readonly Json[] | null;
  throw new ProtocolError('previous_job_info is the list of values of the fields, or null');
}
