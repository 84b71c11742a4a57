import { backupExport, clusterVerify, testDelay } from '@ganeti/opcodes';
import { createVirtualClock, type VirtualClock } from '@ganeti/testkit';
import { defineLogicalUnit, jobField, withJobs, type JobQueue, type JobView } from './index';
import { opcode, scriptUnit, World, type Action } from './testing/world';

const create = (node: string, name: string): Action => ({ do: 'create', node, name });

let clock: VirtualClock;
let world: World;
beforeEach(() => {
  clock = createVirtualClock();
  world = new World(clock);
});

async function submit(queue: JobQueue, ...jobs: unknown[][]): Promise<number[]> {
  const results = await queue.submit(jobs, { user: 'admin' });
  return results.map((result) => {
    if ('error' in result) throw result.error;
    return result.id;
  });
}
async function submitOne(queue: JobQueue, ...ops: unknown[]): Promise<number> {
  return (await submit(queue, ops))[0]!;
}
async function finish(queue: JobQueue, id: number): Promise<JobView> {
  for (let i = 0; i < 400; i += 1) {
    const job = queue.get(id)!;
    if (job.end !== null) return job;
    await clock.advance(0.5);
  }
  throw new Error(`job ${id} does not end: ${JSON.stringify(queue.get(id))}`);
}

