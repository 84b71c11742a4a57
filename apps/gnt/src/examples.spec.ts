import { spawnSync } from 'node:child_process';
import { checkRule, commandExample, opcodes, parseOpcode } from '@ganeti/opcodes';
import type { Cli } from './cli';
import { bashCompletion } from './completion';
import { createProgram } from './program';
import { noMachine } from './testing/no-machine';

/** A gnt whose master writes down what it is asked to do. */
function gnt(): { run: (line: string) => Promise<void>; jobs: unknown[][]; out: string[] } {
  const jobs: unknown[][] = [];
  const out: string[] = [];
  const cli: Cli = {
    master: () =>
      ({
        query: () => Promise.resolve({ rowsJson: Buffer.from('[{"name": "web1"}]'), fieldsJson: '[]' }),
        submit: (list: readonly unknown[][]) => {
          jobs.push(...list);
          return Promise.resolve(list.map((_, index) => ({ jobId: index + 1 })));
        },
      }) as never,
    out: (line) => out.push(line),
    err: (line) => out.push(line),
    status: () => undefined,
    confirm: () => Promise.resolve(true),
    run: () => Promise.resolve(0),
    local: noMachine,
    readFile: () => Promise.resolve('[{"name": "web1", "os": "noop", "disks": []}]'),
    user: 'gnt-test',
  };
  return {
    run: async (line) => void (await createProgram(cli, '1').parseAsync(['node', 'gnt', ...line.split(' ')])),
    jobs,
    out,
  };
}

const program = createProgram({ out: () => undefined, err: () => undefined } as never, '1');
const submitting = [...opcodes.values()].flatMap((definition) =>
  (definition.cli ?? []).flatMap((binding) => {
    const [group, ...words] = binding.command.split(' ');
    const command = program.commands
      .find((each) => each.name() === group)
      ?.commands.find((each) => each.name() === words.join(' '));
    // Commands written by hand stand in for some.
    if (command?.options.some(({ long }) => long === '--submit') !== true) return [];
    return [[commandExample(definition, binding), definition] as const];
  }),
);

describe('the example of each command', () => {
  it('is there for nearly all', () => {
    expect(submitting.length).toBeGreaterThan(60);
  });

  it.each(submitting)('%s submits what its opcode takes', async (example, definition) => {
    const { run, jobs, out } = gnt();
    await run(`${example.replace(/^gnt /, '')} --submit --reason because`);
    expect(jobs.length).toBeGreaterThan(0);
    for (const job of jobs) {
      for (const opcode of job) {
        const parsed = parseOpcode(opcode);
        expect(() => checkRule(parsed.definition, parsed.params)).not.toThrow();
        expect(parsed.params.reason?.[0]?.slice(0, 2)).toEqual(['gnt:user', 'because']);
      }
    }
    const ids = jobs.map((job) => job.map((opcode) => (opcode as { OP_ID: string }).OP_ID));
    for (const each of ids) expect(each).toContain(definition.id);
    expect(out).toEqual(jobs.map((_, index) => String(index + 1)));
  });
});

describe('bash completion', () => {
  const script = bashCompletion(program);
  /** What bash offers for the last of these words. A `gnt` that lists two names stands in. */
  const complete = (...words: string[]): string[] => {
    const text = `gnt() { echo "asked: $*" >&2; printf 'web1\\nweb2\\n'; }
${script}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _gnt; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, status } = spawnSync('bash', ['-c', text], { encoding: 'utf8' });
    expect(status).toBe(0);
    return stdout.split('\n').filter((line) => line !== '');
  };

  it.each([
    [['gnt', 'inst'], ['instance']],
    [['gnt', 'instance', 'mig'], ['migrate']],
    [['gnt-instance', 'mig'], ['migrate']],
    [['gnt', 'instance', 'migrate', '--clean'], ['--cleanup']],
    [['gnt', 'cluster', 'queue', 'dr'], ['drain']],
    [['gnt', 'instance', 'add', '-t', 'dr'], ['drbd']],
    [['gnt', 'instance', 'migrate', '--migration-mode', 'l'], ['live']],
    [
      ['gnt', 'instance', 'migrate', 'w'],
      ['web1', 'web2'],
    ],
    [
      ['gnt-backup', 'export', '-n', 'node1', 'w'],
      ['web1', 'web2'],
    ],
    [['gnt', 'instance', 'stop', '--tim'], ['--timeout']],
    [['gnt', 'zzz', 'x'], []],
  ])('of %j', (words, offered) => {
    expect(complete(...words)).toEqual(offered);
  });
});
