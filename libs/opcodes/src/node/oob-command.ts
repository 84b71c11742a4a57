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
  result: z.array(z.array(z.tuple([z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]), anyJson]))),
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
      doc: 'Ask the management processors of nodes how they are.',
    },
    {
      command: 'node power',
      args: ['command', 'node_names...'],
      argTypes: { command: 'string' },
      options: [timeoutOption],
      hidden: ['node_uuids'],
      finish: ({ command, ...rest }) => {
        if (!words.includes(String(command))) throw wrongInput(`"${String(command)}" is none of ${words.join(', ')}`);
        return { ...rest, command: `power-${String(command)}` };
      },
      doc: 'Switch the power of nodes: on, off or cycle; or ask for it: status.',
    },
  ],
});