describe('a job', () => {
  it('fails before anything is done when parameters do not go together', async () => {
    world.units.set(
      backupExport.id,
      defineLogicalUnit<typeof backupExport, null>({
        definition: backupExport,
        locks: () => {
          throw new Error('must not be asked');
        },
        check: async () => null,
        run: async () => [true, []],
      }),
    );
    const { queue } = await world.boot();
    const id = await submitOne(queue, {
      ...{ OP_ID: 'OP_BACKUP_EXPORT', instance_name: 'a', target_node: 'n1' },
      ignore_remove_failures: true,
    });
    const job = await finish(queue, id);
    expect(job.status).toBe('error');
    expect(job.ops[0]!.result).toEqual([
      'OpPrereqError',
      [expect.stringContaining("'ignore_remove_failures' is for 'remove_instance'"), 'wrong_input'],
    ]);
  });

  it('runs its opcodes and shows what they did', async () => {
    const { queue, locks } = await world.boot();
    const id = await submitOne(
      queue,
      opcode({
        locks: ['web1'],
        actions: [create('n1', 'vol'), { do: 'group', name: 'g1' }, { do: 'log', text: 'hello' }],
      }),
      opcode({ actions: [{ do: 'log', text: 'again' }] }),
    );
    const job = await finish(queue, id);
    expect(job.status).toBe('success');
    expect(job.ops.map((op) => op.status)).toEqual(['success', 'success']);
    expect(job.ops.map((op) => op.log.map(([serial, , type, text]) => [serial, type, text]))).toEqual([
      [[1, 'message', 'hello']],
      [[2, 'message', 'again']],
    ]);
    expect(job.user).toBe('admin');
    expect(jobField(job, 'opstatus')).toEqual(['success', 'success']);
    expect(jobField(job, 'nonsense')).toBeUndefined();
    expect(job.ops[0]!.input.reason).toEqual([
      ['gnt:opcode:test_delay', `job=${id};index=0`, 1_700_000_000_000_000_000],
    ]);
    expect(world.nodes.things()).toEqual(['n1:vol']);
    expect(world.rows('journal')).toEqual([]);
    expect(locks.list()).toEqual([]);
    await clock.advance(2);
    expect(world.nodes.node('n1').steps.size).toBe(0);
  });

  it('that fails takes everything back, backwards, and its later opcodes fail too', async () => {
    const { queue, config } = await world.boot();
    const id = await submitOne(
      queue,
      opcode({ actions: [create('n1', 'a'), { do: 'group', name: 'g1' }, create('n2', 'b'), { do: 'fail' }] }),
      opcode({ actions: [create('n1', 'c')] }),
    );
    const job = await finish(queue, id);
    expect(job.ops.map((op) => op.status)).toEqual(['error', 'error']);
    expect(job.ops[0]!.result).toEqual(['OpExecError', ['Told to fail']]);
    expect(job.ops[1]!.result).toEqual(['OpExecError', [expect.stringContaining('preceding opcode')]]);
    expect(world.nodes.things()).toEqual([]);
    expect(config.view.group('g1')).toBeUndefined();
    expect(world.nodes.calls.filter((call) => call.includes('Remove'))).toEqual([
      `n2 Blocks.Remove ${id}/0/undo:2-create#0`,
      `n1 Blocks.Remove ${id}/0/undo:0-create#0`,
    ]);
    expect(world.rows('journal')).toEqual([]);
  });

  it('keeps what was done before the point of no return', async () => {
    const { queue } = await world.boot();
    const id = await submitOne(
      queue,
      opcode({ actions: [create('n1', 'a'), { do: 'keep' }, create('n1', 'b'), { do: 'fail' }] }),
    );
    expect((await finish(queue, id)).status).toBe('error');
    expect(world.nodes.things()).toEqual(['n1:a']);
  });

  it('undoes the step that failed, too', async () => {
    const { queue } = await world.boot();
    world.nodes.node('n2').things.add('b');
    const id = await submitOne(queue, opcode({ actions: [create('n1', 'a'), create('n2', 'b')] }));
    expect((await finish(queue, id)).ops[0]!.result).toEqual(['OpExecError', ['Node n2.example.com: b is there already']]);
    expect(world.nodes.things()).toEqual([]);
  });

  it('that its checks refuse changes nothing', async () => {
    const { queue } = await world.boot();
    const id = await submitOne(queue, opcode({ actions: [create('n1', 'a'), { do: 'refuse' }] }));
    const job = await finish(queue, id);
    expect(job.ops[0]!.result).toEqual(['OpPrereqError', ['Refused', 'wrong_state']]);
    expect(job.ops[0]!.exec).toBeNull();
    expect(world.nodes.calls).toEqual([]);
  });

  it('with dry_run stops after its checks', async () => {
    const { queue } = await world.boot();
    const id = await submitOne(queue, opcode({ actions: [create('n1', 'a')] }, { dry_run: true }));
    expect((await finish(queue, id)).status).toBe('success');
    expect(world.nodes.things()).toEqual([]);
  });

  it('cannot use a step name twice, or one of the queue itself', async () => {
    for (const name of ['same', 'plan', 'undo:x']) {
      world.units.set(testDelay.id, {
        ...scriptUnit,
        async run(_params: unknown, _plan: unknown, cx: Parameters<typeof scriptUnit.run>[2]) {
          await cx.record('same', () => 1);
          await cx.record(name, () => 2);
          return null;
        },
      });
      const { queue } = await world.boot();
      const job = await finish(queue, await submitOne(queue, opcode({ actions: [] })));
      expect(job.status).toBe('error');
    }
  });

  it('whose result is not what the definition says is an error, and undone', async () => {
    world.units.set(testDelay.id, {
      ...scriptUnit,
      async run(params: Parameters<typeof scriptUnit.run>[0], plan: null, cx: Parameters<typeof scriptUnit.run>[2]) {
        await scriptUnit.run(params, plan, cx);
        return 17;
      },
    });
    const { queue } = await world.boot();
    const job = await finish(queue, await submitOne(queue, opcode({ actions: [create('n1', 'a')] })));
    expect(job.ops[0]!.result).toEqual(['OpResultError', [expect.stringContaining('OP_TEST_DELAY')]]);
    expect(world.nodes.things()).toEqual([]);
  });
});

