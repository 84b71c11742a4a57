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
});
