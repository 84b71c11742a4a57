/** Figures of the job queue. Counted along with its events, so that a scrape costs nothing however long the queue is. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { isFinal, seconds, type JobQueue, type JobStatus, type JobView, type Timestamp } from '@ganeti/master-jobs';

/** Seconds: from a no-op to a disk that is copied for hours. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200];
const statuses: readonly JobStatus[] = ['queued', 'waiting', 'canceling', 'running', 'success', 'error', 'canceled'];

export function watchJobs(jobs: Pick<JobQueue, 'onEvent' | 'get' | 'list'>, register: Registry): () => void {
  const byStatus = new Gauge({
    name: 'ganeti_jobs',
    help: 'Jobs outside the archive, by status.',
    labelNames: ['status'],
    registers: [register],
  });
  const ended = new Counter({
    name: 'ganeti_jobs_ended_total',
    help: 'Jobs that have ended since the master started, by first opcode and final status.',
    labelNames: ['opcode', 'status'],
    registers: [register],
  });
  const times = (name: string, help: string): Histogram => new Histogram({ name, help, buckets, registers: [register] });
  const queueDelay = times('ganeti_job_queue_delay_seconds', 'From the submission of a job until its turn came.');
  const lockWait = times('ganeti_opcode_lock_wait_seconds', 'How long an opcode waited for its locks and checks before it began to change things.');
  const duration = times('ganeti_job_duration_seconds', 'From the submission of a job to its end.');

  const known = new Map<number, JobStatus>();
  for (const status of statuses) byStatus.set({ status }, 0);
  const note = (id: number, status: JobStatus | undefined): void => {
    const before = known.get(id);
    if (before === status) return;
    if (before !== undefined) byStatus.dec({ status: before });
    if (status === undefined) known.delete(id);
    else {
      known.set(id, status);
      byStatus.inc({ status });
    }
  };
  for (const { id, status } of jobs.list()) note(id, status);

  return jobs.onEvent((event) => {
    if (event.type === 'log') return;
    const before = known.get(event.id);
    note(event.id, event.type === 'archived' ? undefined : event.status);
    if (event.type === 'archived' || !isFinal(event.status) || before === event.status) return;
    const job = jobs.get(event.id);
    if (job === undefined) return;
    ended.inc({ opcode: opcodeOf(job), status: job.status });
    observe(queueDelay, job.received, job.start);
    observe(duration, job.received, job.end);
    for (const op of job.ops) observe(lockWait, op.start, op.exec);
  });
}

function opcodeOf({ ops: [first] }: JobView): string {
  const id = (first)?.input['OP_ID'];
  return typeof id === 'string' ? id : 'unknown';
}

/** What never began is no delay. */
function observe(histogram: Histogram, from: Timestamp | null, to: Timestamp | null): void {
  if (from !== null && to !== null) histogram.observe(Math.max(0, seconds(to) - seconds(from)));
}
