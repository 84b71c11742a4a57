/** Commands made from opcode definitions: their options, submission, and waiting for the jobs. */
import { decodeError, isEncodedError } from '@ganeti/errors';
import type { SubmitOutcome } from '@ganeti/master-api';
import { cliOptions, cliParams, parseParams, type CliBinding, type OpcodeDefinition } from '@ganeti/opcodes';
import { Option, type Command } from 'commander';
import { CommandFailure, exitCodes, type Cli } from './cli';
import { printResult } from './results';
import { failureText, followJob, followJobs, submittedJobs, type JobEnd } from './watch';

interface GenericOptions {
  readonly submit?: boolean;
  readonly printJobid?: boolean;
  readonly reason?: string;
  readonly yes?: boolean;
  readonly force?: boolean;
}

/** Registers one CLI binding of an opcode below its group (`instance` of `instance migrate`). */
export function addOpcodeCommand(group: Command, cli: Cli, definition: OpcodeDefinition, binding: CliBinding): void {
  const name = binding.command.split(' ').slice(1).join(' ');
  const words = [name, ...binding.args.map((arg) => `<${arg}>`)].join(' ');
  const command = group.command(words).description(binding.doc);
  for (const alias of binding.aliases ?? []) command.alias(alias.split(' ').at(-1) ?? alias);
  for (const option of cliOptions(definition, binding)) {
    const made = new Option(option.flags, option.doc);
    if (option.repeatable) made.argParser<string[]>((text, earlier) => [...(earlier ?? []), text]);
    if (option.choices !== undefined && !option.repeatable) made.choices(option.choices);
    command.addOption(made);
  }
  const has = (long: string): boolean => command.options.some((option) => option.long === long);
  command.option('--submit', 'print the job id and do not wait');
  command.option('--print-jobid', 'print the job id, then wait');
  if (!has('--reason')) command.option('--reason <text>', 'why this is done; kept with the job');
  if (binding.confirm !== undefined) {
    command.option('--yes', 'do not ask');
    // Ganeti's name for it, where the opcode has no parameter of that name.
    if (!has('--force')) command.option('-f, --force', 'do not ask');
  }
  command.action(async (...given: unknown[]) => {
    const args = command.processedArgs.flat() as string[];
    await submit(cli, definition, binding, args, given.at(-2) as Record<string, unknown> & GenericOptions);
  });
}

async function submit(
  cli: Cli,
  definition: OpcodeDefinition,
  binding: CliBinding,
  args: readonly string[],
  options: Record<string, unknown> & GenericOptions,
): Promise<void> {
  const sets = cliParams(definition, binding, await withFiles(cli, binding, args), options);
  // Checked here too: a mistake is told before anything is asked or sent.
  for (const params of sets) parseParams(definition, params);
  if (binding.confirm !== undefined && options.yes !== true && options.force !== true) {
    const question = binding.confirm.replaceAll('{name}', args[0] ?? '');
    if (!(await cli.confirm(question))) throw new CommandFailure('Nothing was done; --yes does it without asking');
  }
  const jobs = sets.map((params) => [{ OP_ID: definition.id, ...params, reason: reasonTrail(cli, binding, options.reason) }]);
  const outcomes = await cli.master().submit(jobs);
  const refused = outcomes.find((outcome) => 'error' in outcome);
  const ids = outcomes.flatMap((outcome) => ('jobId' in outcome ? [outcome.jobId] : []));
  if (options.submit === true || options.printJobid === true) for (const id of ids) cli.out(String(id));
  if (options.submit !== true && ids.length > 0) await wait(cli, definition, ids);
  if (refused !== undefined) throw opcodeFailure(refused);
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

async function wait(cli: Cli, definition: OpcodeDefinition, ids: readonly number[]): Promise<void> {
  const [only] = ids;
  if (only !== undefined && ids.length === 1) {
    const end = await followJob(cli, only);
    if (end.status !== 'success') throw opcodeFailure(end);
    const [result] = end.results;
    printResult(cli, definition.id, result);
    const children = submittedJobs(result);
    const code = children.length > 0 ? await followJobs(cli, children) : result === false ? exitCodes.failure : exitCodes.ok;
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