describe('submission', () => {
  it('answers for each job, and resolves relative dependencies', async () => {
    const { queue } = await world.boot({}, { start: false });
    const results = await queue.submit([
      [opcode({ actions: [] })],
      [{ OP_ID: 'OP_NONSENSE' }],
      [opcode({ actions: [] }, { depends: [[-2, ['success']]] })],
      [opcode({ actions: [] }, { depends: [[-2, []]] })],
      [opcode({ actions: [] }, { depends: [[-9, []]] })],
      [],
    ]);
    expect(results.map((result) => ('id' in result ? result.id : result.error.className))).toEqual([
      1,
      'OpPrereqError',
      2,
      'OpPrereqError',
      'OpPrereqError',
      'OpPrereqError',
    ]);
    expect(queue.get(2)!.ops[0]!.input.depends).toEqual([[1, ['success']]]);
  });

  it('is refused while drained, also after a restart, and above the limit', async () => {
    const first = await world.boot({ maxQueuedJobs: 1 }, { start: false });
    await submitOne(first.queue, opcode({ actions: [] }));
    await expect(submitOne(first.queue, opcode({ actions: [] }))).rejects.toMatchObject({ className: 'JobQueueFull' });
    await first.queue.setDrain(true);
    const second = await world.boot({}, { start: false });
    await expect(submitOne(second.queue, opcode({ actions: [] }))).rejects.toMatchObject({
      className: 'JobQueueDrainError',
    });
    await second.queue.setDrain(false);
    expect(await submitOne(second.queue, opcode({ actions: [] }))).toBe(2);
  });
});

describe('order', () => {
  it('is by priority, then arrival, within the limit', async () => {
    const { queue } = await world.boot({}, { start: false });
    await world.set({ max_running_jobs: 1, max_tracked_jobs: 1 });
    const log: number[] = [];
    queue.onEvent((event) => {
      if (event.type === 'job' && event.status === 'running') log.push(event.id);
    });
    const op = (priority: number): unknown[] => [opcode({ actions: [] }, { priority })];
    const ids = await submit(queue, op(0), op(10), op(-5), op(0), op(10));
    await queue.changePriority(ids[4]!, -20);
    queue.start();
    for (const id of ids) await finish(queue, id);
    expect(log).toEqual([ids[4], ids[2], ids[0], ids[3], ids[1]]);
  });

  it('respects dependencies, and what became of them', async () => {
    const { queue } = await world.boot({}, { start: false });
    const dep = (...wanted: string[]): unknown[] => [opcode({ actions: [] }, { depends: [[1, wanted]] })];
    const ids = await submit(queue, [opcode({ actions: [{ do: 'fail' }] })], dep('error'), dep('success'), dep(), [
      opcode({ actions: [] }, { depends: [[3, ['success']]] }),
    ]);
    queue.start();
    const jobs = [];
    for (const id of ids) jobs.push(await finish(queue, id));
    expect(jobs.map((job) => job.status)).toEqual(['error', 'success', 'error', 'success', 'error']);
    expect(jobs[2]!.ops[0]!.result).toEqual([
      'OpPrereqError',
      [expect.stringContaining('wanted was success'), 'wrong_state'],
    ]);
  });

  it('cancels those that depend on a canceled job', async () => {
    const { queue } = await world.boot({}, { start: false });
    const [first, second, third] = await submit(
      queue,
      [opcode({ actions: [] })],
      [opcode({ actions: [] }, { depends: [[-1, ['success']]] })],
      [opcode({ actions: [] }, { depends: [[-1, []]] })],
    );
    await clock.advance(1);
    expect(await queue.cancel(first!)).toEqual([true, expect.any(String)]);
    await clock.advance(1);
    expect([first, second, third].map((id) => queue.get(id!)!.status)).toEqual(['canceled', 'canceled', 'queued']);
  });

  it('knows archived jobs it depends on, and fails for unknown ones', async () => {
    const { queue } = await world.boot();
    const id = await submitOne(queue, opcode({ actions: [] }));
    await finish(queue, id);
    expect(await queue.archive(id)).toBe(true);
    expect(queue.get(id)).toBeUndefined();
    expect((await queue.archived(id))!.status).toBe('success');
    const after = await submitOne(queue, opcode({ actions: [] }, { depends: [[id, ['success']]] }));
    expect((await finish(queue, after)).status).toBe('success');
    const never = await submitOne(queue, opcode({ actions: [] }, { depends: [[0, []]] }));
    expect((await finish(queue, never)).status).toBe('error');
  });
});

