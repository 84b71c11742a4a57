/** `gnt job …` and `gnt debug locks`. */
import type { Command } from 'commander';
import { CommandFailure, exitCodes, type Cli } from '../cli';
import { followJobs } from '../watch';
import { formatTimestamp } from '../output/values';
import { formatTree, type Tree } from '../output/tree';
import { chosenByStatus, chosenJobs, jobId, type ChosenByStatus } from './chosen-jobs';
import { listOptions, printFields, printList, type ListKind } from './list';

const jobs: ListKind = { kind: 'job', defaultFields: ['id', 'status', 'summary'], argument: 'job' };
const locks: ListKind = { kind: 'lock', defaultFields: ['name', 'mode', 'owner', 'pending'], argument: 'lock' };

const statusFilters = {
  pending: ['queued', 'waiting', 'canceling'],
  running: ['running', 'waiting', 'canceling'],
  error: ['error'],
  finished: ['success', 'error', 'canceled'],
} as const;
type StatusFilter = keyof typeof statusFilters;

export function addJobCommands(group: Command, cli: Cli): void {
  listOptions(group.command('list [job...]'))
    .description('list jobs')
    .option('--pending', 'only those that have not started')
    .option('--running', 'only those under way')
    .option('--error', 'only those that failed')
    .option('--finished', 'only those that have ended')
    .action(async (names: string[], options: Parameters<typeof printList>[2] & { [K in StatusFilter]?: boolean }) => {
      const wanted = (Object.keys(statusFilters) as StatusFilter[]).filter((name) => options[name] === true);
      const states = wanted.flatMap((name) => [...statusFilters[name]]);
      const filter = states.length === 0 ? null : ['|', ...states.map((status) => ['=', 'status', status])];
      const kind = options.output === undefined && (await someHeld(cli)) ? { ...jobs, defaultFields: [...jobs.defaultFields, 'held'] } : jobs;
      await printList(cli, kind, options, names, filter);
    });
  group
    .command('list-fields [field...]')
    .description('columns that list can show')
    .action(async (names: string[]) => printFields(cli, 'job', names));
  group
    .command('info <job...>')
    .alias('show')
    .description('what a job was asked to do, how it went, and its log')
    .option('--json', 'print JSON')
    .action(async (ids: string[], options: { json?: boolean }) => jobInfo(cli, ids, options.json === true));
  group
    .command('watch <job>')
    .description("follow a job's log until it ends")
    .action(async (id: string) => endWith(await followJobs(cli, [jobId(id)])));
  group
    .command('wait <job>')
    .description('wait until a job has ended')
    .action(async (id: string) => endWith(await followJobs({ ...cli, out: () => undefined }, [jobId(id)])));
  chosenByStatus(group.command('cancel [job...]'))
    .description('cancel jobs that are not running yet')
    .option('--kill', 'also those that run: they fail before their next step, and are undone')
    .option('--yes-do-it', 'needed with --kill')
    .action(async (named: string[], options: ChosenByStatus & { kill?: boolean; yesDoIt?: boolean }) => {
      if (options.kill === true && options.yesDoIt !== true) throw new CommandFailure('To kill jobs while they run, give --yes-do-it as well');
      const ids = await chosenJobs(cli, named, options, options.kill === true ? 'Kill' : 'Cancel');
      let refused = 0;
      for (const id of ids) {
        const [done, message] = await (options.kill === true ? cli.master().killJob(id) : cli.master().cancelJob(id));
        cli.out(message);
        if (!done) refused += 1;
      }
      if (refused > 0) throw new CommandFailure(`${refused} of ${ids.length} could not be cancelled`);
    });
  group
    .command('archive <job...>')
    .description('move finished jobs out of the queue')
    .action(async (ids: string[]) => {
      for (const id of ids) {
        if (!(await cli.master().archiveJob(jobId(id)))) throw new CommandFailure(`Job ${id} has not ended, or is not in the queue`);
      }
    });
  group
    .command('autoarchive <age>')
    .description('move jobs that ended more than <age> ago (seconds, or with s m h d w) out of the queue; all: every finished job')
    .action(async (age: string) => {
      const [archived, left] = await cli.master().autoArchive(ageSeconds(age), 60);
      cli.out(`Archived ${archived} jobs, ${left} left`);
    });
  chosenByStatus(group.command('change-priority [job...]'))
    .description('change how soon waiting jobs run')
    .requiredOption('--priority <priority>', 'low, normal, high or a number from -20 to 19')
    .action(async (named: string[], options: ChosenByStatus & { priority: string }) => {
      const priority = priorityNumber(options.priority);
      for (const id of await chosenJobs(cli, named, options, 'Change the priority of')) {
        const [done, message] = await cli.master().changePriority(id, priority);
        cli.out(message);
        if (!done) throw new CommandFailure(`The priority of job ${id} was not changed`);
      }
    });
}

