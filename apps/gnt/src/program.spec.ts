/** Commands made from definitions: what they submit, ask and show. The master is a stand-in behind MasterClient. */
import type { FilterRuleInput, MasterClient } from '@ganeti/master-api';
import type { Json } from '@ganeti/objects';
import { opcodes } from '@ganeti/opcodes';
import type { Cli } from './cli';
import { bashCompletion } from './completion';
import { createProgram } from './program';
import { noMachine } from './testing/no-machine';

type Opcode = Readonly<Record<string, unknown>>;

interface Session {
  readonly lines: string[];
  readonly questions: string[];
  readonly submitted: Opcode[][];
  readonly filters: Json[];
  readonly rules: FilterRuleInput[];
  failure: Error | undefined;
}

/** Runs one command; `result` is what the last opcode of each job answers. */
async function gnt(
  words: readonly string[],
  answers: { result?: Json; names?: readonly string[]; yes?: boolean } = {},
): Promise<Session> {
  const session: Session = { lines: [], questions: [], submitted: [], filters: [], rules: [], failure: undefined };
  const master = {
    submit: async (jobs: Opcode[][]) => {
      session.submitted.push(...jobs.map((job) => job.map(({ reason: _, ...opcode }) => opcode)));
      return jobs.map((_, index) => ({ jobId: index + 1 }));
    },
    query: async ({ filter }: { filter: Json }) => {
      session.filters.push(filter);
      return { rowsJson: Buffer.from(JSON.stringify((answers.names ?? []).map((name) => ({ name })))), fieldsJson: '[]' };
    },
    replaceFilter: async (rule: FilterRuleInput) => {
      session.rules.push(rule);
      return 'uuid-1';
    },
    waitForChange: async () => ({ job_info: ['success', [answers.result ?? null], ['success']], log_entries: [] }),
  };
  const cli: Cli = {
    master: () => master as unknown as MasterClient,
    out: (line) => void session.lines.push(line),
    err: (line) => void session.lines.push(line),
    status: () => undefined,
    confirm: async (question) => {
      session.questions.push(question);
      return answers.yes === true;
    },
    run: async () => 0,
    local: noMachine,
    readFile: async () => '',
    user: 'gnt',
  };
  try {
    await createProgram(cli, '1.0').parseAsync([...words], { from: 'user' });
  } catch (error) {
    session.failure = error as Error;
  }
  return session;
}

describe('gnt node power', () => {
  it('marks nodes as offline before it switches them off', async () => {
    const { submitted, questions } = await gnt(['node', 'power', 'off', 'node1', 'node2', '--auto-promote'], { yes: true, result: [] });
    expect(questions).toEqual(['Run power-off on node1, node2?']);
    const offline = { OP_ID: 'OP_NODE_SET_PARAMS', offline: true, auto_promote: true };
    expect(submitted).toEqual([
      [
        { ...offline, node_name: 'node1' },
        { ...offline, node_name: 'node2' },
        { OP_ID: 'OP_OOB_COMMAND', node_names: ['node1', 'node2'], command: 'power-off' },
      ],
    ]);
  });

  it('shows the power of all nodes without asking', async () => {
    const result = [
      [
        [0, 'node1'],
        [0, { powered: true }],
      ],
      [
        [0, 'node22'],
        [2, null],
      ],
    ];
    const { submitted, questions, lines } = await gnt(['node', 'power', 'status', '--separator', ':'], { result });
    expect(questions).toEqual([]);
    expect(submitted).toEqual([[{ OP_ID: 'OP_OOB_COMMAND', node_names: [], command: 'power-status' }]]);
    expect(lines).toEqual(['Node:Status', 'node1:{"powered":true}', 'node22:?']);
  });

  it('does nothing when the answer is no, or the word is wrong', async () => {
    const refused = await gnt(['node', 'power', 'cycle']);
    expect(refused.questions).toEqual(['Run power-cycle on all nodes?']);
    expect([refused.submitted, refused.failure?.message]).toEqual([[], 'Nothing was done; --yes does it without asking']);
    const wrong = await gnt(['node', 'power', 'zzz', '--yes']);
    expect([wrong.submitted, wrong.failure?.message]).toEqual([[], expect.stringContaining('none of cycle, off, on, status')]);
  });
});

it('shows storage as a table', async () => {
  const rows = [
    ['node1', 'xenvg', 2048],
    ['node2', 'xenvg', 512],
  ];
  const { submitted, lines } = await gnt(['node', 'list-storage', '-t', 'lvm-vg', '-o', 'node,name,free', '--no-headers', '--units', 'm'], { result: rows });
  expect(submitted).toEqual([[{ OP_ID: 'OP_NODE_QUERY_STORAGE', storage_type: 'lvm-vg', output_fields: ['node', 'name', 'free'], nodes: [] }]]);
  expect(lines).toEqual(['node1 xenvg 2048', 'node2 xenvg  512']);
});

