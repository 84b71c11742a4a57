/** Bash completion, made from the same command tree that parses the command line. */
import type { Command } from 'commander';

/** A script for bash: commands and options are static; names of instances, nodes, groups and jobs are asked from the cluster. */
export function bashCompletion(program: Command): string {
  const groups = program.commands.filter((child) => child.commands.length > 0).map((child) => child.name());
  const cases = [...paths(program, [])].map(([path, words]) => `    '${path}') words='${words}' ;;`);
  return `# bash completion for gnt and gnt-*; made by: gnt completion bash
_gnt() {
  local cur path words i first=1
  cur=\${COMP_WORDS[COMP_CWORD]}
  path=''
  case \${COMP_WORDS[0]##*/} in gnt-*) path=\${COMP_WORDS[0]##*/gnt-} ;; esac
  for ((i = first; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      -*) ;;
      *) [ "$(wc -w <<<"$path")" -lt 2 ] && path="\${path:+$path }\${COMP_WORDS[i]}" ;;
    esac
  done
  words=''
  case $path in
${cases.join('\n')}
  esac
  if [[ $cur != -* && $(wc -w <<<"$path") -eq 2 ]]; then
    case $path in
      instance\\ *|node\\ *|group\\ *|network\\ *|os\\ *) words="$words $(gnt "\${path%% *}" list --no-headers -o name 2>/dev/null)" ;;
      job\\ *) words="$words $(gnt job list --no-headers -o id 2>/dev/null)" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _gnt gnt ${groups.map((name) => `gnt-${name}`).join(' ')}
`;
}

/** `instance migrate` -> what can follow: subcommands, or options. */
function* paths(command: Command, path: readonly string[]): Generator<[string, string]> {
  const options = command.options.map((option) => option.long ?? option.short ?? '');
  const children = command.commands.flatMap((child) => [child.name(), ...child.aliases()]);
  yield [path.join(' '), [...children, ...options, '--help'].join(' ')];
  for (const child of command.commands) {
    for (const name of [child.name(), ...child.aliases()]) yield* paths(child, [...path, name]);
  }
}