/** Whether filter rules hold jobs back: only then a column about it is worth its place. */
async function someHeld(cli: Cli): Promise<boolean> {
  const answer = await cli.master().query({ kind: 'job', fields: ['id'], filter: ['?', 'held'], form: 'dicts' });
  return (JSON.parse(answer.rowsJson.toString()) as unknown[]).length > 0;
}

export function addLocksCommand(group: Command, cli: Cli): void {
  listOptions(group.command('locks'))
    .description('who holds and who waits for which lock')
    .action(async (options: Parameters<typeof printList>[2]) => printList(cli, locks, options, []));
}

const priorities: Readonly<Record<string, number>> = { low: 10, normal: 0, high: -10 };

/** low, normal, high or a number. */
export function priorityNumber(text: string): number {
  const value = priorities[text] ?? Number(text);
  if (!Number.isInteger(value) || value < -20 || value > 19) {
    throw new CommandFailure(`A priority is low, normal, high or a number from -20 to 19, not ${text}`);
  }
  return value;
}

const ageUnits: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds; negative for `all`. */
export function ageSeconds(text: string): number {
  if (text === 'all') return -1;
  const match = /^(\d+)([smhdw]?)$/.exec(text);
  if (match === null) throw new CommandFailure(`An age is a number of seconds, one with s m h d or w, or all; not ${text}`);
  return Number(match[1]) * (ageUnits[match[2] ?? ''] ?? 1);
}

/** Watch commands end with the job's own outcome. */
function endWith(code: number): void {
  if (code !== exitCodes.ok) throw new CommandFailure('', code);
}

const infoFields = ['id', 'status', 'held', 'summary', 'received_ts', 'start_ts', 'end_ts', 'ops', 'opstatus', 'opresult', 'oplog', 'opstart', 'opexec', 'opend'] as const;
type LogEntry = readonly [serial: number, time: Tree, type: string, message: Tree];
type JobRow = Record<(typeof infoFields)[number], Tree>;

async function jobInfo(cli: Cli, ids: readonly string[], json: boolean): Promise<void> {
  const answer = await cli.master().query({ kind: 'job', fields: infoFields, names: ids.map((id) => String(jobId(id))), mustExist: true, form: 'dicts' });
  const found = JSON.parse(answer.rowsJson.toString()) as JobRow[];
  if (json) cli.out(JSON.stringify(found, null, 2));
  else for (const line of formatTree(found.map(readableJob))) cli.out(line);
}

function readableJob(job: JobRow): Tree {
  const at = (list: Tree, index: number): Tree => (Array.isArray(list) ? ((list as Tree[])[index] ?? null) : null);
  return {
    'Job ID': job.id,
    Status: job.status,
    ...(job.held === null ? {} : { 'Does not start': job.held }),
    Received: timeText(job.received_ts),
    'Processing start': timeText(job.start_ts, job.received_ts),
    'Processing end': timeText(job.end_ts, job.start_ts),
    'Total processing time': elapsed(job.received_ts, job.end_ts),
    Opcodes: (job.ops as readonly Record<string, Tree>[]).map((op, index) => {
      const { OP_ID: id = null, ...input } = op;
      return {
        Opcode: id,
        Status: at(job.opstatus, index),
        'Processing start': timeText(at(job.opstart, index)),
        'Execution start': timeText(at(job.opexec, index)),
        'Processing end': timeText(at(job.opend, index)),
        'Input fields': input,
        Result: at(job.opresult, index),
        'Execution log': ((at(job.oplog, index) ?? []) as readonly LogEntry[]).map(
          ([serial, time, type, message]) =>
            `${serial} ${timeText(time)} ${type} ${typeof message === 'string' ? message : JSON.stringify(message)}`,
        ),
      };
    }),
  };
}

function seconds(time: Tree): number | null {
  return Array.isArray(time) ? Number(time[0]) + Number(time[1]) / 1e6 : null;
}

function elapsed(from: Tree, to: Tree): string {
  const [start, end] = [seconds(from), seconds(to)];
  return start === null || end === null ? 'not over' : `${(end - start).toFixed(6)} seconds`;
}

function timeText(time: Tree, since: Tree = null): string {
  if (seconds(time) === null) return 'N/A';
  const delta = seconds(since) === null ? '' : ` (after ${elapsed(since, time)})`;
  return formatTimestamp(time, true) + delta;
}