describe('cancel', () => {
  it('ends a job that waits for locks, but not one that runs', async () => {
    const { queue, locks } = await world.boot();
    const runs = await submitOne(queue, opcode({ locks: ['web1'], actions: [{ do: 'sleep', seconds: 100 }] }));
    const waits = await submitOne(queue, opcode({ locks: ['web1'], actions: [] }), opcode({ actions: [] }));
    await clock.advance(1);
    expect([runs, waits].map((id) => queue.get(id)!.status)).toEqual(['running', 'waiting']);
    expect((await queue.cancel(runs))[0]).toBe(false);
    expect((await queue.cancel(waits))[0]).toBe(true);
    const canceled = await finish(queue, waits);
    expect(canceled.ops.map((op) => [op.status, op.result])).toEqual([
      ['canceled', null],
      ['canceled', null],
    ]);
    expect((await queue.cancel(waits))[0]).toBe(false);
    expect((await finish(queue, runs)).status).toBe('success');
    expect(locks.list()).toEqual([]);
  });
});

describe('kill', () => {
  it('ends a running job before its next step, and takes back what it did', async () => {
    const { queue, locks } = await world.boot();
    const id = await submitOne(
      queue,
      opcode({ locks: ['web1'], actions: [create('n1', 'a'), { do: 'sleep', seconds: 1000 }, create('n1', 'b')] }),
      opcode({ actions: [create('n1', 'c')] }),
    );
    await clock.advance(1);
    expect(world.nodes.things()).toEqual(['n1:a']);
    expect((await queue.cancel(id, true))[0]).toBe(true);
    const job = await finish(queue, id);
    expect(job.ops.map(({ status }) => status)).toEqual(['error', 'error']);
    expect(job.ops[0]!.result).toEqual(['OpExecError', [expect.stringContaining('killed')]]);
    expect(world.nodes.things()).toEqual([]);
    expect([locks.list(), world.rows('journal')]).toEqual([[], []]);
  });

  it('fails a run that takes no notice of a failed step', async () => {
    world.nodes.node('n1').things.add('x');
    const { queue } = await world.boot();
    const grow = (name: string): Action => ({ do: 'grow', node: 'n1', name, caught: true });
    world.units.set(testDelay.id, {
      ...scriptUnit,
      async run(params: Parameters<typeof scriptUnit.run>[0], plan: null, cx: Parameters<typeof scriptUnit.run>[2]) {
        return scriptUnit.run(params, plan, { ...cx, sleep: (seconds) => cx.sleep(seconds).catch(() => undefined) });
      },
    });
    const id = await submitOne(queue, opcode({ actions: [create('n1', 'a'), { do: 'sleep', seconds: 2 }, grow('x')] }));
    await clock.advance(1);
    await queue.cancel(id, true);
    expect((await finish(queue, id)).status).toBe('error');
    expect(world.nodes.things()).toEqual(['n1:x']);
  });

  it('cancels one that does not run yet, like any cancel', async () => {
    const { queue } = await world.boot({}, { start: false });
    const id = await submitOne(queue, opcode({ actions: [] }));
    expect((await queue.cancel(id, true))[0]).toBe(true);
    expect((await finish(queue, id)).status).toBe('canceled');
    expect((await queue.cancel(id, true))[0]).toBe(false);
  });
});

