/** `gnt filter add|replace|delete|info`: rules of the job queue. Listing them is like listing anything else. */
import type { Json } from '@ganeti/objects';
import { InvalidArgumentError, type Command } from 'commander';
import type { Cli } from '../cli';
import { formatTree, type Tree } from '../output/tree';

interface RuleOptions {
  readonly priority: number;
  readonly predicates: Json[];
  readonly action: Json;
  readonly reason?: string;
}

export function addFilterCommands(group: Command, cli: Cli): void {
  ruleOptions(group.command('add'))
    .description('add a rule, and print its UUID')
    .action(async (options: RuleOptions) => cli.out(await replace(cli, null, options)));
  ruleOptions(group.command('replace <filter>'))
    .description('replace the rule that has this UUID, or add it')
    .action(async (uuid: string, options: RuleOptions) => void (await replace(cli, uuid, options)));
  group
    .command('delete <filter>')
    .description('remove a rule')
    .action(async (uuid: string) => cli.master().deleteFilter(uuid));
  group
    .command('info [filter...]')
    .alias('show')
    .description('show rules: all, or those named')
    .action(async (uuids: string[]) => {
      const fields = ['uuid', 'watermark', 'priority', 'predicates', 'action', 'reason_trail'];
      const answer = await cli.master().query({ kind: 'filter', fields, names: uuids, mustExist: uuids.length > 0, form: 'dicts' });
      const rules = JSON.parse(answer.rowsJson.toString()) as Record<string, Tree>[];
      const shown = rules.map(({ uuid = null, watermark = null, priority = null, predicates = null, action = null, reason_trail = null }) => ({
        UUID: uuid,
        Watermark: watermark,
        Priority: priority,
        Predicates: JSON.stringify(predicates),
        Action: actionText(action),
        'Reason trail': JSON.stringify(reason_trail),
      }));
      for (const line of formatTree(shown)) cli.out(line);
    });
}

function ruleOptions(command: Command): Command {
  return command
    .option('--priority <number>', 'rules with lower numbers come first', wholeNumber, 0)
    .option('--predicates <json>', 'what a job has to be like: a list of [jobid, opcode or reason, filter]; all have to hold', predicateList, [])
    .option('--action <action>', 'ACCEPT, PAUSE, REJECT, CONTINUE or "RATE_LIMIT n"', ruleAction, 'CONTINUE')
    .option('--reason <text>', 'why there is this rule; shown in the jobs that it holds back');
}

async function replace(cli: Cli, uuid: string | null, { priority, predicates, action, reason }: RuleOptions): Promise<string> {
  const said: Json[] = reason === undefined ? [] : [['gnt:user', reason, Math.round(Date.now() * 1e6)]];
  return cli.master().replaceFilter({ uuid, priority, predicates, action, reason: said });
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('A priority of a rule is a whole number, 0 or more.');
  return Number(text);
}

function predicateList(text: string): Json[] {
  try {
    const parsed = JSON.parse(text) as unknown;
    if (Array.isArray(parsed)) return parsed as Json[];
  } catch {
    // Not JSON: said below.
  }
  throw new InvalidArgumentError('Predicates are a JSON list, such as [["opcode", ["=", "OP_ID", "OP_INSTANCE_CREATE"]]].');
}

function ruleAction(text: string): Json {
  const limit = /^RATE_LIMIT\s+(\d+)$/i.exec(text);
  return limit === null ? text.toUpperCase() : ['RATE_LIMIT', Number(limit[1])];
}

function actionText(action: Tree): Tree {
  return Array.isArray(action) ? (action as readonly (string | number)[]).join(' ') : action;
}
