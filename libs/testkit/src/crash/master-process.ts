/** The master of a crash test, in a process that can be killed: the real queue and LogicalUnits on a real database. */
import { openSqliteStore } from '@ganeti/master-state-sqlite';
import type { Failpoint } from '@ganeti/master-jobs';
import { connectNodes, fastClock } from '../simulated-nodes';
import { bootMaster } from '../unit-master';
import type { Order, Outcome } from './protocol';

/** Waits for one order, carries it out and says how it ended; or dies of it. */
export function serveCrashMaster(): void {
  process.once('message', (order: Order) => {
    carryOut(order).then(
      (outcome) => process.send?.(outcome),
      (error: unknown) => {
        process.stderr.write(`The master of a crash test failed: ${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(1);
      },
    );
  });
  process.on('disconnect', () => process.exit(0));
}

async function carryOut({ path, doors, clock: { start, factor }, opcode, dieAt }: Order): Promise<Outcome> {
  const clock = fastClock(factor, start);
  const store = await openSqliteStore({ path });
  await store.open();
  const points: Failpoint[] = [];
  const failpoint = (point: Failpoint): void => {
    points.push(point);
    if (points.length === dieAt) process.kill(process.pid, 'SIGKILL');
  };
  const master = await bootMaster({ store, nodes: connectNodes(doors, clock), clock, answering: new Set(), failpoint });
  const last = master.queue.lastId;
  await master.run(opcode);
  const ended = await master.settle(last);
  await master.stop();
  await store.close();
  return { ended, points };
}