describe('waiting for a change', () => {
  it('answers at once, on a change, at the end, or null after the time', async () => {
    const { queue } = await world.boot();
    const id = await submitOne(
      queue,
      opcode({
        actions: [
          { do: 'sleep', seconds: 10 },
          { do: 'log', text: 'late' },
          { do: 'sleep', seconds: 10 },
        ],
      }),
    );
    await clock.advance(1);
    expect(await queue.waitForChange(id, ['status'], null, null, 5)).toEqual({
      job_info: ['running'],
      log_entries: [],
    });
    const nothing = queue.waitForChange(id, ['status'], ['running'], 0, 3);
    await clock.advance(4);
    expect(await nothing).toBeNull();
    const log = queue.waitForChange(id, ['status'], ['running'], 0, 30);
    await clock.advance(8);
    expect(await log).toEqual({ job_info: ['running'], log_entries: [[1, expect.any(Array), 'message', 'late']] });
    const end = queue.waitForChange(id, ['status'], ['running'], 1, 30);
    await clock.advance(20);
    expect(await end).toEqual({ job_info: ['success'], log_entries: [] });
    expect(await queue.waitForChange(id, ['status'], ['success'], 1, 30)).toEqual({
      job_info: ['success'],
      log_entries: [],
    });
    expect((await queue.waitForChange(id, ['status', 'zzz'], null, 0, 0))!.job_info).toEqual([null, null]);
    await queue.archive(id);
    expect((await queue.waitForChange(id, ['archived'], null, 0, 0))!.job_info).toEqual([true]);
    await expect(queue.waitForChange(999, ['status'], null, null, 1)).rejects.toMatchObject({ className: 'JobLost' });
    const abort = new AbortController();
    const other = await submitOne(queue, opcode({ actions: [{ do: 'sleep', seconds: 10 }] }));
    const given = queue.waitForChange(other, ['id'], [other], 0, 30, abort.signal);
    await clock.advance(1);
    abort.abort();
    expect(await given).toBeNull();
  });
});

describe('an opcode that cannot be carried out', () => {
  it('is accepted, and its job fails before anything is done', async () => {
    const { queue } = await world.boot();
    const [id, after] = await submit(
      queue,
      [opcode({ actions: [{ do: 'log', text: 'x' }] }), { OP_ID: 'OP_GROUP_RENAME', group_name: 'g1', new_name: 'g2' }],
      [opcode({ actions: [] })],
    );
    const job = await finish(queue, id!);
    expect(job.ops.map(({ status }) => status)).toEqual(['success', 'error']);
    expect(job.ops[1]!.result).toEqual([
      'OpPrereqError',
      ['This version of the master daemon cannot carry out OP_GROUP_RENAME yet', 'environment_error'],
    ]);
    expect((await finish(queue, after!)).status).toBe('success');
  });

  it('is told first what does not go together in it', async () => {
    const { queue } = await world.boot();
    const id = await submitOne(queue, { OP_ID: 'OP_GROUP_SET_PARAMS', group_name: 'g1' });
    const { result } = (await finish(queue, id)).ops[0]!;
    expect(result).toEqual(['OpPrereqError', [expect.stringContaining('nothing to change'), 'wrong_input']]);
  });
});

describe('the archive', () => {
  it('takes the oldest when there are too many, and old ones when asked', async () => {
    const { queue } = await world.boot({ keepFinishedJobs: 5 });
    const ids = await submit(
      queue,
      ...Array.from({ length: 12 }, () => [opcode({ actions: [{ do: 'log', text: 'x' }] })]),
    );
    await clock.advance(5);
    expect(queue.count).toBeLessThanOrEqual(5);
    expect((await queue.archived(ids[0]!))!.ops[0]!.log).toHaveLength(1);
    await clock.advance(100);
    const last = await submitOne(queue, opcode({ actions: [] }));
    await finish(queue, last);
    const [count, left] = await queue.autoArchive(50, 10);
    expect(left).toBe(1);
    expect(count).toBeLessThanOrEqual(5);
    expect(await queue.autoArchive(-1, 10)).toEqual([1, 0]);
    expect(await queue.archive(last)).toBe(false);
  });
});

