/** The resource `job`. Values come from the job queue, which keeps them in this form. */
import { jobField, type JobQueue, type JobView } from '@ganeti/master-jobs';
import { field, orUnavailable, type Field } from '../field';
import { known, type FreshResource } from '../resource';
import type { FieldKind } from '../types';

const table: readonly (readonly [string, string, FieldKind, string])[] = [
  ['id', 'ID', 'number', 'Number of the job'],
  ['archived', 'Archived', 'bool', 'Whether it lies in the archive'],
  ['end_ts', 'End', 'other', 'When it ended: seconds and microseconds'],
  ['held', 'Held', 'text', 'Why it does not start: the filter rule that holds it back'],
  ['opend', 'OpCode_end', 'other', 'When each opcode ended'],
  ['opexec', 'OpCode_exec', 'other', 'When each opcode had its locks and began'],
  ['oplog', 'OpCode_log', 'other', 'Log of each opcode'],
  ['oppriority', 'OpCode_prio', 'other', 'Priority of each opcode'],
  ['opresult', 'OpCode_result', 'other', 'Result of each opcode'],
  ['ops', 'OpCodes', 'other', 'The opcodes with their parameters'],
  ['opstart', 'OpCode_start', 'other', 'When each opcode began to wait for its locks'],
  ['opstatus', 'OpCode_status', 'other', 'Status of each opcode'],
  ['priority', 'Priority', 'number', 'Its priority now: -20 (first) to 19'],
  ['received_ts', 'Received', 'other', 'When it was submitted: seconds and microseconds'],
  ['start_ts', 'Start', 'other', 'When it started: seconds and microseconds'],
  ['status', 'Status', 'text', 'queued, waiting, running, canceling, canceled, success or error'],
  ['summary', 'Summary', 'other', 'One line for each opcode'],
];

const fields = table.map(
  ([name, title, kind, doc]): Field<JobView> => field(name, title, kind, doc, (job) => orUnavailable(jobField(job, name))),
);

export type JobSource = Pick<JobQueue, 'get' | 'archived' | 'list'>;

export function jobResource(jobs: JobSource): FreshResource<JobView> {
  return {
    kind: 'job',
    noun: 'Job',
    nameField: 'id',
    stored: null,
    fields,
    immutable: true,
    all: () => [...jobs.list()],
    async find(_cx, name) {
      if (!/^\d{1,15}$/.test(name)) return null;
      const id = Number(name);
      return known(jobs.get(id) ?? (await jobs.archived(id)) ?? undefined);
    },
  };
}
