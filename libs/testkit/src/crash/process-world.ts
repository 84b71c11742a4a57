/** A world in which the master that carries out the operation is a process of its own, killed by SIGKILL. The rest lives in this process. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@ganeti/master-state-sqlite';
import { systemClock } from '@ganeti/runtime';
import { fastClock, simulatedNodes } from '../simulated-nodes';
import { bootMaster } from '../unit-master';
import { seedCluster } from '../unit-seed';
import type { CutWorld } from './cuts';
import { nodeNames } from './names';
import type { Order, Outcome } from './protocol';

const factor = 100;

/** Masters with everything loaded that wait for an order, because loading takes longer than a cut. */
export class MasterPool {
  readonly #ready: ChildProcess[];

  constructor(
    private readonly entry: string,
    reserve: number,
  ) {
    this.#ready = Array.from({ length: reserve }, () => this.#start());
  }

  /** null: it was killed. Throws when it ended in another way. */
  carryOut(order: Order): Promise<Outcome | null> {
    const child = this.#ready.shift() ?? this.#start();
    this.#ready.push(this.#start());
    return new Promise((resolve, reject) => {
      let outcome: Outcome | null = null;
      child.once('message', (message) => {
        outcome = message as Outcome;
        child.disconnect();
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        if (outcome !== null || signal === 'SIGKILL') resolve(outcome);
        else reject(new Error(`The master of a crash test ended with ${signal ?? code}`));
      });
      child.send(order);
    });
  }

  close(): void {
    for (const child of this.#ready) child.kill('SIGKILL');
  }

  #start(): ChildProcess {
    return fork(this.entry, { stdio: ['ignore', 2, 2, 'ipc'] });
  }
}

export async function processWorld(pool: MasterPool): Promise<CutWorld> {
  const start = systemClock.now();
  const clock = fastClock(factor, start);
  const nodes = await simulatedNodes(nodeNames, clock);
  const dir = mkdtempSync(join(tmpdir(), 'ganeti-crash-'));
  const path = join(dir, 'state.db');
  const boot = async (isNew: boolean) => {
    const store = await openSqliteStore({ path });
    await store.open();
    if (isNew) await seedCluster(store, nodeNames, clock, nodes.doors.nodes);
    const master = await bootMaster({ store, nodes, clock, answering: new Set(), failpoint: () => undefined });
    const stop = async (): Promise<void> => {
      await master.stop();
      await store.close();
    };
    return { master, stop };
  };
  let here = await boot(true);
  return {
    nodes,
    run: (opcode) => here.master.run(opcode),
    async runCut(opcode, n) {
      const last = here.master.queue.lastId;
      await here.stop();
      const outcome = await pool.carryOut({ path, doors: nodes.doors, clock: { start, factor }, opcode, dieAt: Number.isFinite(n) ? n : null });
      here = await boot(false);
      const ended = await here.master.settle(last);
      return { died: outcome === null, ended, points: outcome?.points ?? [] };
    },
    snapshot: async () => [...(await nodes.state()), ...here.master.objects()],
    remains: () => here.master.remains(),
    async close() {
      await here.stop();
      await nodes.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