describe('jobs that submit jobs', () => {
  it('get their ids, and hand down priority, reason and comment', async () => {
    world.units.set(
      clusterVerify.id,
      defineLogicalUnit<typeof clusterVerify, null>({
        definition: clusterVerify,
        locks: () => ({}),
        check: async () => null,
        run: async () =>
          withJobs([[opcode({ actions: [] }, { comment: undefined })], [{ OP_ID: 'OP_NONSENSE' }]] as never),
      }),
    );
    const { queue } = await world.boot();
    const id = await submitOne(queue, {
      OP_ID: 'OP_CLUSTER_VERIFY',
      priority: 5,
      reason: [['gnt:user', 'because', 1]],
    });
    const job = await finish(queue, id);
    expect(job.ops[0]!.result).toEqual({
      jobs: [
        [true, id + 1],
        [false, expect.any(String)],
      ],
    });
    const child = await finish(queue, id + 1);
    expect(child.priority).toBe(5);
    expect(child.ops[0]!.input.comment).toBe('Submitted by OP_CLUSTER_VERIFY');
    expect((child.ops[0]!.input.reason as string[][]).map(([source]) => source)).toEqual([
      'gnt:user',
      'gnt:opcode:cluster_verify',
      'gnt:opcode:test_delay',
    ]);
  });
});

describe('hooks', () => {
  const withHooks = (post: string[] = []): void => {
    world.units.set(testDelay.id, {
      ...scriptUnit,
      hooks: () => ({
        path: 'test-delay',
        objectType: 'CLUSTER',
        environment: { OP_TARGET: 'web1' },
        preNodes: ['n1', 'n2'],
        postNodes: post,
        postEnvironment: () => ({ INSTANCE_STATUS: 'up' }),
      }),
    });
  };

  it('run before and after, with their environment', async () => {
    withHooks(['n3']);
    const seen: [string, Readonly<Record<string, string>>][] = [];
    world.nodes.hooks = (node, env) => {
      seen.push([node, env]);
      return node === 'n3' ? [{ script: '10-log', status: 'fail', output: 'no disk' }] : [];
    };
    const { queue } = await world.boot();
    const job = await finish(queue, await submitOne(queue, opcode({ actions: [] })));
    expect(job.status).toBe('success');
    expect(job.ops[0]!.log.map((entry) => entry[3])).toEqual([
      expect.stringContaining('10-log failed on n3.example.com: no disk'),
    ]);
    expect(seen.map(([node, env]) => [node, env.GANETI_HOOKS_PHASE, env.GANETI_POST_INSTANCE_STATUS])).toEqual([
      ['n1', 'pre', undefined],
      ['n2', 'pre', undefined],
      ['n3', 'post', 'up'],
    ]);
    expect(seen[0]![1]).toMatchObject({
      GANETI_OP_TARGET: 'web1',
      GANETI_OP_CODE: 'OP_TEST_DELAY',
      GANETI_CLUSTER: 'cluster.example.com',
      GANETI_MASTER: 'n1.example.com',
      GANETI_HOOKS_VERSION: '2',
      GANETI_OBJECT_TYPE: 'CLUSTER',
      GANETI_HOOKS_PATH: 'test-delay',
    });
  });

  it('of config-update are told of what has changed the configuration, also when it is taken back', async () => {
    withHooks();
    world.configHooks = true;
    const seen: (string | undefined)[] = [];
    world.nodes.hooks = (node, env) => {
      if (env.GANETI_HOOKS_PATH === 'config-update') seen.push([node, env.GANETI_HOOKS_PHASE, env.GANETI_OP_CODE, env.GANETI_OP_TARGET].join(' '));
      return env.GANETI_HOOKS_PATH === 'config-update' ? [{ script: '10-push', status: 'fail', output: 'no route' }] : [];
    };
    const { queue } = await world.boot();
    const run = async (...actions: Action[]): Promise<JobView> => finish(queue, await submitOne(queue, opcode({ actions })));
    await run({ do: 'log', text: 'nothing' });
    expect(seen).toEqual([]);
    const changed = await run({ do: 'group', name: 'g1' });
    expect(changed.ops[0]!.log.map((entry) => entry[3])).toEqual(['WARNING: hook config-update/10-push failed: no route']);
    expect(await run({ do: 'group', name: 'g2' }, { do: 'fail' })).toMatchObject({ status: 'error' });
    expect(seen).toEqual(['n1 post OP_TEST_DELAY web1', 'n1 post OP_TEST_DELAY web1']);
  });

  it('that refuse stop the operation; nodes that do not answer are passed over', async () => {
    withHooks();
    world.nodes.hooks = () => [{ script: '10-no', status: 'fail', output: 'not today' }];
    world.nodes.setDown('n2', true);
    const { queue } = await world.boot({ nodeReconnectSeconds: 1 });
    const job = await finish(queue, await submitOne(queue, opcode({ actions: [create('n1', 'a')] })));
    expect(job.ops[0]!.result).toEqual(['HooksAbort', [[['n1.example.com', '10-no', 'not today']]]]);
    expect(world.nodes.things()).toEqual([]);
    world.nodes.setDown('n1', true);
    const second = await finish(queue, await submitOne(queue, opcode({ actions: [] })));
    expect(second.ops[0]!.result).toEqual(['HooksFailure', [expect.any(String)]]);
  });
});

