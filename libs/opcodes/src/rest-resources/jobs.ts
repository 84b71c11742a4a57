/** The job queue: jobs, and the rules that decide which may run. */
import { z } from 'zod';
import { optional, required } from '../define';
import { anyJson } from '../types';
import { bulk, type RestResource } from './resource';
import { filterRule, jobBulkRow, jobChange, jobRow } from './rows/job';

const one = '/2/jobs/[job_id]';
const unknownJob = { 404: 'There is no such job.' };
const unknownRule = { 404: 'There is no such rule.' };

const rule = {
  priority: optional(z.int(), 0, 'Rules with lower numbers are asked first.'),
  predicates: optional(
    z.array(z.array(anyJson)),
    [],
    'What a job has to be like: [name, filter] each, where name is jobid, opcode or reason; all of them have to hold.',
  ),
  action: optional(
    anyJson,
    'CONTINUE',
    'What happens to such a job: ACCEPT, PAUSE, REJECT, CONTINUE (ask the next rule), or ["RATE_LIMIT", number of jobs at once].',
  ),
  reason: optional(z.array(anyJson), [], 'Who makes the rule and why: [source, text, nanoseconds] each.'),
};
const everything = 'Only for users who may do everything (`*`): a rule touches the jobs of all.';
const ruleUuid = z.string().describe('UUID of the rule.');

export const jobResources: readonly RestResource[] = [
  {
    method: 'GET',
    path: '/2/jobs',
    title: 'List the jobs',
    access: 'anyone',
    permission: 'job.read',
    query: { bulk },
    answer: z.union([z.array(z.object({ id: z.int(), uri: z.string() })), z.array(jobBulkRow)]),
  },
  {
    method: 'GET',
    path: one,
    title: 'Show one job',
    access: 'anyone',
    permission: 'job.read',
    answer: jobRow,
    errors: unknownJob,
  },
  {
    method: 'DELETE',
    path: one,
    title: 'Cancel a job',
    doc: 'A job that has not begun is canceled; one that waits for locks is taken out as soon as it can be. A running one cannot be stopped.',
    access: 'write',
    permission: 'job.cancel',
    answer: z.tuple([z.boolean(), z.string()]).describe('Whether it was canceled, and a sentence about it.'),
    errors: unknownJob,
  },
  {
    method: 'GET',
    path: `${one}/wait`,
    title: 'Wait until something about a job changes',
    doc: 'Answers at once when what is asked for differs from what the client has seen, otherwise as soon as it does, or after 10 seconds. The arguments are in the body, although this is a GET.',
    access: 'write',
    permission: 'job.wait',
    body: {
      fields: required(z.array(z.string()), 'Fields of the job to look at, such as status.'),
      previous_job_info: optional(z.array(anyJson).nullable(), null, 'Values of the fields that the client has seen.'),
      previous_log_serial: optional(
        z.int().nullable(),
        null,
        'Serial number of the last log entry that the client has seen.',
      ),
    },
    answer: jobChange,
    errors: unknownJob,
  },
  {
    method: 'POST',
    path: '/2/submit',
    title: 'Submit any opcodes',
    doc: 'The body is a list of opcodes that become one job, or `{"jobs": [[opcode, …], …]}` for several jobs, which are all kept in one step.',
    access: 'write',
    permission: null,
    permissionNote: 'Needs the permission of each opcode.',
    body: {
      jobs: required(
        z.array(z.array(z.looseObject({ OP_ID: z.string() }))),
        'Jobs: lists of opcodes with OP_ID and parameters.',
      ),
    },
    answer: z
      .union([z.int(), z.array(z.union([z.int(), z.object({ error: z.string() })]))])
      .describe('The job id; for several jobs a list with the id of each, or why it was refused.'),
    own: true,
  },
  {
    method: 'GET',
    path: '/2/filters',
    title: 'List the filter rules',
    access: 'anyone',
    permission: 'filter.read',
    query: { bulk },
    answer: z.union([z.array(z.object({ uuid: z.string(), uri: z.string() })), z.array(filterRule)]),
  },
  {
    method: 'POST',
    path: '/2/filters',
    title: 'Add a filter rule',
    access: 'write',
    permission: '*',
    permissionNote: everything,
    body: rule,
    answer: ruleUuid,
  },
  {
    method: 'GET',
    path: '/2/filters/[filter_uuid]',
    title: 'Show one filter rule',
    access: 'anyone',
    permission: 'filter.read',
    answer: filterRule,
    errors: unknownRule,
  },
  {
    method: 'PUT',
    path: '/2/filters/[filter_uuid]',
    title: 'Replace a filter rule, or add it under this UUID',
    access: 'write',
    permission: '*',
    permissionNote: everything,
    body: rule,
    answer: ruleUuid,
  },
  {
    method: 'DELETE',
    path: '/2/filters/[filter_uuid]',
    title: 'Remove a filter rule',
    access: 'write',
    permission: '*',
    permissionNote: everything,
    answer: z.null(),
    errors: unknownRule,
  },
];
