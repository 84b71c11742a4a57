/** Commands made from opcode definitions: their options, submission, and waiting for the jobs. */
import { decodeError, isEncodedError } from '@ganeti/errors';
import type { SubmitOutcome } from '@ganeti/master-api';
import {
  checkRule,
  cliJobs,
  cliOptions,
  cliOwnOptions,
  cliUsage,
  parseOpcode,
  type CliBinding,
  type OpcodeDefinition,
  type OwnOption,
  type ResolvedOption,
} from '@ganeti/opcodes';
import type { Json } from '@ganeti/objects';
import { Option, type Command } from 'commander';
import { CommandFailure, exitCodes, type Cli } from './cli';
import { localWork } from './local-work';
import { printResult, type TableOptions } from './results';
import { repairDisks } from './verify-disks';
import { failureText, followJob, followJobs, submittedJobs, type JobEnd } from './watch';

interface GenericOptions extends TableOptions {
  readonly submit?: boolean;
  readonly printJobid?: boolean;
  readonly reason?: string;
  readonly yes?: boolean;
  readonly force?: boolean;
}

/** Registers one CLI binding of an opcode below its group (`instance` of `instance migrate`). */
export function addOpcodeCommand(group: Command, cli: Cli, definition: OpcodeDefinition, binding: CliBinding): void {
  const name = binding.command.split(' ').slice(1).join(' ');
  const words = [name, ...cliUsage(definition, binding)].join(' ');
  const command = group.command(words).description(binding.doc);
  for (const alias of binding.aliases ?? []) command.alias(alias.split(' ').at(-1) ?? alias);
  addOptions(command, cliOptions(definition, binding), [...cliOwnOptions(definition, binding), ...(localWork[definition.id]?.options ?? [])]);
  command.action(async (...given: unknown[]) => {
    const args = command.processedArgs.flat() as string[];
    await submit(cli, definition, binding, args, given.at(-2) as Record<string, unknown> & GenericOptions);
  });
}

/** Options that become parameters, and others. */
export function addOptions(command: Command, options: readonly ResolvedOption[], own: readonly OwnOption[]): void {
  for (const option of options) {
    const made = new Option(option.flags, option.doc);
    if (option.repeatable) made.argParser<string[]>((text, earlier) => [...(earlier ?? []), text]);
    if (option.choices !== undefined && !option.repeatable) made.choices(option.choices);
    command.addOption(made);
  }
  for (const { flags, doc, choices } of own) {
    const made = new Option(flags, doc);
    command.addOption(choices === undefined ? made : made.choices(choices));
  }
}

async function submit(
  cli: Cli,
  definition: OpcodeDefinition,
  binding: CliBinding,
  args: readonly string[],
  options: Record<string, unknown> & GenericOptions,
): Promise<void> {
  const jobs = await cliJobs(definition, binding, await withFiles(cli, binding, args), options, (kind, filter) => names(cli, kind, filter));
  // Checked here too: a mistake is told before anything is asked or sent.
  for (const opcode of jobs.flat()) {
    const parsed = parseOpcode(opcode);
    checkRule(parsed.definition, parsed.params);
  }
  if (jobs.length === 0) {
    cli.out('There is nothing to do.');
    return;
  }
  await confirm(cli, binding, args, jobs, options);
  await localWork[definition.id]?.before?.(cli, jobs[0]?.at(-1) ?? {}, options);
  const reason = reasonTrail(cli, binding, options.reason);
  const outcomes = await cli.master().submit(jobs.map((job) => job.map((opcode) => ({ ...opcode, reason }))));
  const refused = outcomes.find((outcome) => 'error' in outcome);
  const ids = outcomes.flatMap((outcome) => ('jobId' in outcome ? [outcome.jobId] : []));
  if (options.submit === true || options.printJobid === true) for (const id of ids) cli.out(String(id));
  if (options.submit !== true && ids.length > 0) await wait(cli, definition, binding, ids, { ...jobs[0]?.at(-1), reason }, options);
  if (refused !== undefined) throw opcodeFailure(refused);
}

