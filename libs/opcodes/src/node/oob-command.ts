import { z } from 'zod';
import { wrongInput } from '../cli-values';
import { defineOpcode, optional, required } from '../define';
import { anyJson, flag, maybe, nonEmptyString } from '../types';

const timeoutOption = { flags: '--oob-timeout <seconds>', param: 'timeout', type: 'int' } as const;
const words = ['cycle', 'off', 'on', 'status'];

export const oobCommand = defineOpcode({
  id: 'OP_OOB_COMMAND',
  path: 'node/oob-command',
  title: 'Switch the power of nodes, or ask for their health',
  doc:
    'Runs the out-of-band program (node parameter `oob_program`) of nodes on the master: it reaches the management processor of a ' +
    'machine even when the machine itself is off. Answers a row for each node: [status, name] and [status, answer]; the status is that ' +
    'of a query value (0 is good).',
  params: {
    node_names: optional(z.array(nonEmptyString), [], 'The nodes; empty: all.'),
    node_uuids: maybe(z.array(nonEmptyString), 'UUIDs of `node_names`.'),
    command: required(
      z.enum(['health', 'power-cycle', 'power-off', 'power-on', 'power-status']),
      'What to do: ask for the health or the power, or switch the power.',
    ),
    timeout: optional(z.int(), 60, 'Seconds the program may take.'),
    ignore_status: flag('Switch the power off although a node is not marked as offline.'),
    power_delay: optional(z.number(), 2, 'Seconds between switching on two nodes, so that not all start at once.'),
  },
  result: z.array(z.array(z.tuple([z.int().min(0).max(4), anyJson]))),
  permission: 'node.power',
  rule: ({ timeout, power_delay: delay }) => {
    if ((timeout as number) <= 0) return 'timeout has to be more than 0 seconds';
    return (delay as number) < 0 ? 'power_delay cannot be negative' : null;
  },
  cli: [
    {
      command: 'node health',
      args: ['node_names...'],
      fixed: { command: 'health' },
      options: [timeoutOption],
      hidden: ['node_uuids', 'ignore_status', 'power_delay'],
      table: { columns: { node: { title: 'Node' }, health: { title: 'Health' } }, pairs: true },
      doc: 'Ask the management processors of nodes how they are.',
    },
    {
      command: 'node power',
      args: ['command', 'node_names...'],
      argTypes: { command: 'string' },
      options: [
        timeoutOption,
        {
          flags: '--auto-promote',
          param: 'node_names',
          type: 'custom',
          parse: () => ({ auto_promote: true }),
          doc: 'When master candidates are switched off, make other nodes candidates.',
        },
      ],
      hidden: ['node_uuids'],
      job: powerJob,
      table: { columns: { node: { title: 'Node' }, status: { title: 'Status' } }, pairs: true },
      confirm: ({ command, node_names: nodes }) =>
        command === 'power-status' ? null : `Run ${String(command)} on ${isNone(nodes) ? 'all nodes' : (nodes as string[]).join(', ')}?`,
      doc: 'Switch the power of nodes: on, off or cycle; or ask for it: status.',
    },
  ],
});

function isNone(list: unknown): boolean {
  return !Array.isArray(list) || list.length === 0;
}

/** A node that is switched off is marked as offline before, so that nobody waits for it. */
function powerJob({ command, auto_promote, ...rest }: Record<string, unknown>): Record<string, unknown>[] {
  if (!words.includes(String(command))) throw wrongInput(`"${String(command)}" is none of ${words.join(', ')}`);
  const nodes = command === 'off' && rest.ignore_status !== true && !isNone(rest.node_names) ? (rest.node_names as string[]) : [];
  return [
    ...nodes.map((node_name) => ({
      OP_ID: 'OP_NODE_SET_PARAMS',
      node_name,
      offline: true,
      auto_promote: auto_promote === true,
    })),
    { OP_ID: 'OP_OOB_COMMAND', ...rest, command: `power-${String(command)}` },
  ];
}
