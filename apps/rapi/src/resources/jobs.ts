/** `/2/jobs`: list, one, cancel, wait. */
import type { Json } from '@ganeti/objects';
import { Answer } from '../answer';
import { bodyObject, textList } from '../body';
import { HttpError } from '../http-error';
import type { RapiRequest } from '../request';
import type { Route } from '../routes';
import { allRows, onlyRow } from '../shapes';
import type { ResourceContext } from './context';
import { jobBulkFields, jobFields } from './fields';

/** How long a wait holds the request; clients ask again. */
const waitSeconds = 10;

/** `01` is job 1; a number too large to be exact is no job. */
const jobId = (request: RapiRequest): number => Number(request.path['job_id']);
const isJobId = ({ job_id: text = '' }: Readonly<Record<string, string>>): boolean =>
  /^\d+$/.test(text) && Number.isSafeInteger(Number(text));

export function jobRoutes({ answers, master, dialect }: ResourceContext): Route[] {
  const bulk = { kind: 'job', fields: jobBulkFields } as const;
  const ids = { kind: 'job', fields: ['id'] } as const;
  const one = { path: '/2/jobs/[job_id]', accepts: isJobId } as const;
  return [
    {
      method: 'GET',
      path: '/2/jobs',
      access: 'anyone',
      handle: (request) => (request.flag('bulk') ? answers.get(bulk, allRows) : answers.get(ids, dialect.jobUris)),
    },
    {
      ...one,
      method: 'GET',
      access: 'anyone',
      handle: (request) => answers.get({ kind: 'job', fields: jobFields, names: [String(jobId(request))] }, onlyRow),
    },
    {
      ...one,
      method: 'DELETE',
      access: 'job.cancel',
      handle: async (request) => {
        const id = jobId(request);
        const verdict = await request.master.cancelJob(id);
        // Too late is an answer; a job that never was is an error.
        if (!verdict[0])
          await master.query({ kind: 'job', fields: ['id'], names: [String(id)], mustExist: true, form: 'dicts' });
        return Answer.json(verdict, [id]);
      },
    },
    {
      // Reading, but it holds a connection for a while: a right of its own.
      method: 'GET',
      path: '/2/jobs/[job_id]/wait',
      accepts: isJobId,
      access: 'job.wait',
      handle: async (request) => {
        const id = jobId(request);
        const wait = { jobId: id, ...waitParams(request.body), timeout: waitSeconds };
        const change = await master.waitForChange(wait, request.signal).catch((error: unknown) => {
          // Ended early, when the daemon ends: up to now nothing has changed.
          if (request.signal.aborted) return 'nochange' as const;
          throw error;
        });
        if (change === null) throw new HttpError(404, `Job ${id} is not known`);
        return Answer.json(change === 'nochange' ? null : change, [id]);
      },
    },
  ];
}

interface WaitParams {
  readonly fields: readonly string[];
  readonly previousInfo: Json;
  readonly previousLogSerial: number | null;
}

/** Throws 400 for a body that is none of `{fields, previous_job_info, previous_log_serial}`. */
function waitParams(body: unknown): WaitParams {
  const { fields, previous_job_info: info = null, previous_log_serial: serial = null } = bodyObject(body);
  if (info !== null && !Array.isArray(info))
    throw new HttpError(400, `'previous_job_info' parameter: a list or null is expected`);
  if (serial !== null && !(typeof serial === 'number' && Number.isInteger(serial))) {
    throw new HttpError(400, `'previous_log_serial' parameter: an integer or null is expected`);
  }
  return { fields: textList(fields, 'fields'), previousInfo: info as Json, previousLogSerial: serial };
}
