import fc from 'fast-check';
import { createVirtualClock } from '@ganeti/testkit';
import { WatcherWorld } from './testing/world';

let world: WatcherWorld;
/** Disks are looked at so seldom that only tests about them see it. */
const noLooks = { verifyDisksSeconds: 1e9 };
beforeEach(() => {
  world = new WatcherWorld(createVirtualClock());
});
afterEach(() => {
  world.watcher.stop();
  expect(world.errors).toEqual([]);
});

/** The first look at disks comes with the first round. */
async function booted(settings = noLooks): Promise<void> {
  await world.boot(settings);
  await world.instance('web1');
  await world.clock.advance(60);
  await world.end('OP_GROUP_VERIFY_DISKS', 'success', [{}, [], {}]);
  expect(world.taken()).toEqual(['OP_GROUP_VERIFY_DISKS default']);
}

const startup = 'OP_INSTANCE_STARTUP web1';

describe('an instance that should run and does not', () => {
  it('is started, and the job says why', async () => {
    await booted();
    world.statuses.set('web1', 'ERROR_down');
    await world.clock.advance(60);
    expect(world.taken()).toEqual([startup]);
    expect(world.submitted.at(-1)?.opcode['reason']).toEqual([['gnt:watcher', expect.stringContaining('web1 should run'), expect.any(Number)]]);
    expect(world.acts.at(-1)).toMatchObject({ what: 'restart', object: 'web1', job: world.submitted.length });
  });

  it('is left to the job that is about it already', async () => {
    await booted();
    world.statuses.set('web1', 'ERROR_down');
    await world.clock.advance(60);
    await world.clock.advance(3600);
    expect(world.taken()).toEqual([startup]);
  });

  it('is tried five times with growing pauses, then not for eight hours', async () => {
    await booted();
    world.statuses.set('web1', 'ERROR_down');
    const times: number[] = [];
    const begin = world.clock.now();
    for (let minute = 0; minute < 10 * 60; minute += 1) {
      await world.clock.advance(60);
      if (world.taken().length === 0) continue;
      times.push(Math.round((world.clock.now() - begin) / 60));
      await world.end('OP_INSTANCE_STARTUP', 'error');
    }
    expect(times.slice(0, 5)).toEqual([1, 2, 4, 8, 16]);
    expect(times[5]).toBeGreaterThanOrEqual(16 + 8 * 60);
    // Once for each five tries.
    expect(world.acts.filter(({ what }) => what === 'gave-up')).toHaveLength(Math.floor(times.length / 5));
  });

  it('begins anew after it has run for a while, and not before', async () => {
    await booted();
    const fallOver = async (runs: number): Promise<number> => {
      world.statuses.set('web1', 'ERROR_down');
      for (let minute = 1; minute < 100; minute += 1) {
        await world.clock.advance(60);
        if (world.taken().length === 0) continue;
        await world.end('OP_INSTANCE_STARTUP', 'success');
        world.statuses.set('web1', 'running');
        await world.clock.advance(60 * runs);
        return minute;
      }
      throw new Error('never started');
    };
    expect(await fallOver(2)).toBe(1);
    expect(await fallOver(2)).toBe(1);
    expect(world.watcher.status().attempts).toMatchObject([{ instance: 'web1', what: 'restart', tries: 2, gave_up: false }]);
    expect(await fallOver(15)).toBe(1);
    expect(world.watcher.status().attempts).toEqual([]);
  });

  it('is left alone when its node is silent or offline, when nobody wants it up, and when it is only planned', async () => {
    await booted();
    await world.instance('down1', { admin_state: 'down' });
    await world.instance('plan1', { forthcoming: true });
    for (const name of ['down1', 'plan1']) world.statuses.set(name, 'ERROR_down');
    for (const status of ['ERROR_nodedown', 'ERROR_nodeoffline', 'ERROR_wrongnode', 'ADMIN_down']) {
      world.statuses.set('web1', status);
      await world.clock.advance(120);
    }
    expect(world.taken()).toEqual([]);
  });

  it('is remembered over a restart of masterd', async () => {
    await booted();
    world.statuses.set('web1', 'ERROR_down');
    await world.clock.advance(60);
    await world.end('OP_INSTANCE_STARTUP', 'error');
    await world.boot(noLooks);
    expect(world.watcher.status().attempts).toMatchObject([{ instance: 'web1', tries: 1 }]);
  });
});

