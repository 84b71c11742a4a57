/** What is secret in a job is nowhere but in the run that needs it. */
import { OpExecError } from '@ganeti/errors';
import { clusterVerify, testOsParams } from '@ganeti/opcodes';
import { createVirtualClock, type VirtualClock } from '@ganeti/testkit';
import { defineLogicalUnit, memoryJobKeys, withJobs, type JobQueue, type JobView } from './index';
import { JobSecrets } from './job-secrets';
import { World, type Master } from './testing/world';

let clock: VirtualClock;
let world: World;
/** What runs were given. */
let given: unknown[];
beforeEach(() => {
  clock = createVirtualClock();
  world = new World(clock);
  given = [];
  world.units.set(
    testOsParams.id,
    defineLogicalUnit<typeof testOsParams, null>({
      definition: testOsParams,
      locks: () => ({}),
      check: async () => null,
      async run({ osparams_secret: secret, comment }, _plan, cx) {
        given.push(secret);
        const device = { name: `disk${cx.opIndex}` };
        await cx.call('make', 'n1', 'Blocks.Create', { device }, { undo: [{ node: 'n1', method: 'Blocks.Remove', request: { device } }] });
        if (comment === 'fail') throw new OpExecError('Told to fail');
        return null;
      },
    }),
  );
});

const word = 'open-sesame';
const op = (more: object = {}): { OP_ID: string } => ({ OP_ID: 'OP_TEST_OS_PARAMS', ...{ osparams_secret: { door: word } }, ...more });
async function submit(queue: JobQueue, ...ops: unknown[]): Promise<number> {
  const [result] = await queue.submit([ops], { user: 'admin' });
  if (result === undefined || 'error' in result) throw result?.error ?? new Error('not taken');
  return result.id;
}
async function finish({ queue }: Master, id: number): Promise<JobView> {
  for (let i = 0; i < 200; i += 1) {
    const job = queue.get(id);
    if (job !== undefined && job.end !== null) return job;
    await clock.advance(0.5);
  }
  throw new Error(`job ${id} does not end`);
}
/** Everything in the store as text. */
const stored = (): string => JSON.stringify([...world.memory.tables].map(([kind, rows]) => [kind, [...rows]]));
const row = (id: number): { ops: { sealed?: string; input: Record<string, unknown> }[] } => JSON.parse(world.memory.table('job').get(String(id)) ?? '{}') as never;
const nothingLeft = (...ids: number[]): void => {
  expect(stored()).not.toContain(word);
  for (const id of ids) expect(row(id).ops.filter(({ sealed }) => sealed !== undefined)).toEqual([]);
  expect([...world.jobKeys.keys()]).toEqual([]);
};

it('waits sealed, over restarts of masterd, and reaches its run; its key goes with the job', async () => {
  const first = await world.boot({}, { start: false });
  const id = await submit(first.queue, op(), op());
  expect(stored()).not.toContain(word);
  expect(JSON.stringify(first.queue.get(id))).not.toContain(word);
  // Each opcode by itself: the same secret looks different.
  expect(new Set(row(id).ops.map(({ sealed }) => sealed)).size).toBe(2);
  expect([...world.jobKeys].map(([job, key]) => [job, key.length])).toEqual([[id, 32]]);
  first.kill();
  const second = await world.boot();
  const job = await finish(second, id);
  expect(job).toMatchObject({ status: 'success', ops: [{ input: { osparams_secret: { door: '<redacted>' } } }, {}] });
  expect(given).toEqual([{ door: word }, { door: word }]);
  nothingLeft(id);
});

it('is given again to a run that was cut off', async () => {
  const first = await world.boot();
  world.nodes.onCall = (_node, method) => (method === 'Blocks.Create' ? new Promise(() => undefined) : undefined);
  const id = await submit(first.queue, op());
  for (let i = 0; i < 50 && given.length === 0; i += 1) await clock.advance(0.1);
  first.kill();
  world.nodes.onCall = () => undefined;
  expect(stored()).not.toContain(word);
  const second = await world.boot();
  expect(await finish(second, id)).toMatchObject({ status: 'success' });
  expect(given).toEqual([{ door: word }, { door: word }]);
  nothingLeft(id);
});

