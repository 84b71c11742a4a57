import { z } from 'zod';
import { anyJson } from '../../types';
import { int, text, texts, timestamp } from './common';

const status = z.enum(['queued', 'waiting', 'canceling', 'running', 'canceled', 'success', 'error']);
const entry = z.tuple([z.int(), z.tuple([z.int(), z.int()]), z.string(), anyJson]);

const bulkFields = {
  id: int('Number of the job.'),
  ops: z.array(z.record(z.string(), anyJson)).describe('Its opcodes with their parameters; secrets are replaced.'),
  status: status.describe('State of the job.'),
  summary: texts('One line for each opcode, such as INSTANCE_STARTUP(web1.example.com).'),
  opstatus: z.array(status).describe('State of each opcode.'),
  received_ts: timestamp('When it was submitted'),
  start_ts: timestamp('When it began'),
  end_ts: timestamp('When it ended'),
};

/** A job in `/2/jobs?bulk=1`. */
export const jobBulkRow = z.object(bulkFields);

/** A job as `/2/jobs/[job_id]` answers it. */
export const jobRow = z.object({
  ...bulkFields,
  oplog: z
    .array(z.array(entry))
    .describe('What each opcode told meanwhile: serial number, [seconds, microseconds], kind and text each.'),
  opresult: z
    .array(anyJson)
    .describe('Result of each opcode; of a failed one [class of the error, [text, code]]; null: none yet.'),
});

/** What has changed about a job. */
export const jobChange = z
  .object({
    job_info: z.array(anyJson).describe('The fields asked for, in that order.'),
    log_entries: z.array(entry).nullable().describe('Log entries after `previous_log_serial`.'),
  })
  .nullable()
  .describe('null: nothing has changed for 10 seconds; ask again.');

export const filterRule = z.object({
  watermark: int('Number of the last job when the rule was made; predicates may name it.'),
  priority: int('Rules with lower numbers are asked first.'),
  predicates: z
    .array(z.array(anyJson))
    .describe('What a job has to be like: [name, filter] each; all of them have to hold.'),
  action: anyJson.describe('ACCEPT, PAUSE, REJECT, CONTINUE, or ["RATE_LIMIT", number of jobs].'),
  reason_trail: z.array(anyJson).describe('Who made the rule and why: [source, text, nanoseconds] each.'),
  uuid: text('UUID of the rule.'),
});