/** Throws CommandFailure when the user does not want it, or cannot be asked. */
async function confirm(
  cli: Cli,
  binding: CliBinding,
  args: readonly string[],
  jobs: readonly (readonly Record<string, unknown>[])[],
  options: GenericOptions & Readonly<Record<string, unknown>>,
): Promise<void> {
  const { confirm: asked, confirmOption } = binding;
  const confirmed = options.yes === true || options.force === true || (confirmOption !== undefined && options[attribute(confirmOption)] === true);
  if (asked === undefined || confirmed) return;
  const question = typeof asked === 'string' ? asked.replaceAll('{name}', args[0] ?? '') : asked(jobs[0]?.at(-1) ?? {});
  if (question === null || (await cli.confirm(question))) return;
  throw new CommandFailure(`Nothing was done; ${confirmOption ?? '--yes'} does it without asking`);
}

/** Where commander puts `--yes-do-it`. */
function attribute(flag: string): string {
  return flag.replace(/^--/, '').replace(/-([a-z])/g, (_, char: string) => char.toUpperCase());
}

async function names(cli: Cli, kind: string, filter: Json | null): Promise<string[]> {
  const answer = await cli.master().query({ kind, fields: ['name'], names: [], mustExist: false, filter, form: 'dicts' });
  return (JSON.parse(answer.rowsJson.toString()) as { name: string }[]).map(({ name }) => name);
}

/** The text of a file in place of its name, where an argument names one. Throws CommandFailure when it cannot be read. */
async function withFiles(cli: Cli, binding: CliBinding, args: readonly string[]): Promise<string[]> {
  return Promise.all(
    args.map(async (arg, index) => {
      if (binding.argTypes?.[binding.args[index] ?? ''] !== 'jsonfile') return arg;
      return cli.readFile(arg).catch((error: unknown) => {
        throw new CommandFailure(`File ${arg} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      });
    }),
  );
}

async function wait(
  cli: Cli,
  definition: OpcodeDefinition,
  binding: CliBinding,
  ids: readonly number[],
  opcode: Readonly<Record<string, unknown>>,
  options: TableOptions,
): Promise<void> {
  const [only] = ids;
  if (only !== undefined && ids.length === 1) {
    const end = await followJob(cli, only);
    if (end.status !== 'success') throw opcodeFailure(end);
    const result = end.results.at(-1);
    await localWork[definition.id]?.after?.(cli);
    printResult(cli, definition, binding, opcode, result, options);
    const children = submittedJobs(result);
    const answers: unknown[] = [];
    let code = children.length > 0 ? await followJobs(cli, children, (answer) => answers.push(answer)) : result === false ? exitCodes.failure : exitCodes.ok;
    if (code === exitCodes.ok && definition.id === 'OP_CLUSTER_VERIFY_DISKS') code = await repairDisks(cli, answers, opcode.reason as Json);
    if (code !== exitCodes.ok) throw new CommandFailure('', code);
    return;
  }
  const code = await followJobs(cli, ids);
  if (code !== exitCodes.ok) throw new CommandFailure(`Not all of ${ids.length} jobs succeeded`, code);
}

function reasonTrail(cli: Cli, binding: CliBinding, text: string | undefined): [string, string, number][] {
  const now = Date.now() * 1e6;
  const client: [string, string, number] = [`gnt:client:${cli.user}`, binding.command, now];
  return text === undefined ? [client] : [['gnt:user', text, now], client];
}

/** The error of a refused submission or a failed job, ready to be shown. */
export function opcodeFailure(what: SubmitOutcome | JobEnd | undefined): Error {
  if (what === undefined) return new CommandFailure('The master did not answer for this job');
  if ('error' in what) return what.error;
  if ('results' in what) {
    const failed = what.results.find(isEncodedError);
    return failed === undefined ? new CommandFailure(failureText(what)) : decodeError(failed);
  }
  return new CommandFailure(`Job ${what.jobId} failed`);
}