it('an instance whose user shut it down is recorded as wanted down, by its user', async () => {
  await booted();
  world.statuses.set('web1', 'USER_down');
  await world.clock.advance(60);
  expect(world.submitted.at(-1)?.opcode).toMatchObject({ OP_ID: 'OP_INSTANCE_SHUTDOWN', instance_name: 'web1', admin_state_source: 'user' });
});

describe('nodes that are marked offline', () => {
  const offline = (offline: boolean) => world.config.transaction((tx) => tx.update('node', 'n2', { offline, master_candidate: !offline }));
  const healthy = (maintain_node_health: boolean) => world.config.transaction((tx) => tx.update('cluster', 'c', { maintain_node_health }));

  const maintained = () => world.acts.flatMap(({ what, object, text }) => (what === 'maintenance' ? [`${object}: ${text}`] : []));

  it('lose the guests that still run there, when the cluster is to maintain their health', async () => {
    await booted();
    world.strays.set('n2', ['web1', 'other']);
    await offline(true);
    await world.clock.advance(600);
    expect(world.strays.get('n2')).toEqual(['web1', 'other']);
    await healthy(true);
    await world.clock.advance(300);
    expect(world.strays.get('n2')).toEqual([]);
    expect(maintained()).toEqual(['web1', 'other'].map((name) => `n2.example.com: Instance ${name} was stopped on node n2.example.com, which is marked offline`));
    expect(world.taken()).toEqual([]);
  });

  it('are nothing to speak of when they are dead, and are left alone when they have come back', async () => {
    await booted();
    await healthy(true);
    await offline(true);
    await world.clock.advance(600);
    world.strays.set('n2', ['web1']);
    await offline(false);
    await world.clock.advance(600);
    expect([world.strays.get('n2'), maintained()]).toEqual([['web1'], []]);
  });
});

describe('disks', () => {
  it('are activated when the node of their other side was rebooted', async () => {
    await booted();
    await world.instance('idle1', { disks_active: false, admin_state: 'down' });
    await world.instance('other1', { primary_node: 'n2' });
    world.boots.set('n2', 'b');
    await world.clock.advance(60);
    expect(world.taken()).toEqual(['OP_INSTANCE_ACTIVATE_DISKS web1']);
    await world.clock.advance(600);
    expect(world.taken()).toEqual([]);
  });

  it('are looked at in each group, and activated where nothing is missing', async () => {
    await booted({ verifyDisksSeconds: 300 });
    for (const name of ['web2', 'web3', 'web4']) await world.instance(name);
    world.statuses.set('web4', 'ERROR_nodedown');
    await world.clock.advance(300);
    expect(world.taken()).toEqual(['OP_GROUP_VERIFY_DISKS default']);
    await world.end('OP_GROUP_VERIFY_DISKS', 'success', [{}, ['web2', 'web3', 'web4'], { web3: [['n1', 'xenvg/x']] }]);
    expect(world.taken()).toEqual(['OP_INSTANCE_ACTIVATE_DISKS web2']);
  });

  it('are not looked at twice at the same time, nor where there are none', async () => {
    await world.boot({ verifyDisksSeconds: 300 });
    await world.clock.advance(600);
    expect(world.taken()).toEqual([]);
    await world.instance('web1');
    await world.clock.advance(1200);
    expect(world.taken()).toEqual(['OP_GROUP_VERIFY_DISKS default']);
  });
});

it('a node that missed a renewal of keys gets them when it is back', async () => {
  await booted();
  await world.config.transaction((tx) => tx.update('node', 'n2', { missed_renewal: 'old' }));
  world.boots.delete('n2');
  await world.clock.advance(60);
  expect(world.taken()).toEqual([]);
  world.boots.set('n2', 'a');
  await world.clock.advance(120);
  expect(world.taken()).toEqual(['OP_CLUSTER_RENEW_CRYPTO n2.example.com']);
});

