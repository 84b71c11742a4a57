/** The whole command tree: `gnt <group> <command>`. */
import { opcodes } from '@ganeti/opcodes';
import { Command } from 'commander';
import type { Cli } from './cli';
import { bashCompletion } from './completion';
import { openConsole } from './commands/console';
import { addFilterCommands } from './commands/filters';
import { addImportCommand } from './commands/import-ganeti';
import { addInfoCommand, clusterInfo, groupInfo, instanceInfo, networkInfo, nodeInfo } from './commands/info';
import { addInitCommand } from './commands/init';
import { addJobCommands, addLocksCommand } from './commands/jobs';
import { addListCommands, type ListKind } from './commands/list';
import { addQueueCommand } from './commands/queue';
import { addWatcherCommand } from './commands/watcher';
import { addOpcodeCommand } from './submit';

const groups: Readonly<Record<string, string>> = {
  cluster: 'the cluster as a whole',
  node: 'physical machines',
  group: 'node groups',
  instance: 'virtual machines',
  network: 'networks: pools of addresses for instances',
  os: 'operating system definitions',
  storage: 'external storage providers',
  backup: 'exports of instances',
  filter: 'rules of the job queue',
  job: 'the job queue',
  debug: 'looking inside',
};

const lists: Readonly<Record<string, ListKind>> = {
  node: {
    kind: 'node',
    defaultFields: ['name', 'dtotal', 'dfree', 'mtotal', 'mnode', 'mfree', 'pinst_cnt', 'sinst_cnt'],
    argument: 'node',
  },
  instance: { kind: 'instance', defaultFields: ['name', 'hypervisor', 'os', 'pnode', 'status', 'oper_ram'], argument: 'instance' },
  group: { kind: 'group', defaultFields: ['name', 'node_cnt', 'pinst_cnt', 'alloc_policy', 'ndparams'], argument: 'group' },
  os: { kind: 'os', defaultFields: ['name'], argument: 'os' },
  network: { kind: 'network', defaultFields: ['name', 'network', 'gateway', 'mac_prefix', 'group_list', 'tags'], argument: 'network' },
  backup: { kind: 'export', defaultFields: ['node', 'export'], argument: 'node', nameField: 'node' },
  filter: {
    kind: 'filter',
    defaultFields: ['uuid', 'watermark', 'priority', 'predicates', 'action', 'reason_trail'],
    argument: 'filter',
    nameField: 'uuid',
  },
};

/** `release`: shown by --version. Parsing throws CommanderError or whatever a command throws. */
export function createProgram(cli: Cli, release: string): Command {
  const program = new Command('gnt')
    .description('Manage a cluster of virtual machines.')
    .version(release)
    .option('--root <directory>', 'state directory of a simulated machine')
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride();
  program.configureOutput({ writeOut: (text) => cli.out(text.trimEnd()), writeErr: (text) => cli.err(text.trimEnd()) });

  const group = new Map(Object.entries(groups).map(([name, text]) => [name, program.command(name).description(text)]));
  const at = (name: string): Command => {
    const known = group.get(name) ?? program.command(name);
    group.set(name, known);
    return known;
  };

  for (const [name, kind] of Object.entries(lists)) addListCommands(at(name), cli, kind);
  addInfoCommand(at('cluster'), null, async (_names, options) => clusterInfo(cli, options));
  addInfoCommand(at('node'), 'node', async (names, options) => nodeInfo(cli, names, options));
  addInfoCommand(at('group'), 'group', async (names, options) => groupInfo(cli, names, options));
  addInfoCommand(at('network'), 'network', async (names, options) => networkInfo(cli, names, options));
  addInfoCommand(at('instance'), 'instance', async (names, options) => instanceInfo(cli, names, options)).option(
    '-s, --static',
    'only what is configured, without asking the nodes',
  );
  at('instance')
    .command('console <instance>')
    .description("get to an instance's screen")
    .option('--show-cmd', 'print the command instead of running it')
    .action(async (name: string, options: { showCmd?: boolean }) => openConsole(cli, name, options.showCmd === true));
  addInitCommand(at('cluster'), cli);
  addJobCommands(at('job'), cli);
  addFilterCommands(at('filter'), cli);
  addQueueCommand(at('cluster'), cli);
  addWatcherCommand(at('cluster'), cli);
  addImportCommand(at('cluster'), cli);
  addLocksCommand(at('debug'), cli);

  for (const definition of opcodes.values()) {
    for (const binding of definition.cli ?? []) {
      const [name = ''] = binding.command.split(' ');
      const command = binding.command.split(' ').slice(1).join(' ');
      // Commands written by hand (instance info) come first.
      if (at(name).commands.some((known) => known.name() === command)) continue;
      addOpcodeCommand(at(name), cli, definition, binding);
    }
  }
  program
    .command('completion')
    .description('print a script for bash completion')
    .argument('<shell>', 'bash')
    .action(() => cli.out(bashCompletion(program)));
  for (const each of allCommands(program)) each.exitOverride().configureOutput(program.configureOutput());
  return program;
}

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...allCommands(child)]);
}
