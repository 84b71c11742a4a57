/** Fields of the query resource `job`. */
import type { Json } from '@ganeti/objects';
import type { JobView } from './types';

const fields = {
  id: (job: JobView): Json => job.id,
  ops: (job: JobView): Json => job.ops.map((op) => op.input),
  status: (job: JobView): Json => job.status,
  summary: (job: JobView): Json => job.summary,
  opstatus: (job: JobView): Json => job.ops.map((op) => op.status),
  received_ts: (job: JobView): Json => job.received,
  start_ts: (job: JobView): Json => job.start,
  end_ts: (job: JobView): Json => job.end,
  oplog: (job: JobView): Json => job.ops.map((op) => op.log),
  opresult: (job: JobView): Json => job.ops.map((op) => op.result),
  opstart: (job: JobView): Json => job.ops.map((op) => op.start),
  opexec: (job: JobView): Json => job.ops.map((op) => op.exec),
  opend: (job: JobView): Json => job.ops.map((op) => op.end),
  oppriority: (job: JobView): Json => job.ops.map((op) => op.priority),
  priority: (job: JobView): Json => job.priority,
  archived: (job: JobView): Json => job.archived,
  held: (job: JobView): Json => job.held,
};

export type JobField = keyof typeof fields;
export const jobFieldNames = Object.keys(fields) as readonly JobField[];

/** The value of a field; undefined: there is no such field. */
export function jobField(job: JobView, name: string): Json | undefined {
  return Object.hasOwn(fields, name) ? fields[name as JobField](job) : undefined;
}
