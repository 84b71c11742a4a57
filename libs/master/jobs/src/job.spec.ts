import fc from 'fast-check';
import {
  currentOp,
  isFinal,
  jobCanceled,
  jobPriority,
  jobStatus,
  opCanceling,
  opError,
  opQueued,
  opRunning,
  opSuccess,
  opWaiting,
  timestamp,
  withPriority,
  type StoredJob,
} from './job';

const now = timestamp(1000.25);

function newJob(count: number): StoredJob {
  const op = {
    input: {},
    status: 'queued',
    result: null,
    priority: 0,
    start_timestamp: null,
    exec_timestamp: null,
    end_timestamp: null,
  } as const;
  return {
    id: 1,
    ops: Array.from({ length: count }, () => op),
    received_timestamp: now,
    start_timestamp: null,
    end_timestamp: null,
    user: null,
  };
}

const moves = {
  waiting: (job: StoredJob, i: number) => opWaiting(job, i, now),
  running: (job: StoredJob, i: number) => opRunning(job, i, now),
  success: (job: StoredJob, i: number) => opSuccess(job, i, now, 1),
  error: (job: StoredJob, i: number) => opError(job, i, now, ['OpExecError', ['x']]),
  canceling: (job: StoredJob, i: number) => opCanceling(job, i),
  canceled: (job: StoredJob) => jobCanceled(job, now),
  queued: (job: StoredJob, i: number) => opQueued(job, i),
  priority: (job: StoredJob) => withPriority(job, 5),
};
type Move = keyof typeof moves;

describe('the state machine of a job', () => {
  it('holds its promises whatever comes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.constantFrom(...(Object.keys(moves) as Move[])), { maxLength: 40 }),
        (count, path) => {
          let job = newJob(count);
          for (const move of path) {
            const at = currentOp(job);
            const before = job;
            const frozen = JSON.stringify(before);
            try {
              job = moves[move](job, Math.max(at, 0));
            } catch (error) {
              expect(String(error)).toContain('cannot go from');
              continue;
            } finally {
              expect(JSON.stringify(before)).toBe(frozen);
            }
            // What has ended stays as it is.
            before.ops.forEach((op, i) => {
              if (isFinal(op.status)) expect(job.ops[i]).toEqual(op);
            });
            const status = jobStatus(job.ops);
            // A job ends with its last opcode, and only then has an end.
            expect(isFinal(status)).toBe(currentOp(job) === -1);
            expect(job.end_timestamp !== null).toBe(isFinal(status));
            // At most one opcode is under way, and those behind it have not begun.
            const current = currentOp(job);
            job.ops.forEach((op, i) => {
              if (current >= 0 && i > current) expect(op.status).toBe('queued');
              if (current >= 0 && i < current) expect(op.status).toBe('success');
            });
          }
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('never cancels what runs', () => {
    const running = opRunning(opWaiting(newJob(2), 0, now), 0, now);
    expect(() => jobCanceled(running, now)).toThrow('cannot go from running to canceled');
    expect(() => opCanceling(running, 0)).toThrow('cannot go from running to canceling');
  });

  it('shows a job between two opcodes as queued, and its most urgent open priority', () => {
    const job = newJob(2);
    const between = opSuccess(opRunning(opWaiting(job, 0, now), 0, now), 0, now, { input: {}, result: null });
    expect(jobStatus(between.ops)).toBe('queued');
    expect(
      jobPriority([
        { status: 'success', priority: -10 },
        { status: 'queued', priority: 3 },
      ]),
    ).toBe(3);
  });

  it('keeps time in seconds and microseconds', () => {
    expect(timestamp(1000.25)).toEqual([1000, 250_000]);
    expect(timestamp(0.9999999)).toEqual([1, 0]);
  });
});