describe('a node that is away', () => {
  it('is waited for', async () => {
    const { queue } = await world.boot();
    world.nodes.setDown('n1', true);
    const id = await submitOne(queue, opcode({ actions: [create('n1', 'a')] }));
    await clock.advance(20);
    expect(queue.get(id)!.status).toBe('running');
    world.nodes.setDown('n1', false);
    expect((await finish(queue, id)).status).toBe('success');
    expect(world.nodes.done.get(`${id}/0/0-create`)).toBe(1);
  });

  it('fails the job after the limit; what is left there is cleaned up when it is back, even over a restart', async () => {
    const first = await world.boot({ nodeReconnectSeconds: 5 });
    const id = await submitOne(
      first.queue,
      opcode({ actions: [create('n1', 'a'), create('n2', 'b'), { do: 'sleep', seconds: 5 }, create('n1', 'c')] }),
    );
    await clock.advance(2);
    world.nodes.setDown('n1', true);
    const job = await finish(first.queue, id);
    expect(job.ops[0]!.result).toEqual(['OpExecError', [expect.stringContaining('does not answer')]]);
    expect(world.nodes.things()).toEqual(['n1:a']);
    expect(world.rows('cleanup')).toHaveLength(2);
    first.kill();
    const second = await world.boot({ nodeReconnectSeconds: 5 });
    await clock.advance(20);
    expect(world.nodes.things()).toEqual(['n1:a']);
    world.nodes.setDown('n1', false);
    // Before anything else is done on the node.
    const next = await submitOne(second.queue, opcode({ actions: [create('n1', 'a')] }));
    expect((await finish(second.queue, next)).status).toBe('success');
    expect(world.nodes.things()).toEqual(['n1:a']);
    expect(world.rows('cleanup')).toEqual([]);
  });
});

