/** A master on a memory store with simulated nodes: runs opcodes through the real queue. */
import { openConfig, type ClusterConfig } from '@ganeti/master-config';
import type { JobQueue, JobView } from '@ganeti/master-jobs';
import { Memory, memoryStore } from '@ganeti/master-state';
import { initialCluster, initialGroup, initialNode, type Json } from '@ganeti/objects';
import { systemIds, type Clock } from '@ganeti/runtime';
import { fastClock, simulatedNodes, uuidOf, type SimulatedNodes } from './simulated-nodes';
import { bootMaster } from './unit-master';

export interface UnitWorld {
  readonly nodes: SimulatedNodes;
  /** Of the master that lives now. */
  readonly config: ClusterConfig;
  readonly queue: JobQueue;
  /** Addresses where something accepts connections. */
  readonly answering: Set<string>;
  /** Runs one opcode to its end. */
  run(opcode: Readonly<Record<string, unknown>>): Promise<Ended>;
  /**
   * The same, and the jobs it submits, with a master that dies at the nth place where a crash is interesting. Another one goes on
   * then. null: it died before it had taken the job.
   */
  runCut(opcode: Readonly<Record<string, unknown>>, n: number): Promise<{ died: boolean; ended: Ended | null }>;
  wait(id: number): Promise<JobView>;
  /** Cluster and nodes as comparable text; serial numbers and times left out. */
  snapshot(): Promise<string[]>;
  /** What jobs have left: rows of their journal, undo that waits, locks. Empty when all is well. */
  remains(): string[];
  close(): Promise<void>;
}
export interface Ended {
  readonly status: string;
  readonly result: Json;
  readonly log: readonly string[];
}

export async function unitWorld(names: readonly string[] = ['node1.example.com', 'node2.example.com', 'node3.example.com']): Promise<UnitWorld> {
  const clock = fastClock(100);
  const nodes = await simulatedNodes(names, clock);
  const memory = new Memory();
  await seed(memory, names, clock);
  const answering = new Set<string>();
  let master = await bootMaster(memory, nodes, clock, answering);

  const wait = async (id: number): Promise<JobView> => {
    const { queue } = master;
    for (;;) {
      // Nobody hears from a dead master any more.
      if (queue !== master.queue) return new Promise<never>(() => undefined);
      await queue.waitForChange(id, ['status'], null, null, 10);
      const job = queue.get(id);
      if (job === undefined) throw new Error(`Job ${id} is gone`);
      if (job.end !== null) return job;
      await clock.sleep(0.5);
    }
  };
  const submit = async (opcode: Readonly<Record<string, unknown>>): Promise<number> => {
    const [submitted] = await master.queue.submit([[opcode]]);
    if (submitted === undefined || 'error' in submitted) throw submitted?.error ?? new Error('not submitted');
    return submitted.id;
  };
  const allEnded = async (): Promise<void> => {
    for (;;) {
      const open = [...master.queue.list()].filter(({ end }) => end === null);
      if (open.length === 0) return;
      await Promise.all(open.map(({ id }) => wait(id)));
    }
  };
  return {
    nodes,
    get config() {
      return master.config;
    },
    get queue() {
      return master.queue;
    },
    answering,
    wait,
    run: async (opcode) => endOf(await wait(await submit(opcode))),
    async runCut(opcode, n) {
      const before = new Set([...master.queue.list()].map(({ id }) => id));
      const death = master.dieAt(n).then(() => true);
      const died = await Promise.race([death, submit(opcode).then(wait).then(allEnded).then(() => false)]);
      if (died) master = await bootMaster(memory, nodes, clock, answering);
      else master.spare();
      await allEnded();
      const first = [...master.queue.list()].filter(({ id }) => !before.has(id)).sort((a, b) => a.id - b.id)[0];
      return { died, ended: first === undefined ? null : endOf(first) };
    },
    async snapshot() {
      const lines = await nodes.state();
      for (const kind of ['instance', 'disk', 'node', 'nodegroup', 'network', 'cluster'] as const) {
        for (const object of master.config.view.all(kind)) {
          const { serial_no: _serial, mtime: _mtime, ...rest } = object;
          lines.push(`${kind} ${JSON.stringify(rest, Object.keys(rest).sort())} ${JSON.stringify(rest)}`);
        }
      }
      return lines.sort();
    },
    remains: () => [
      ...[...memory.table('journal').keys()].map((key) => `journal ${key}`),
      ...[...memory.table('cleanup').keys()].map((key) => `cleanup ${key}`),
      ...master.locks.list().map((lock) => `lock ${JSON.stringify(lock)}`),
    ],
    async close() {
      await master.stop();
      await nodes.close();
    },
  };
}

function endOf({ ops: [op] }: JobView): Ended {
  if (op === undefined) throw new Error('a job without opcodes');
  return { status: op.status, result: op.result, log: op.log.map(([, , , text]) => (typeof text === 'string' ? text : JSON.stringify(text))) };
}

async function seed(memory: Memory, names: readonly string[], clock: Clock): Promise<void> {
  const store = memoryStore(memory);
  await store.open();
  const config = await openConfig(store, { clock, ids: systemIds });
  const first = names[0] as string;
  await config.transaction((tx) => {
    tx.insert('nodegroup', initialGroup({ uuid: 'uuid-group' }));
    names.forEach((name, index) =>
      tx.insert('node', initialNode({ uuid: uuidOf(name), name, primary_ip: `127.0.1.${index + 1}`, group: 'uuid-group', certificate_digest: '', master_candidate: true })),
    );
    tx.insert(
      'cluster',
      initialCluster({
        uuid: 'uuid-cluster',
        cluster_name: 'cluster.example.com',
        master_node: uuidOf(first),
        master_ip: '127.0.1.100',
        candidate_pool_size: names.length,
        enabled_disk_templates: ['drbd', 'plain', 'file', 'sharedfile', 'diskless'],
        ipolicy: { minmax: [{ min: { 'memory-size': 4, 'disk-size': 4 }, max: { 'memory-size': 32_768, 'disk-size': 100_000, 'disk-count': 16, 'nic-count': 8 } }] },
      }),
    );
  });
  await store.close();
}
