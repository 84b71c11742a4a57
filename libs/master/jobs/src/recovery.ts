/** What an earlier master left in the store. */
import type { ClusterConfig } from '@ganeti/master-config';
import type { LockManager } from '@ganeti/master-locking';
import type { Kind, StateStore } from '@ganeti/master-state';
import type { Clock } from '@ganeti/runtime';
import type { Resumed } from './executor';
import { currentOp, jobCanceled, opQueued, timestamp, type StoredJob } from './job';
import { Journal, splitKey } from './journal';
import { LiveJob, readLogRow } from './live-job';
import { drainedKey, lastIdKey } from './meta';
import type { LogEntry } from './types';
import type { JobWriter } from './writer';

export interface Found {
  /** By id. */
  readonly jobs: readonly LiveJob[];
  /** Journals of jobs whose current opcode is running. */
  readonly journals: ReadonlyMap<number, Journal>;
  /** Rows nobody needs. */
  readonly stale: readonly { readonly kind: Kind; readonly key: string }[];
  readonly lastId: number;
  readonly drained: boolean;
}

export async function loadQueue(store: StateStore): Promise<Found> {
  const logs = new Map<number, { op: number; entry: LogEntry }[]>();
  for (const { key, value } of await store.load('joblog')) {
    const id = Number(key.slice(0, key.indexOf('/')));
    let log = logs.get(id);
    if (log === undefined) logs.set(id, (log = []));
    log.push(readLogRow(value));
  }
  const jobs = (await store.load('job'))
    .map(({ value }) => {
      const stored = value as unknown as StoredJob;
      const log = (logs.get(stored.id) ?? []).sort((a, b) => a.entry[0] - b.entry[0]);
      return new LiveJob(beforeItsPlan(stored), log);
    })
    .sort((a, b) => a.id - b.id);

  const running = new Map(
    jobs.flatMap((job) => {
      const index = job.current;
      return index >= 0 && job.newest.ops[index]!.status === 'running' ? [[job.id, new Journal(job.id, index)]] : [];
    }),
  );
  const stale: { kind: Kind; key: string }[] = [];
  for (const { key, value } of await store.load('journal')) {
    const { job, op, name } = splitKey(key);
    const journal = running.get(job);
    if (journal?.op === op) journal.load(name, value);
    else stale.push({ kind: 'journal', key });
  }
  const meta = new Map((await store.load('meta')).map(({ key, value }) => [key, value]));
  const lastId = Math.max(Number(meta.get(lastIdKey) ?? 0), ...jobs.slice(-1).map((job) => job.id));
  return { jobs, journals: running, stale, lastId, drained: meta.get(drainedKey) === true };
}

/** An opcode that was waiting had changed nothing: it starts again. */
function beforeItsPlan(job: StoredJob): StoredJob {
  const index = currentOp(job);
  return index >= 0 && job.ops[index]!.status === 'waiting' ? opQueued(job, index) : job;
}

/**
 * Running opcodes get back what they held, all of them before anything else can ask for locks: their records never overlap,
 * because a lock is given back only after its record is gone.
 */
export function takeAgain(found: Found, locks: LockManager, config: ClusterConfig): Map<LiveJob, Resumed> {
  const resumed = new Map<LiveJob, Resumed>();
  for (const job of found.jobs) {
    const journal = found.journals.get(job.id);
    if (journal === undefined) continue;
    const { held, reserved } = journal.locks;
    const owner = { jobId: job.id, opIndex: journal.op, priority: job.newest.ops[journal.op]!.priority };
    config.reservations.restore(job.id, reserved);
    resumed.set(job, { journal, locks: locks.restore(owner, held) });
  }
  return resumed;
}

/** Ends what was about to be canceled, and clears away what nobody needs. */
export async function settle(found: Found, writer: JobWriter, clock: Clock): Promise<void> {
  const now = timestamp(clock.now());
  const canceling = found.jobs.filter((job) => job.current >= 0 && job.newest.ops[job.current]!.status === 'canceling');
  await Promise.all(canceling.map((job) => writer.save(job, jobCanceled(job.newest, now))));
  if (found.stale.length > 0) await writer.commit({ puts: [], deletes: found.stale });
}
