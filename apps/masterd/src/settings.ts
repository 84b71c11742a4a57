/** Settings of the master daemon: /etc/ganeti/masterd.json. Every key has a default. */
import { z } from 'zod';

export const masterdSettings = z.strictObject({
  log_level: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  /** Permission bits of the socket, octal text; its group may be set with `socket_group` (a numeric id). */
  socket_mode: z
    .string()
    .regex(/^0?[0-7]{3}$/)
    .default('0660'),
  socket_group: z.int().min(0).optional(),
  /** Jobs that have not ended; more are refused. */
  max_queued_jobs: z.int().min(1).default(100_000),
  /** Ended jobs kept in the queue; older ones are archived. */
  keep_finished_jobs: z.int().min(0).default(20_000),
  /** Events that listeners who come back can catch up on. */
  keep_events: z.int().min(100).default(10_000),
  /** Seconds between two rounds of the watcher; 0: it does nothing by itself. */
  watcher_seconds: z.number().min(0).default(60),
  /** How long a step waits for a node that has gone, seconds. */
  node_reconnect_seconds: z.number().min(0).default(60),
  /** Signs of life of nodes, and the silence after which a node counts as unreachable; seconds. */
  heartbeat_seconds: z.number().min(0.1).default(5),
  silent_after_seconds: z.number().min(0.2).default(15),
});
export type MasterdSettings = z.output<typeof masterdSettings>;