describe('a restart', () => {
  it('resumes running jobs with their locks, and does nothing twice', async () => {
    const script = {
      locks: ['web1'],
      actions: [
        create('n1', 'a'),
        { do: 'record', name: 'r' },
        { do: 'sleep', seconds: 10 },
        create('n1', 'b'),
      ] as Action[],
    };
    const first = await world.boot();
    const id = await submitOne(first.queue, opcode(script));
    const behind = await submitOne(first.queue, opcode({ locks: ['web1'], actions: [create('n1', 'c')] }));
    await clock.advance(1);
    await first.queue.stop();
    expect(first.queue.get(id)!.status).toBe('running');
    expect(world.rows('journal').length).toBeGreaterThan(0);
    const second = await world.boot();
    expect(second.locks.list().find((lock) => lock.name === 'web1')).toMatchObject({ mode: 'exclusive', owners: [id] });
    expect((await finish(second.queue, id)).status).toBe('success');
    expect((await finish(second.queue, behind)).status).toBe('success');
    expect(world.nodes.done.get(`${id}/0/0-create`)).toBe(1);
    expect(world.nodes.things()).toEqual(['n1:a', 'n1:b', 'n1:c']);
    expect(world.rows('journal')).toEqual([]);
  });

  it('does not take again what was given back', async () => {
    const first = await world.boot();
    const a = await submitOne(
      first.queue,
      opcode({
        locks: ['web1', 'web2'],
        actions: [
          { do: 'release', name: 'web2' },
          { do: 'sleep', seconds: 10 },
        ],
      }),
    );
    const b = await submitOne(first.queue, opcode({ locks: ['web2'], actions: [{ do: 'sleep', seconds: 10 }] }));
    await clock.advance(1);
    expect([a, b].map((id) => first.queue.get(id)!.status)).toEqual(['running', 'running']);
    first.kill();
    const second = await world.boot();
    expect(second.locks.list().map((lock) => [lock.name, lock.owners])).toEqual([
      ['BGL', [a, b]],
      ['web1', [a]],
      ['web2', [b]],
    ]);
    expect((await finish(second.queue, a)).status).toBe('success');
    expect((await finish(second.queue, b)).status).toBe('success');
  });

  it('undoes a run whose journal has steps that this version does not know', async () => {
    const first = await world.boot();
    const id = await submitOne(first.queue, opcode({ actions: [create('n1', 'a'), { do: 'sleep', seconds: 10 }] }));
    await clock.advance(1);
    first.kill();
    world.units.set(testDelay.id, { ...scriptUnit, run: async () => null });
    const second = await world.boot();
    const job = await finish(second.queue, id);
    expect(job.ops[0]!.result).toEqual(['OpExecError', [expect.stringContaining('0-create')]]);
    expect(world.nodes.things()).toEqual([]);
  });

  it('goes on undoing a run that has failed, even if it would succeed now', async () => {
    let isBad = true;
    world.units.set(testDelay.id, {
      ...scriptUnit,
      async run(params: Parameters<typeof scriptUnit.run>[0], plan: null, cx: Parameters<typeof scriptUnit.run>[2]) {
        await scriptUnit.run(params, plan, cx);
        if (isBad) throw new Error('Only this time');
        return null;
      },
    });
    const gate = { dead: false };
    const die = (point: string): void => {
      if (point === 'undo-written') gate.dead = true;
    };
    const first = await world.boot({ failpoint: die }, { gate });
    const id = await submitOne(first.queue, opcode({ actions: [create('n1', 'a'), create('n2', 'b')] }));
    for (let i = 0; i < 20 && !gate.dead; i += 1) await clock.advance(1);
    expect(gate.dead).toBe(true);
    isBad = false;
    const second = await world.boot();
    const job = await finish(second.queue, id);
    expect(job.ops[0]!.result).toEqual(['OpExecError', ['Only this time']]);
    expect(world.nodes.things()).toEqual([]);
  });

  it('ends what was being canceled', async () => {
    const first = await world.boot();
    await submitOne(first.queue, opcode({ locks: ['web1'], actions: [{ do: 'sleep', seconds: 50 }] }));
    const id = await submitOne(first.queue, opcode({ locks: ['web1'], actions: [] }));
    await clock.advance(1);
    const canceling = first.queue.cancel(id);
    await new Promise((resolve) => setImmediate(resolve));
    first.kill();
    void canceling;
    const second = await world.boot({}, { start: false });
    expect(second.queue.get(id)!.status).toBe('canceled');
  });
});

describe('a store that fails', () => {
  it('is fatal, once', async () => {
    const master = await world.boot();
    await submitOne(master.queue, opcode({ actions: [{ do: 'sleep', seconds: 5 }, create('n1', 'a')] }));
    await clock.advance(1);
    await world.boot({}, { start: false });
    await clock.advance(20);
    expect(master.fatal).toHaveLength(1);
    expect(String(master.fatal[0])).toContain('Epoch');
    expect(world.nodes.things()).toEqual([]);
    await expect(master.queue.submit([[opcode({ actions: [] })]])).rejects.toThrow('could not be written');
  });
});
