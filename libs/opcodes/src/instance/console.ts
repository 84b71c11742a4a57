import { z } from 'zod';
import { defineOpcode } from '../define';
import { oneInstance } from '../params';
import { anyJson } from '../types';

export const instanceConsole = defineOpcode({
  id: 'OP_INSTANCE_CONSOLE',
  path: 'instance/console',
  title: 'Tell how to reach the console of an instance',
  doc: 'Answers what a program needs to open the console of a running instance: `kind` (ssh, vnc, spice or msg), and with it host, port, user, command, display or message.',
  params: { ...oneInstance },
  summary: 'instance_name',
  result: z.record(z.string(), anyJson),
  permission: 'instance.console',
  // `gnt instance console` and GET /2/instances/[instance_name]/console ask by a query, without a job.
});
