/** Jobs that a command is about: named, or chosen by their status. */
import type { Json } from '@ganeti/objects';
import type { Command } from 'commander';
import { CommandFailure, type Cli } from '../cli';

export interface ChosenByStatus {
  readonly pending?: boolean;
  readonly queued?: boolean;
  readonly waiting?: boolean;
  readonly force?: boolean;
}

export function chosenByStatus(command: Command): Command {
  return command
    .option('--pending', 'all jobs that are queued or wait for locks, instead of naming them')
    .option('--queued', 'all jobs that are queued')
    .option('--waiting', 'all jobs that wait for locks')
    .option('-f, --force', 'do not ask');
}

/** Ids of the jobs named, or of those with the status asked for, when whoever asked agrees. */
export async function chosenJobs(cli: Cli, named: readonly string[], options: ChosenByStatus, what: string): Promise<number[]> {
  const states = [...(options.queued === true || options.pending === true ? ['queued'] : []), ...(options.waiting === true || options.pending === true ? ['waiting'] : [])];
  if ((states.length > 0) === (named.length > 0)) throw new CommandFailure('Name jobs, or choose them with --pending, --queued or --waiting');
  if (named.length > 0) return named.map(jobId);
  const filter: Json = ['|', ...states.map((status) => ['=', 'status', status])];
  const answer = await cli.master().query({ kind: 'job', fields: ['id'], filter, form: 'dicts' });
  const ids = (JSON.parse(answer.rowsJson.toString()) as { id: number }[]).map(({ id }) => id);
  if (ids.length > 0 && options.force !== true && !(await cli.confirm(`${what} jobs ${ids.join(', ')}?`))) throw new CommandFailure('Nothing was done');
  return ids;
}

export function jobId(text: string): number {
  if (!/^\d+$/.test(text)) throw new CommandFailure(`A job is named by its number, not ${text}`);
  return Number(text);
}