describe('a watcher that rests', () => {
  it('does nothing while paused, unless it is told to', async () => {
    await booted();
    await world.config.transaction((tx) => tx.update('cluster', 'c', { watcher_pause_until: world.clock.now() + 300 }));
    world.statuses.set('web1', 'ERROR_down');
    world.archived = 3;
    await world.clock.advance(240);
    expect([world.taken(), world.archived, world.watcher.status().resting]).toEqual([[], 3, 'paused']);
    expect(await world.watcher.run(false)).toEqual([]);
    expect((await world.watcher.run(true)).map(({ what, object }) => [what, object])).toEqual([['restart', 'web1'], ['archive', '']]);
    await world.end('OP_INSTANCE_STARTUP', 'error');
    await world.clock.advance(120);
    expect([world.taken(), world.watcher.status().resting]).toEqual([[startup, startup], null]);
  });

  it('does nothing while the queue is drained', async () => {
    await booted();
    world.statuses.set('web1', 'ERROR_down');
    world.drained = true;
    await world.clock.advance(120);
    expect([world.taken(), world.watcher.status().resting]).toEqual([[], 'drained']);
    world.drained = false;
    await world.clock.advance(60);
    expect(world.taken()).toEqual([startup]);
  });

  it('can be switched off, and asked for a round even so', async () => {
    await world.boot({ roundSeconds: 0 });
    await world.instance('web1');
    world.statuses.set('web1', 'ERROR_down');
    await world.clock.advance(3600);
    expect([world.taken(), world.watcher.status().resting]).toEqual([[], 'switched-off']);
    await world.watcher.run(true);
    expect(world.taken()).toContain(startup);
  });
});

it('however jobs end and instances change, tries stay within their limit and no instance has two jobs', async () => {
  const event = fc.oneof(
    fc.record({ status: fc.constantFrom('running', 'ERROR_down', 'USER_down', 'ERROR_nodedown') }),
    fc.record({ end: fc.constantFrom('success' as const, 'error' as const) }),
    fc.record({ minutes: fc.integer({ min: 1, max: 30 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
      world = new WatcherWorld(createVirtualClock());
      await booted();
      const starts: number[] = [];
      for (const each of events) {
        if ('status' in each) world.statuses.set('web1', each.status);
        if ('minutes' in each) await world.clock.advance(60 * each.minutes);
        const open = world.submitted.filter(({ end }) => end === null);
        expect(open.length).toBeLessThanOrEqual(1);
        if (world.taken().includes(startup)) starts.push(world.clock.now());
        if ('end' in each && open[0] !== undefined) await world.end(open[0].opcode['OP_ID'] as string, each.end);
      }
      // Never well for ten minutes in between means: at most five starts in eight hours.
      if (!events.some((each) => 'status' in each && each.status === 'running')) {
        for (const at of starts) expect(starts.filter((other) => other >= at && other < at + 8 * 3600).length).toBeLessThanOrEqual(5);
      }
      world.watcher.stop();
    }),
    { numRuns: 30 },
  );
});

describe('continuous balancing', () => {
  const balancing = (interval: number): Promise<unknown> =>
    world.config.transaction((tx) => tx.update('cluster', 'c', { balancing: interval === 0 ? null : { interval, max_moves: 3, min_gain: 0.02 } }));
  const balances = (): string[] => world.taken().filter((line) => line.startsWith('OP_CLUSTER_BALANCE'));

  it('is off until it is set', async () => {
    await booted();
    await world.clock.advance(7200);
    expect(balances()).toEqual([]);
  });

  it('comes every interval with its limits, and ends when it is turned off', async () => {
    await booted();
    await balancing(600);
    await world.clock.advance(60);
    expect(balances()).toHaveLength(1);
    expect(world.submitted.at(-1)?.opcode).toMatchObject({ execute: true, max_moves: 3, min_gain: 0.02 });
    await world.end('OP_CLUSTER_BALANCE', 'success', { jobs: [], groups: [] });
    await world.clock.advance(540);
    expect(balances()).toEqual([]);
    await world.clock.advance(60);
    expect(balances()).toHaveLength(1);
    await world.end('OP_CLUSTER_BALANCE', 'success', { jobs: [], groups: [] });
    await balancing(0);
    await world.clock.advance(3600);
    expect(balances()).toEqual([]);
  });

  it('waits for the moves of the last round', async () => {
    await booted();
    await balancing(120);
    await world.clock.advance(60);
    const move = world.submitted.length + 1;
    world.submitted.push({ id: move, opcode: { OP_ID: 'OP_INSTANCE_MIGRATE' }, end: null, result: null });
    await world.end('OP_CLUSTER_BALANCE', 'success', { jobs: [[true, move]], groups: [] });
    balances();
    await world.clock.advance(1200);
    expect(balances()).toEqual([]);
    await world.end('OP_INSTANCE_MIGRATE', 'success');
    await world.clock.advance(60);
    expect(balances()).toHaveLength(1);
  });
});
