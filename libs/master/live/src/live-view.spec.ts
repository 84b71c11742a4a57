import type { Ids } from '@ganeti/runtime';
import { createLiveView, type MasterLiveView } from './index';
import { fakeConfig, fakeNodes, full, resources, running, update } from './testing/fakes';
import { createVirtualClock, settle } from './testing/virtual-clock';

const ids: Ids = { uuid: () => 'u', hex: () => '00', int: () => 999 };

describe('live view', () => {
  let live: MasterLiveView;
  afterEach(() => live.close());

  function start(uuids: readonly string[], more: { maxConnecting?: number } = {}, prepare?: (nodes: ReturnType<typeof fakeNodes>) => void) {
    const clock = createVirtualClock();
    const config = fakeConfig(uuids);
    const nodes = fakeNodes();
    prepare?.(nodes);
    live = createLiveView({ config, connect: nodes.connect, clock, ids, ...more });
    const changes: { node: string; instances: readonly string[] }[] = [];
    live.onChange((change) => changes.push(change));
    return { clock, config, nodes, changes };
  }

  it('takes in full reports and changes', async () => {
    const { nodes, changes } = start(['n1', 'n2']);
    await settle();
    expect(live.node('n1')).toMatchObject({ reachable: true, resources: { memory_free: 4000, boot_id: 'b1' } });
    expect(nodes.open.get('n1')!.request).toEqual({
      heartbeat_seconds: 5,
      volume_groups: ['xenvg'],
      directories: ['/srv/files'],
      hypervisors: ['fake'],
      every_volume_group: true,
      exclusive_storage: false,
    });
    changes.length = 0;
    nodes.open.get('n1')!.send(update({ instances: [running('web1'), running('web2')] }));
    nodes.open.get('n1')!.send(update({ gone: ['web2'], resources: { ...resources, memory_free: 1 } }));
    await settle();
    expect(live.instance('web1')).toEqual([{ node: 'n1', state: 'running', memory: 128, vcpus: 1 }]);
    expect(live.instance('web2')).toEqual([]);
    expect([...live.runningOn('n1')]).toEqual(['web1']);
    expect(live.node('n1').resources!.memory_free).toBe(1);
    expect(changes).toEqual([{ node: 'n1', instances: ['web1', 'web2'] }]);
    nodes.open.get('n1')!.send(full(['web3']));
    await settle();
    expect(live.instance('web1')).toEqual([]);
    expect(live.instance('web3')).toHaveLength(1);
  });

  it('tells when it has caught up with a change of a node', async () => {
    const { clock, nodes } = start(['n1', 'n2']);
    await settle();
    const caught: string[] = [];
    const wait = (what: string, node: string, change: number): void => void live.caughtUp(node, change).then(() => caught.push(what));
    nodes.open.get('n1')!.send(update({ change: 3 }));
    wait('seen before', 'n1', 3);
    wait('next', 'n1', 4);
    wait('later', 'n1', 6);
    wait('not heard of', 'n9', 1);
    await settle();
    expect(caught.sort()).toEqual(['not heard of', 'seen before']);
    caught.length = 0;
    nodes.open.get('n1')!.send(update({ change: 5, instances: [running('web1')] }));
    await settle();
    expect(caught).toEqual(['next']);
    // The daemon was started again, and counts anew.
    nodes.open.get('n1')!.send({ ...full(['web1']), change: 0 });
    await settle();
    expect(caught).toEqual(['next', 'later']);
    caught.length = 0;
    wait('patience', 'n2', 7);
    await clock.advance(1.9);
    expect(caught).toEqual([]);
    await clock.advance(0.2);
    expect(caught).toEqual(['patience']);
  });

  it('shows an instance that runs in two places twice', async () => {
    const { nodes } = start(['n1', 'n2']);
    await settle();
    for (const node of ['n1', 'n2']) nodes.open.get(node)!.send(update({ instances: [running('web1')] }));
    expect(live.instance('web1').map((entry) => entry.node)).toEqual(['n1', 'n2']);
    nodes.open.get('n1')!.send(update({ gone: ['web1'] }));
    expect(live.instance('web1').map((entry) => entry.node)).toEqual(['n2']);
  });

  it('does not raise its revision for a sign of life', async () => {
    const { clock, nodes, changes } = start(['n1']);
    await settle();
    const { revision } = live;
    changes.length = 0;
    await clock.advance(4);
    nodes.open.get('n1')!.send(update({ heartbeat: true, resources }));
    await settle();
    expect(live.revision).toBe(revision);
    expect(changes).toEqual([]);
    expect(live.node('n1').last_seen).toBe(clock.now());
  });

  it('takes a silent node for unreachable, remembers its resources, and comes back', async () => {
    const { clock, nodes, changes } = start(['n1']);
    await settle();
    nodes.open.get('n1')!.send(update({ instances: [running('web1')] }));
    await clock.advance(10);
    nodes.open.get('n1')!.send(update({ heartbeat: true }));
    await clock.advance(14);
    expect(live.node('n1').reachable).toBe(true);
    changes.length = 0;
    nodes.hanging.add('n1');
    await clock.advance(2);
    expect(live.node('n1')).toMatchObject({ reachable: false, resources: { memory_total: 4096 } });
    expect(live.instance('web1')).toEqual([]);
    expect(changes).toEqual([{ node: 'n1', instances: ['web1'] }]);
    nodes.open.get('n1')!.send(full(['web1']));
    expect(live.node('n1').reachable).toBe(true);
    expect(live.instance('web1')).toHaveLength(1);
  });

  it('stays reachable while a broken stream is opened again', async () => {
    const { clock, nodes } = start(['n1']);
    await settle();
    nodes.open.get('n1')!.break();
    await settle();
    expect(nodes.open.has('n1')).toBe(false);
    await clock.advance(0.1);
    expect(nodes.open.has('n1')).toBe(true);
    expect(live.node('n1').reachable).toBe(true);
  });

  it('tries again soon at first, then less often, for ever', async () => {
    const { clock, nodes } = start(['n1'], {}, (made) => made.down.add('n1'));
    await settle();
    expect(nodes.attempts).toHaveLength(1);
    await clock.advance(0.1);
    expect(nodes.attempts).toHaveLength(2);
    await clock.advance(100);
    const before = nodes.attempts.length;
    await clock.advance(20);
    expect(nodes.attempts.length - before).toBeGreaterThanOrEqual(9);
    expect(nodes.attempts.length - before).toBeLessThanOrEqual(21);
    nodes.down.clear();
    await clock.advance(2.1);
    expect(live.node('n1').reachable).toBe(true);
  });

  it('follows nodes that come, go, or are marked offline', async () => {
    const { config, nodes } = start(['n1']);
    await settle();
    config.put({ uuid: 'n2' });
    await settle();
    expect(live.node('n2').reachable).toBe(true);
    config.put({ uuid: 'n1', offline: true });
    await settle();
    expect(nodes.open.has('n1')).toBe(false);
    expect(live.node('n1')).toEqual({ reachable: false, last_seen: 0, resources: null });
    config.put({ uuid: 'n1', offline: false });
    config.remove('n2');
    await settle();
    expect(live.node('n1').reachable).toBe(true);
    expect([...nodes.open.keys()]).toEqual(['n1']);
  });

  it('opens streams anew when what is asked for changes, and only then', async () => {
    const { config, nodes } = start(['n1']);
    await settle();
    config.setCluster({ tags: ['x'] });
    await settle();
    expect(nodes.attempts).toHaveLength(1);
    config.setCluster({ volume_group_name: 'other' });
    await settle();
    expect(nodes.open.get('n1')!.request.volume_groups).toEqual(['other']);
  });

  it('asks nodes whose group has exclusive storage for physical volumes', async () => {
    const { config, nodes } = start(['n1']);
    await settle();
    config.setGroup({ ndparams: { exclusive_storage: true } });
    await settle();
    expect(nodes.open.get('n1')!.request).toMatchObject({ every_volume_group: true, exclusive_storage: true });
    config.setCluster({ volume_group_name: '' });
    await settle();
    expect(nodes.open.get('n1')!.request).toMatchObject({ every_volume_group: false });
  });

  it('connects to a thousand nodes, a few at a time', async () => {
    const uuids = Array.from({ length: 1000 }, (_, index) => `n${index}`);
    const { nodes } = start(uuids, { maxConnecting: 16 }, (made) => made.hanging.add('n7'));
    for (let turn = 0; turn < 20; turn += 1) await settle();
    expect(uuids.filter((uuid) => !live.node(uuid).reachable)).toEqual(['n7']);
    expect(nodes.mostConnecting()).toBeLessThanOrEqual(16);
  });

  it('gives up an attempt that never answers, so that its place is free again', async () => {
    const { clock } = start(['n1', 'n2'], { maxConnecting: 1 }, (made) => made.hanging.add('n1'));
    await settle();
    expect(live.node('n2').reachable).toBe(false);
    await clock.advance(15);
    expect(live.node('n2').reachable).toBe(true);
  });

  it('wakes who waits for a node', async () => {
    const { clock, nodes } = start(['n1'], {}, (made) => made.down.add('n1'));
    const aborted = new AbortController();
    const given = live.whenReachable('n1', aborted.signal);
    const waiting = live.whenReachable('n1');
    aborted.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    nodes.down.clear();
    await clock.advance(1);
    await waiting;
    await live.whenReachable('n1');
  });

  it('lets nothing run after close', async () => {
    const { clock, nodes } = start(['n1', 'n2'], {}, (made) => made.down.add('n2'));
    await settle();
    await live.close();
    expect(nodes.open.size).toBe(0);
    const attempts = nodes.attempts.length;
    await clock.advance(60);
    expect(nodes.attempts).toHaveLength(attempts);
  });
});