it('is lost to jobs that fail or are canceled, and to opcodes after a failed one', async () => {
  const master = await world.boot({}, { start: false });
  const failing = await submit(master.queue, op({ comment: 'fail' }), op());
  const canceled = await submit(master.queue, op());
  expect(await master.queue.cancel(canceled)).toMatchObject([true, expect.any(String)]);
  master.queue.start();
  expect(await finish(master, failing)).toMatchObject({ status: 'error' });
  expect(await finish(master, canceled)).toMatchObject({ status: 'canceled' });
  expect(given).toEqual([{ door: word }]);
  nothingLeft(failing, canceled);
});

it('of jobs that an opcode submits is sealed as well', async () => {
  world.units.set(
    clusterVerify.id,
    defineLogicalUnit<typeof clusterVerify, null>({ definition: clusterVerify, locks: () => ({}), check: async () => null, run: async () => withJobs([[op()]]) }),
  );
  const master = await world.boot();
  const parent = await submit(master.queue, { OP_ID: 'OP_CLUSTER_VERIFY' });
  expect(await finish(master, parent)).toMatchObject({ ops: [{ result: { jobs: [[true, parent + 1]] } }] });
  expect(stored()).not.toContain(word);
  await finish(master, parent + 1);
  expect(given).toEqual([{ door: word }]);
  nothingLeft(parent + 1);
});

it('without its key cannot be read: the job fails and says so', async () => {
  const first = await world.boot({}, { start: false });
  const id = await submit(first.queue, op());
  first.kill();
  world.jobKeys.clear();
  const second = await world.boot();
  expect(await finish(second, id)).toMatchObject({
    status: 'error',
    ops: [{ result: ['OpPrereqError', [expect.stringMatching(/their key is not on this machine; submit the job again/), 'environment_error']] }],
  });
  expect(given).toEqual([]);
  nothingLeft(id);
});

it('that an older master has left as it was given is sealed before anything else', async () => {
  const first = await world.boot({}, { start: false });
  const id = await submit(first.queue, op());
  const old = row(id);
  delete old.ops[0]!.sealed;
  old.ops[0]!.input['osparams_secret'] = { door: word };
  world.memory.table('job').set(String(id), JSON.stringify(old));
  first.kill();
  world.jobKeys.clear();
  const second = await world.boot({}, { start: false });
  expect(stored()).not.toContain(word);
  second.queue.start();
  await finish(second, id);
  expect(given).toEqual([{ door: word }]);
});

it('that cannot be kept refuses the job; keys that nobody needs go at the start', async () => {
  world.jobKeys.set(7, Buffer.alloc(32));
  const master = await world.boot();
  expect([...world.jobKeys.keys()]).toEqual([]);
  world.jobKeys.set = () => {
    throw new Error('No space left');
  };
  await expect(submit(master.queue, op())).rejects.toMatchObject({ className: 'OpPrereqError', message: expect.stringMatching(/No space left/) as string });
  expect([...master.queue.list()]).toEqual([]);
  const id = await submit(master.queue, { OP_ID: 'OP_TEST_DELAY', duration: 0.1 });
  expect(await finish(master, id)).toMatchObject({ status: 'success' });
});

it('opens for the opcode it belongs to only', async () => {
  const secrets = new JobSecrets(memoryJobKeys(), { info: () => undefined, warn: () => undefined, error: () => undefined });
  const times = { start_timestamp: null, exec_timestamp: null, end_timestamp: null };
  const one = { input: op() as never, status: 'queued', result: null, priority: 0, ...times } as const;
  const sealed = secrets.seal({ id: 3, ops: [one, one], received_timestamp: [0, 0], start_timestamp: null, end_timestamp: null, user: null });
  expect(secrets.open(3, 0, sealed.ops[0]!)).toMatchObject({ osparams_secret: { door: word } });
  expect(() => secrets.open(3, 1, sealed.ops[0]!)).toThrow(/submit the job again/);
  expect(() => secrets.open(4, 0, sealed.ops[0]!)).toThrow(/submit the job again/);
});
