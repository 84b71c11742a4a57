/**
 * Options of the standalone programs, spelled as those of Ganeti's (getopt: `-vv`, `-l5`, `--limit=5`, and values that may be left out
 * are attached only: `-p`, `-pname,t_mem`). Small, because these programs are started often and have to be quick.
 */
export interface OptionSpec {
  readonly short?: string;
  readonly long?: string;
  /** flag: counted; value: needed; optional: attached or nothing. */
  readonly kind: 'flag' | 'value' | 'optional';
  /** How the value is called in the help; without: none. */
  readonly value?: string;
  readonly doc: string;
}

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export class Options<K extends string> {
  constructor(
    private readonly found: ReadonlyMap<string, readonly string[]>,
    readonly positional: readonly string[],
  ) {}

  has = (key: K): boolean => this.found.has(key);
  count = (key: K): number => this.found.get(key)?.length ?? 0;
  all = (key: K): readonly string[] => this.found.get(key) ?? [];
  one = (key: K): string | undefined => this.found.get(key)?.at(-1);

  number(key: K): number | undefined {
    const text = this.one(key);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`"${text}" is not a number (option ${key})`);
    return value;
  }

  /** Names separated by commas, from all times the option was given. */
  names(key: K): string[] {
    return this.all(key).flatMap((text) => text.split(',').filter(Boolean));
  }
}

/** Throws UsageError. */
export function parseOptions<K extends string>(specs: Readonly<Record<K, OptionSpec>>, words: readonly string[]): Options<K> {
  const found = new Map<K, string[]>();
  const positional: string[] = [];
  const entries = Object.entries(specs) as [K, OptionSpec][];
  const note = (key: K, value: string): void => void found.set(key, [...(found.get(key) ?? []), value]);
  let at = 0;
  const next = (option: string): string => {
    const value = words[at++];
    if (value === undefined) throw new UsageError(`option ${option} needs a value`);
    return value;
  };
  while (at < words.length) {
    const word = words[at++] ?? '';
    if (word === '--') positional.push(...words.slice(at, (at = words.length)));
    else if (word.startsWith('--')) {
      const [name = '', attached] = splitOnce(word.slice(2));
      const [key, spec] = entries.find(([, { long }]) => long === name) ?? unknown(word);
      if (spec.kind === 'flag' && attached !== undefined) throw new UsageError(`option --${name} takes no value`);
      note(key, attached ?? (spec.kind === 'value' ? next(word) : ''));
    } else if (word.startsWith('-') && word.length > 1) {
      for (let i = 1; i < word.length; i++) {
        const [key, spec] = entries.find(([, { short }]) => short === word[i]) ?? unknown(`-${word[i] ?? ''}`);
        if (spec.kind === 'flag') {
          note(key, '');
          continue;
        }
        const attached = word.slice(i + 1);
        note(key, spec.kind === 'value' && attached === '' ? next(`-${word[i] ?? ''}`) : attached);
        break;
      }
    } else positional.push(word);
  }
  return new Options(found, positional);
}

function splitOnce(text: string): [string, string?] {
  const at = text.indexOf('=');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function unknown(option: string): never {
  throw new UsageError(`there is no option ${option}; --help lists those there are`);
}

export function helpText(usage: string, specs: Readonly<Record<string, OptionSpec>>): string {
  const lines = Object.values(specs).map(({ short, long, kind, value = 'VALUE', doc }): [string, string] => {
    const shown = kind === 'optional' ? `[=${value}]` : kind === 'value' ? `=${value}` : '';
    return [[short === undefined ? '' : `-${short}`, long === undefined ? '' : `--${long}${shown}`].filter(Boolean).join(', '), doc];
  });
  const width = Math.max(...lines.map(([left]) => left.length));
  return [`Usage: ${usage}`, '', ...lines.map(([left, doc]) => `  ${left.padEnd(width)}  ${doc}`), ''].join('\n');
}
