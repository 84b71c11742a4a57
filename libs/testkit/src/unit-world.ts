/** A master on a memory store with simulated nodes: runs opcodes through the real queue. */
import type { ClusterConfig } from '@ganeti/master-config';
import type { Failpoint, JobQueue, JobView } from '@ganeti/master-jobs';
import { Memory, memoryStore } from '@ganeti/master-state';
import type { Json, ObjectKind } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import { Mortal } from './mortal';
import { fastClock, simulatedNodes, type SimulatedNodes } from './simulated-nodes';
import { bootMaster, type Ended, type EndedJob, type Opcode, type UnitMaster } from './unit-master';
import { seedCluster } from './unit-seed';


export interface UnitWorld {
  readonly clock: Clock;
  readonly nodes: SimulatedNodes;
  /** Of the master that lives now. */
  readonly config: ClusterConfig;
  readonly queue: JobQueue;
  /** Addresses where something accepts connections. */
  readonly answering: Set<string>;
  /** Runs one opcode to its end. */
  run(opcode: Opcode): Promise<Ended>;
  /**
   * The same, and the jobs it submits, with a master that dies at the nth place where a crash is interesting. Another one goes on
   * then. null: it died before it had taken the job.
   */
  runCut(opcode: Opcode, n: number): Promise<{ died: boolean; ended: Ended | null; points: readonly Failpoint[] }>;
  /** Runs an opcode to the end of all jobs that come of it; these, the first one first. */
  runAll(opcode: Opcode): Promise<EndedJob[]>;
  /** Nodes tell how they are, and the watcher looks, until nothing is left that it or the clean-up can do. */
  recover(): Promise<void>;
  wait(id: number): Promise<JobView>;
  /** Waits until no job is under way. */
  settle(): Promise<void>;
  /** Changes an object in the store, whatever the rules say; another master begins with it. */
  tamper(kind: ObjectKind, uuid: string, fields: Readonly<Record<string, Json>>): Promise<void>;
  /** Cluster and nodes as comparable text; serial numbers and times left out. */
  snapshot(): Promise<string[]>;
  /** What jobs have left: rows of their journal, undo that waits, locks. Empty when all is well. */
  remains(): Promise<string[]>;
  close(): Promise<void>;
}

/** `nodeReconnectSeconds`: how long a step waits for its node to come back. */
export async function unitWorld(
  names: readonly string[] = ['node1.example.com', 'node2.example.com', 'node3.example.com'],
  { nodeReconnectSeconds }: { readonly nodeReconnectSeconds?: number } = {},
): Promise<UnitWorld> {
  const clock = fastClock(100);
  const nodes = await simulatedNodes(names, clock);
  const memory = new Memory();
  const answering = new Set<string>();
  const boot = async (): Promise<{ master: UnitMaster; mortal: Mortal }> => {
    const mortal = new Mortal();
    const store = mortal.store(memoryStore(memory));
    await store.open();
    return { mortal, master: await bootMaster({ store, nodes: mortal.nodes(nodes), clock, answering, failpoint: mortal.failpoint, nodeReconnectSeconds }) };
  };
  const store = memoryStore(memory);
  await store.open();
  await seedCluster(store, names, clock, nodes.doors.nodes);
  await store.close();
  let { master, mortal } = await boot();
  return {
    clock,
    nodes,
    get config() {
      return master.config;
    },
    get queue() {
      return master.queue;
    },
    answering,
    wait: (id) => master.wait(id),
    settle: async () => void (await master.settle(0)),
    run: (opcode) => master.run(opcode),
    async runAll(opcode) {
      const last = master.queue.lastId;
      await master.run(opcode);
      await master.settle(last);
      return master.endedAfter(last);
    },
    recover: () => master.recover(),
    async runCut(opcode, n) {
      const last = master.queue.lastId;
      const death = mortal.dieAt(n).then(() => true);
      const { points } = mortal;
      const died = await Promise.race([death, master.run(opcode).then(() => master.settle(last)).then(() => false)]);
      if (died) {
        // Only its timers end: what it waits for never comes.
        void master.stop();
        ({ master, mortal } = await boot());
      } else mortal.spare();
      return { died, ended: await master.settle(last), points };
    },
    async tamper(kind, uuid, fields) {
      await master.stop();
      const table = memory.table(kind);
      table.set(uuid, JSON.stringify({ ...(JSON.parse(table.get(uuid) ?? '{}') as object), ...fields }));
      ({ master, mortal } = await boot());
    },
    snapshot: async () => [...(await nodes.state()), ...master.objects()].sort(),
    remains: () => master.remains(),
    async close() {
      await master.stop();
      await nodes.close();
    },
  };
}
