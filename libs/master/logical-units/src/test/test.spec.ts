/** Opcodes for tests of other programs. */
import { unitWorld, type Ended, type UnitWorld } from '@ganeti/testkit';

let world: UnitWorld;
beforeAll(async () => {
  world = await unitWorld(['node1.example.com']);
});
afterAll(() => world.close());

const run = (id: string, params: object): Promise<Ended> => world.run({ OP_ID: `OP_TEST_${id}`, ...params });

it('JQUEUE writes messages and succeeds or fails', async () => {
  expect(await run('JQUEUE', { log_messages: ['one', 'two'] })).toMatchObject({ status: 'success', result: true, log: ['one', 'two'] });
  expect(await run('JQUEUE', { log_messages: ['one'], fail: true })).toMatchObject({ status: 'error', result: ['OpExecError', [expect.any(String)]], log: ['one'] });
  expect(await run('JQUEUE', { notify_exec: true })).toMatchObject({ status: 'error', result: ['OpPrereqError', [expect.stringMatching(/notify_exec/), 'wrong_input']], log: [] });
  expect(await run('JQUEUE', { log_messages: ['one'], fail: true, dry_run: true })).toMatchObject({ status: 'success', result: null, log: [expect.stringMatching(/Dry run/)] });
});

it('OS_PARAMS shows secrets in the log and nowhere else', async () => {
  const id = (await world.queue.submit([[{ OP_ID: 'OP_TEST_OS_PARAMS', osparams_secret: { password: 'open sesame' } }]])).map((each) => ('id' in each ? each.id : -1))[0] as number;
  const job = await world.wait(id);
  expect(job.ops[0]?.log.map(([, , , text]) => text)).toEqual(['Secret OS parameter password: "open sesame"']);
  expect(JSON.stringify({ ...job, ops: job.ops.map((op) => ({ ...op, log: [] })) })).not.toContain('sesame');
  expect(await run('OS_PARAMS', {})).toMatchObject({ status: 'error', result: ['OpPrereqError', [expect.stringMatching(/osparams_secret/), 'wrong_input']] });
});

it('DUMMY is refused', async () => {
  expect(await run('DUMMY', { result: 1, messages: [], fail: false, submit_jobs: null })).toMatchObject({ status: 'error', result: ['OpPrereqError', [expect.stringMatching(/OP_TEST_JQUEUE/), 'wrong_input']] });
});