it('shows OS definitions with what each node says', async () => {
  const status = { node1: [['/srv/ganeti/os/a', false, 'no create script', [], [], [], true]], node2: [] };
  const { submitted, lines } = await gnt(['os', 'diagnose'], { result: [['a', false, status]] });
  expect(submitted).toEqual([[{ OP_ID: 'OP_OS_DIAGNOSE', output_fields: ['name', 'valid', 'node_status'] }]]);
  expect(lines).toEqual([
    '- name: a',
    '  valid: False',
    '  node_status:',
    '    node1:',
    '      - path: /srv/ganeti/os/a',
    '        valid: False',
    '        message: no create script',
    '    node2: not there',
  ]);
});

describe('names that are not given', () => {
  it('are all groups, when a network is connected', async () => {
    const { submitted } = await gnt(['network', 'connect', 'front', '-N', 'mode=bridged,link=br0'], { names: ['g1', 'g2'] });
    const connect = { OP_ID: 'OP_NETWORK_CONNECT', network_name: 'front', network_mode: 'bridged', network_link: 'br0' };
    expect(submitted).toEqual([[{ ...connect, group_name: 'g1' }], [{ ...connect, group_name: 'g2' }]]);
  });

  it('are the nodes of a group, when a prepared command is run', async () => {
    const { submitted, filters, lines } = await gnt(['node', 'restricted-command', '-M', '-g', 'g1', 'check'], {
      names: ['node1', 'node2'],
      result: [
        [true, 'fine\nindeed\n'],
        [false, 'no such command'],
      ],
    });
    expect(JSON.stringify(filters)).toContain('["=","group","g1"]');
    expect(submitted).toEqual([[{ OP_ID: 'OP_RESTRICTED_COMMAND', command: 'check', nodes: ['node1', 'node2'] }]]);
    expect(lines).toEqual(['node1: fine', 'node1: indeed', 'node2: failed: no such command']);
  });

  it('are the primary instances of a node, when it is failed over', async () => {
    const { submitted, filters } = await gnt(['node', 'failover', '--yes', 'node1.example.com'], { names: ['web1', 'web2'] });
    expect(filters).toEqual([
      ['|', ['=', 'pnode', 'node1.example.com'], ['=~', 'pnode', '^node1\\.example\\.com\\.']],
    ]);
    expect(submitted.map(([opcode]) => opcode)).toEqual([
      { OP_ID: 'OP_INSTANCE_FAILOVER', instance_name: 'web1' },
      { OP_ID: 'OP_INSTANCE_FAILOVER', instance_name: 'web2' },
    ]);
    expect((await gnt(['node', 'failover', '--yes', 'node1'])).lines).toEqual(['There is nothing to do.']);
  });

  it('are an error where the operation needs them', async () => {
    const { failure, submitted } = await gnt(['group', 'assign-nodes', 'g1']);
    expect([failure?.message, submitted]).toEqual(["error: missing required argument 'nodes'", []]);
  });
});

it('takes the confirmation that old scripts give', async () => {
  expect((await gnt(['cluster', 'destroy', '--yes-do-it'])).submitted).toEqual([[{ OP_ID: 'OP_CLUSTER_DESTROY' }]]);
  const refused = await gnt(['cluster', 'destroy']);
  expect([refused.submitted, refused.failure?.message]).toEqual([[], expect.stringContaining('--yes-do-it')]);
});

it('refuses what does not go together before anything is sent', async () => {
  const { failure, submitted } = await gnt(['group', 'modify', 'g1']);
  expect([failure?.message, submitted]).toEqual([expect.stringContaining('nothing to change'), []]);
});

it('knows a command for every binding, and completes it', () => {
  const program = createProgram({} as Cli, '1.0');
  const script = bashCompletion(program);
  for (const { cli = [] } of opcodes.values()) {
    for (const { command } of cli) {
      const [group = '', verb = ''] = command.split(' ');
      const found = program.commands.find((child) => child.name() === group)?.commands.find((child) => child.name() === verb);
      expect([command, found?.description()]).toEqual([command, expect.stringMatching(/\w/)]);
      expect(script).toContain(`['${command}']=`);
      expect(script).toMatch(new RegExp(`complete -F _gnt .*\\bgnt-${group}\\b`));
    }
  }
  for (const group of program.commands) expect([group.name(), group.description()]).toEqual([group.name(), expect.stringMatching(/\w/)]);
});

describe('gnt filter', () => {
  it('adds and replaces rules', async () => {
    const predicates = '[["jobid", [">", "id", "watermark"]]]';
    const added = await gnt(['filter', 'add', '--priority', '3', '--predicates', predicates, '--action', 'rate_limit 2', '--reason', 'upgrade']);
    expect(added.lines).toEqual(['uuid-1']);
    expect(added.rules).toEqual([
      { uuid: null, priority: 3, predicates: JSON.parse(predicates) as unknown, action: ['RATE_LIMIT', 2], reason: [['gnt:user', 'upgrade', expect.any(Number)]] },
    ]);
    const replaced = await gnt(['filter', 'replace', 'uuid-1', '--action', 'pause']);
    expect(replaced.rules).toEqual([{ uuid: 'uuid-1', priority: 0, predicates: [], action: 'PAUSE', reason: [] }]);
    expect((await gnt(['filter', 'add', '--predicates', '{}'])).failure?.message).toContain('JSON list');
  });
});
