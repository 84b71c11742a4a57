/** Following jobs: their log as it happens, and what their end means for the exit code. */
import type { Json } from '@ganeti/objects';
import { decodeError, isEncodedError, OpPrereqError } from '@ganeti/errors';
import { CommandFailure, exitCodes, type Cli } from './cli';

const finalStates = new Set(['success', 'error', 'canceled']);

export interface JobEnd {
  readonly id: number;
  readonly status: string;
  readonly results: readonly unknown[];
}

type JobInfo = [status: string, opresult: Json[], opstatus: string[]];
type LogEntry = [serial: number, time: [number, number], type: string, message: Json];

/** Wait for the end of a job, showing its log unless `quiet`. */
export async function followJob(cli: Cli, id: number, options: { readonly quiet?: boolean } = {}): Promise<JobEnd> {
  let info: JobInfo | null = null;
  let serial = -1;
  for (;;) {
    const change = await cli.master().waitForChange({
      jobId: id,
      fields: ['status', 'opresult', 'opstatus'],
      previousInfo: info,
      previousLogSerial: serial < 0 ? null : serial,
      timeout: 60,
    });
    if (change === null) throw new CommandFailure(`There is no job ${id}`);
    if (change === 'nochange') continue;
    for (const [entry, time, , message] of change.log_entries as LogEntry[]) {
      serial = Math.max(serial, entry);
      if (options.quiet !== true) cli.out(logLine(time, message));
    }
    info = change.job_info as JobInfo;
    const [status, results] = info;
    if (finalStates.has(status)) {
      cli.status('');
      return { id, status, results };
    }
    if (options.quiet !== true) cli.status(`job ${id}: ${status} …`);
  }
}

/** `Mon Nov 23 10:57:37 2026 * text` */
export function logLine([seconds]: readonly [number, number], message: unknown): string {
  const [weekday, month, day, year, time] = new Date(seconds * 1000).toString().split(' ');
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return `${weekday} ${month} ${day} ${time} ${year} ${text}`;
}

/**
 * Follow several jobs one after another, and the jobs they have submitted in turn (an opcode's result with a `jobs` list).
 * Shows what failed; `onResult` gets what each opcode answers. Answers the exit code: 0 when all succeeded and no verification found faults.
 */
export async function followJobs(cli: Cli, ids: readonly number[], onResult: (result: unknown) => void = () => undefined): Promise<number> {
  let code: number = exitCodes.ok;
  const waiting = [...ids];
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    if (ids.length > 1 || waiting.length > 0) cli.out(`Waiting for job ${id} …`);
    const end = await followJob(cli, id);
    if (end.status !== 'success') {
      cli.err(failureText(end));
      code = exitCodes.failure;
      continue;
    }
    for (const result of end.results) {
      onResult(result);
      if (result === false) code = exitCodes.failure;
      const children = submittedJobs(result);
      if (children.length > 0) cli.out(`Submitted jobs ${children.join(', ')}`);
      waiting.push(...children);
    }
  }
  return code;
}

/** Ids of the jobs an opcode has submitted. */
export function submittedJobs(result: unknown): number[] {
  if (typeof result !== 'object' || result === null || !('jobs' in result) || !Array.isArray(result.jobs)) return [];
  return (result.jobs as [boolean, unknown][]).filter(([ok]) => ok).map(([, id]) => Number(id));
}

/** Why a job did not succeed, in one or two lines. */
export function failureText(end: JobEnd): string {
  if (end.status === 'canceled') return `Job ${end.id} was cancelled`;
  const failed = end.results.find(isEncodedError);
  return failed === undefined ? `Job ${end.id} failed` : errorText(decodeError(failed));
}

/** An error as the user sees it: what is wrong, and of which kind. */
export function errorText(error: Error): string {
  if (error instanceof OpPrereqError) return `Failure: ${error.message}\n(nothing was changed; error type ${error.code})`;
  return `Failure: ${error.message}`;
}
