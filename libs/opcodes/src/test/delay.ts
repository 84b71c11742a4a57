import { z } from 'zod';
import { defineOpcode, optional, required } from '../define';
import { flag, maybe, nonEmptyString, nonNegativeInt } from '../types';

export const testDelay = defineOpcode({
  id: 'OP_TEST_DELAY',
  path: 'test/delay',
  title: 'Wait',
  doc: 'Waits on the master, on nodes, or both. For tests and measurements.',
  params: {
    duration: required(z.number(), 'How long to wait, in seconds.'),
    on_master: optional(z.boolean(), true, 'Wait on the master.'),
    on_nodes: optional(z.array(nonEmptyString), [], 'Nodes to wait on.'),
    on_node_uuids: maybe(z.array(nonEmptyString), 'UUIDs of `on_nodes`.'),
    repeat: optional(nonNegativeInt, 0, 'How often to do it; 0 is once without a message.'),
    interruptible: flag('Open a socket over which the wait can be ended early.'),
    no_locks: optional(z.boolean(), true, 'Take no locks on the nodes.'),
  },
  summary: 'duration',
  // Ganeti shows the time in nanoseconds, so that short waits can be told apart.
  summaryText: (value) => `${Math.round(Number(value) * 1e9)} ns`,
  result: z.null(),
  permission: 'test.delay',
  cli: [
    {
      command: 'debug delay',
      args: ['duration'],
      options: [
        { flags: '--no-master', param: 'on_master', type: 'negated', doc: 'Do not wait on the master.' },
        { flags: '-n, --node <node>', param: 'on_nodes', type: 'list' },
        { flags: '-r, --repeat <number>', param: 'repeat', type: 'int' },
        { flags: '-i, --interruptible', param: 'interruptible', type: 'flag' },
        { flags: '-l, --no-locks', param: 'no_locks', type: 'flag' },
      ],
      // On the command line, taking locks is what one gets without asking.
      defaults: { no_locks: false },
      hidden: ['on_node_uuids'],
      doc: 'Wait for some seconds.',
    },
  ],
});
