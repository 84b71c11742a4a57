/** Bash completion, made from the same command tree that parses the command line. */
import type { Command, Option } from 'commander';

/** Whose names follow commands of another group. */
const namesFrom: Readonly<Record<string, string>> = { backup: 'instance' };

/**
 * A script for bash. Commands, options and their choices are in it; names of objects are asked from the cluster when they are wanted.
 */
export function bashCompletion(program: Command): string {
  const commands = [...tree(program, [])];
  const words = commands.map(([path, command]) => entry(path, wordsOf(command)));
  const choices = commands.flatMap(([path, command]) =>
    command.options.flatMap((option) =>
      choicesOf(option).map(([flag, values]) => entry(`${path} ${flag}`.trim(), values)),
    ),
  );
  const groups = program.commands.filter((command) => command.commands.length > 0);
  const lists = groups.flatMap((group) => {
    const name = namesFrom[group.name()] ?? group.name();
    const list = program.commands
      .find((command) => command.name() === name)
      ?.commands.some((child) => child.name() === 'list');
    return list === true ? [entry(group.name(), `${name} list --no-headers -o ${name === 'job' ? 'id' : 'name'}`)] : [];
  });
  return `# bash completion for gnt and gnt-*; made by: gnt completion bash
declare -gA _gnt_words=(
${words.join('\n')}
)
declare -gA _gnt_choices=(
${choices.join('\n')}
)
declare -gA _gnt_names=(
${lists.join('\n')}
)
_gnt() {
  local cur=\${COMP_WORDS[COMP_CWORD]} path='' words word=\${COMP_WORDS[0]##*/} i
  [[ $word == gnt-* ]] && path=\${word#gnt-}
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${path:+$path }\${COMP_WORDS[i]}"
    [[ -v _gnt_words[$word] ]] && path=$word
  done
  words=\${_gnt_words[\${path:-gnt}]}
  word="\${path:+$path }\${COMP_WORDS[COMP_CWORD - 1]}"
  if [[ -v _gnt_choices[$word] ]]; then
    words=\${_gnt_choices[$word]}
  elif [[ $cur != -* && $path == *' '* && -v _gnt_names[\${path%% *}] ]]; then
    words="$words $(gnt \${_gnt_names[\${path%% *}]} 2>/dev/null)"
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _gnt gnt ${groups.map((group) => `gnt-${group.name()}`).join(' ')}
`;
}

/** `['instance migrate']='--cleanup --help'` */
function entry(key: string, value: string): string {
  return `  ['${key === '' ? 'gnt' : key}']='${value}'`;
}

/** What can follow: subcommands, and options. */
function wordsOf(command: Command): string {
  const children = command.commands.flatMap((child) => [child.name(), ...child.aliases()]);
  return [...children, ...command.options.map((option) => option.long ?? option.short ?? ''), '--help'].join(' ');
}

/** The words an option takes, by each of its names. */
function choicesOf({ argChoices, short, long }: Option): [string, string][] {
  if (argChoices === undefined) return [];
  return [short, long].flatMap((flag): [string, string][] =>
    flag === undefined ? [] : [[flag, argChoices.join(' ')]],
  );
}

/** Every command with the words that lead to it, aliases included. */
function* tree(command: Command, path: readonly string[]): Generator<[string, Command]> {
  yield [path.join(' '), command];
  for (const child of command.commands) {
    for (const name of [child.name(), ...child.aliases()]) yield* tree(child, [...path, name]);
  }
}
