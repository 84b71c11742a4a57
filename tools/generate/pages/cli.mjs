// docs/reference/cli: a page for each group of commands, made from the tree of commands that gnt itself parses with.
import { anchor, cliLink } from './links.mjs';
import { code, page, table } from './markdown.mjs';
import { opcodeFile } from './opcodes.mjs';

/** Examples of commands that submit no opcode. */
const examples = {
  'cluster info': 'gnt cluster info',
  'group list': 'gnt group list',
  'instance list': 'gnt instance list -o +snodes,disk_template',
  'instance console': 'gnt instance console web1.example.com',
  'job list': 'gnt job list --running',
  'job watch': 'gnt job watch 1234',
  'job cancel': 'gnt job cancel 1234',
  'node list': 'gnt node list -o name,mfree,dfree',
};

/** `program`: the tree of commands. */
export function cliPages(contract, program) {
  const byCommand = bindings(contract);
  const groups = program.commands.filter((group) => group.commands.length > 0);
  return new Map([
    ['index.md', index(program, groups)],
    ...groups.map((group) => [`gnt-${group.name()}.md`, groupPage(group, byCommand, contract)]),
  ]);
}

/** `instance migrate`: definition and binding. */
function bindings({ opcodes }) {
  return new Map(
    [...opcodes.values()].flatMap((definition) =>
      (definition.cli ?? []).map((binding) => [binding.command, { definition, binding }]),
    ),
  );
}

function groupPage(group, byCommand, contract) {
  const commands = leaves(group, []);
  return page(
    `# gnt ${group.name()}`,
    `${capital(group.description() || `commands of ${group.name()}`)}. \`gnt-${group.name()} COMMAND\` is the same as \`gnt ${group.name()} COMMAND\`.`,
    table(
      ['command', 'what it does'],
      commands.map(({ path, command }) => [
        `[\`${path.join(' ')}\`](#${anchor(path.join(' '))})`,
        sentence(command.description()),
      ]),
    ),
    ...commands.flatMap(({ path, command }) => commandParts(group, path, command, byCommand, contract)),
  );
}

/** Commands that do something, with the words that lead to them. */
function leaves(command, path) {
  return command.commands.flatMap((child) => {
    const words = [...path, child.name()];
    return child.commands.length > 0 ? leaves(child, words) : [{ path: words, command: child }];
  });
}

function commandParts(group, path, command, byCommand, { commandExample }) {
  const name = [group.name(), ...path].join(' ');
  const known = byCommand.get(name);
  // A command written by hand may stand in for one that a definition describes.
  const submits = known !== undefined && command.options.some(({ long }) => long === '--submit');
  const example = submits ? commandExample(known.definition, known.binding) : examples[name];
  const aliases = command.aliases().map((alias) => `\`gnt ${[group.name(), ...path.slice(0, -1), alias].join(' ')}\``);
  return [
    `## ${path.join(' ')}`,
    [
      sentence(command.description()),
      submits && `It submits [\`${known.definition.id}\`](../opcodes/${opcodeFile(known.definition)}).`,
      aliases.length > 0 && `Also: ${aliases.join(', ')}.`,
    ]
      .filter(Boolean)
      .join(' '),
    code('', `gnt ${name} ${usage(command)}`.trim()),
    example && ['For example:', code('', example)].join('\n\n'),
    command.options.length > 0 && table(['option', 'meaning'], command.options.map(optionRow)),
  ].filter(Boolean);
}

function usage(command) {
  const args = command.registeredArguments.map((argument) => {
    const text = argument.variadic ? `${argument.name()}...` : argument.name();
    return argument.required ? `<${text}>` : `[${text}]`;
  });
  return [...(command.options.length > 0 ? ['[options]'] : []), ...args].join(' ');
}

function optionRow(option) {
  const notes = [
    sentence(option.description),
    ...(option.argChoices ? [`One of ${option.argChoices.map((choice) => `\`${choice}\``).join(', ')}.`] : []),
    ...(option.mandatory ? ['Has to be given.'] : []),
  ];
  return [`\`${option.flags}\``, notes.join(' ')];
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const sentence = (text) => (text === '' || /[.:)]$/.test(text) ? capital(text) : `${capital(text)}.`);

function index(program, groups) {
  return page(
    '# Command line',
    'The program `gnt` on the master node manages the cluster. Its commands come in groups; `gnt instance list` can also be written ' +
      '`gnt-instance list`. A command that submits a job waits until the job has ended and shows its log; `--submit` only prints the id of the ' +
      'job. The exit code is 0 when all went well and 1 when something failed.',
    table(
      ['group', 'for'],
      groups.map((group) => [
        `[\`gnt ${group.name()}\`](${cliLink(`${group.name()} `).replace(/#$/, '')})`,
        group.description(),
      ]),
    ),
    '## Common to all',
    table(['option', 'meaning'], [...program.options.map(optionRow), ['`--help`', 'Tell about a group or command.']]),
    'Sizes take a unit: `512M`, `4G`, `1.5T`; without one they are MiB. Dictionaries are written `name=value,…`; `no_name` means false, and ' +
      '`-name` takes the value away. Priorities are `low`, `normal` and `high`.',
    '## Completion',
    'The shell completes commands, options and names of objects once it has read [gnt.bash-completion](gnt.bash-completion), or what ' +
      '`gnt completion bash` prints:',
    code('', 'gnt completion bash > /etc/bash_completion.d/gnt'),
  );
}
