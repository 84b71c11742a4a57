/** The service on a real configuration: claims, the feed, and the thread. */
import fc from 'fast-check';
import { LiveModel, type ClusterChanges, type ClusterData } from '@ganeti/master-allocator';
import { openConfig, type ClusterConfig } from '@ganeti/master-config';
import type { InstanceLive, LiveView, NodeResourcesLive } from '@ganeti/master-live';
import { Memory, memoryStore } from '@ganeti/master-state';
import { initialCluster, initialGroup, initialNode, type Instance } from '@ganeti/objects';
import { execaRunner, systemClock, systemIds } from '@ganeti/runtime';
import { Claims } from './claims';
import { ClusterFeed } from './cluster/feed';
import type { Engine } from './engine/engine';
import { allocatorPrograms, createPlacement, localEngine, threadEngine, type Needs, type Placement } from './index';

const GIB = 1024;
const names = ['node1', 'node2', 'node3'].map((name) => `${name}.example.com`);
const uuidOf = (name: string): string => `uuid-${name}`;

/** What nodes report, as the test wants it. */
class Reports implements LiveView {
  revision = 0;
  readonly #listeners = new Set<Parameters<LiveView['onChange']>[0]>();
  readonly free = new Map(names.map((name) => [uuidOf(name), 8 * GIB]));
  readonly running = new Map<string, InstanceLive>();
  readonly further = new Map<string, NodeResourcesLive['storage']>();

  node(uuid: string): ReturnType<LiveView['node']> {
    const resources: NodeResourcesLive = {
      memory_total: 16 * GIB, memory_dom0: GIB, memory_free: this.free.get(uuid) ?? 0, cpu_total: 16, cpu_nodes: 1, cpu_sockets: 1, cpu_dom0: 0, boot_id: 'boot',
      storage: [{ type: 'lvm-vg', name: 'xenvg', total: 500 * GIB, free: 100 * GIB }, ...(this.further.get(uuid) ?? [])],
    };
    return { reachable: true, last_seen: 1, resources };
  }
  instance(name: string): readonly InstanceLive[] {
    const found = this.running.get(name);
    return found === undefined ? [] : [found];
  }
  runningOn = (): ReadonlySet<string> => new Set();
  caughtUp = async (): Promise<void> => undefined;
  onChange(listener: Parameters<LiveView['onChange']>[0]): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  tell(node: string, instances: readonly string[] = []): void {
    for (const listener of this.#listeners) listener({ node, instances });
  }
}

let config: ClusterConfig;
let live: Reports;
let placement: Placement;

async function start(engine: Engine): Promise<void> {
  const store = memoryStore(new Memory());
  await store.open();
  config = await openConfig(store, { clock: systemClock, ids: systemIds });
  await config.transaction((tx) => {
    tx.insert('nodegroup', initialGroup({ uuid: 'uuid-group' }));
    names.forEach((name, index) =>
      tx.insert('node', initialNode({ uuid: uuidOf(name), name, primary_ip: `192.0.2.${index + 1}`, group: 'uuid-group', certificate_digest: '', master_candidate: true })),
    );
    tx.insert('cluster', initialCluster({ uuid: 'uuid-cluster', cluster_name: 'c.example.com', master_node: uuidOf(names[0]!), master_ip: '192.0.2.100', candidate_pool_size: 3, enabled_disk_templates: ['drbd', 'plain'] }));
  });
  live = new Reports();
  const programs = allocatorPrograms({ searchPath: [], dir: '/nowhere', runner: execaRunner });
  placement = createPlacement({ config, live, clock: systemClock, engine, programs });
}
afterEach(() => placement.close());

const needs = (name: string, more: Partial<Needs> = {}): Needs => ({
  name, template: 'plain', hypervisor: 'fake', os: '', tags: [], memory: 3 * GIB, vcpus: 1, spindleUse: 1, disks: [{ size: GIB, mode: 'rw', spindles: null }], nics: [{ mac: null, ip: null, mode: 'bridged', link: 'br0', network: null }],
  volumeSpace: { xenvg: GIB }, start: true, ...more,
});
const place = (job: number, more: Partial<Needs> = {}): Promise<readonly string[]> =>
  placement.place({ jobId: job, opIndex: 0 }, needs(`i${job}.example.com`, more), { allocator: 'hail', group: null });
const instance = (name: string, primary: string, more: Partial<Instance> = {}) => ({
  uuid: `uuid-${name}`, name, primary_node: primary, os: '', hypervisor: 'fake', disk_template: 'plain' as const, hvparams: {}, beparams: { maxmem: 512 }, osparams: {}, osparams_private: {},
  admin_state: 'up' as const, admin_state_source: 'admin' as const, nics: [], disks: [], disks_active: false, network_port: null, forthcoming: false, tags: [], ...more,
});

describe.each([['in this thread', localEngine], ['in a thread of its own', () => threadEngine(() => undefined)]])('%s', (_where, engine) => {
  beforeEach(() => start(engine()));

  it('promises the same room to one job only, however many ask at once', async () => {
    // Two of 3 GiB fit on each of three nodes with 8 GiB free.
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, (_, job) => place(job + 1)));
    const chosen = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
    const perNode = names.map((name) => chosen.filter((uuid) => uuid === uuidOf(name)).length);
    expect(perNode).toEqual([2, 2, 2]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'insufficient_resources' });
  });

  it('gives back what was claimed when the opcode has ended', async () => {
    for (let job = 1; job <= 6; job += 1) await place(job);
    await expect(place(7)).rejects.toMatchObject({ code: 'insufficient_resources' });
    const [node] = placement.claimed({ jobId: 3, opIndex: 0 }) ?? [];
    config.reservations.releaseAll(3);
    expect(await place(7)).toEqual([node]);
  });

  it('follows what is changed and what nodes report', async () => {
    await config.transaction((tx) => {
      tx.update('node', uuidOf(names[0]!), { tags: [] });
      tx.update('node', uuidOf(names[1]!), { drained: true, master_candidate: false });
    });
    live.free.set(uuidOf(names[2]!), 2 * GIB);
    live.tell(uuidOf(names[2]!));
    expect(await place(1)).toEqual([uuidOf(names[0]!)]);
    // An instance that should run, and does not, may be started any moment.
    await config.transaction((tx) => tx.insert('instance', instance('big.example.com', uuidOf(names[0]!), { beparams: { maxmem: 4 * GIB } })));
    await expect(place(2)).rejects.toMatchObject({ code: 'insufficient_resources' });
    await config.transaction((tx) => tx.remove('instance', 'uuid-big.example.com'));
    expect(await place(2)).toEqual([uuidOf(names[0]!)]);
  });

  it('finds room in any volume group, and promises it once', async () => {
    const [n1 = '', n2 = ''] = names.map(uuidOf);
    live.further.set(n1, [{ type: 'lvm-vg', name: 'fast', total: 50 * GIB, free: 10 * GIB }]);
    live.further.set(n2, [{ type: 'lvm-vg', name: 'fast', total: 50 * GIB, free: 3 * GIB }]);
    for (const node of [n1, n2]) live.tell(node);
    const onFast = { memory: 128, volumeSpace: { fast: 6 * GIB } };
    expect(await place(1, onFast)).toEqual([n1]);
    await expect(place(2, onFast)).rejects.toMatchObject({ code: 'insufficient_resources' });
    expect(new Set(await place(3, { template: 'drbd', memory: 128, volumeSpace: { fast: 2 * GIB, xenvg: GIB } }))).toEqual(new Set([n1, n2]));
    await expect(place(4, { memory: 128, volumeSpace: { slow: GIB } })).rejects.toMatchObject({ code: 'insufficient_resources' });
  });

  it('counts physical volumes where each disk has its own', async () => {
    await config.transaction((tx) => tx.update('nodegroup', 'uuid-group', { ndparams: { exclusive_storage: true } }));
    names.forEach((name, index) => live.further.set(uuidOf(name), [{ type: 'lvm-pv', name: 'xenvg', total: 8, free: index + 1 }]));
    for (const name of names) live.tell(uuidOf(name));
    const disk = { size: GIB, mode: 'rw', spindles: 2 };
    await expect(place(1, { template: 'drbd', memory: 128, disks: [{ ...disk, spindles: 1 }], volumeSpace: { xenvg: GIB + 128 } })).rejects.toThrow(/FailDisk/);
    const [first, second] = [await place(2, { memory: 128, disks: [disk], volumeSpace: { xenvg: GIB } }), await place(3, { memory: 128, disks: [disk], volumeSpace: { xenvg: GIB } })];
    expect([...first, ...second].sort()).toEqual([uuidOf(names[1]!), uuidOf(names[2]!)]);
    await expect(place(4, { memory: 128, disks: [disk], volumeSpace: { xenvg: GIB } })).rejects.toThrow(/FailSpindles/);
    expect(() => placement.claim({ jobId: 5, opIndex: 0 }, needs('given', { memory: 128, disks: [disk] }), [uuidOf(names[2]!)])).toThrow(/2 unused physical volumes needed .*, 1 there/);
  });

  it('answers larger questions on the cluster as it is', async () => {
    await config.transaction((tx) => ['a', 'b', 'c'].forEach((name) => tx.insert('instance', instance(name, uuidOf(names[0]!), { admin_state: 'up', tags: ['web:1'] }))));
    const check = await placement.study({ kind: 'check', simulate: false });
    expect(check.groups).toMatchObject([{ name: 'default' }]);
    expect(await placement.study({ kind: 'reboots', group: 'default', options: { ignoreNonRedundant: true } })).toMatchObject({ sets: expect.any(Array) });
    expect((await placement.study({ kind: 'capacity', start: { memory: GIB, disk: GIB, cpus: 1, spindles: 1 }, tiered: false, options: { template: 'plain' } })).placed.length).toBeGreaterThan(0);
    expect(await placement.study({ kind: 'balance', group: 'default' })).toMatchObject({ steps: [], initial: expect.any(Number) });
    await expect(placement.study({ kind: 'balance', group: 'none' })).rejects.toThrow(/none/);
  });

  it('says what is not there', async () => {
    await expect(placement.ask({ type: 'relocate', name: 'none', relocate_from: [], required_nodes: 1, disk_space_total: 0 }, { allocator: 'hail' })).rejects.toThrow(/none/);
  });
});

describe('claims', () => {
  beforeEach(() => start(localEngine()));

  it('are no good any more when the node is drained or its room is gone', async () => {
    const [node = ''] = await place(1);
    expect(placement.problem({ jobId: 1, opIndex: 0 })).toBeNull();
    live.free.set(node, GIB);
    expect(placement.problem({ jobId: 1, opIndex: 0 })).toMatch(/3072 MiB of memory needed, 1024 MiB free/);
    live.free.set(node, 8 * GIB);
    const other = names.map(uuidOf).find((uuid) => uuid !== node && uuid !== config.view.cluster().master_node) as string;
    placement.claim({ jobId: 2, opIndex: 0 }, needs('two'), [other]);
    await config.transaction((tx) => tx.update('node', other, { drained: true, master_candidate: false }));
    expect(placement.problem({ jobId: 2, opIndex: 0 })).toMatch(/drained/);
    expect(placement.problem({ jobId: 9, opIndex: 0 })).not.toBeNull();
  });

  it('of given nodes are refused when others have been promised the room', async () => {
    const node = uuidOf(names[0]!);
    placement.claim({ jobId: 1, opIndex: 0 }, needs('one'), [node]);
    placement.claim({ jobId: 2, opIndex: 0 }, needs('two'), [node]);
    expect(() => placement.claim({ jobId: 3, opIndex: 0 }, needs('three'), [node])).toThrow(/2048 MiB free/);
    expect(() => placement.claim({ jobId: 3, opIndex: 0 }, needs('three', { start: false, volumeSpace: { xenvg: 99 * GIB } }), [node])).toThrow(/volume group xenvg/);
  });

  it('keep affinity: what belongs apart is not promised the same node', async () => {
    await config.transaction((tx) => tx.update('cluster', 'uuid-cluster', { tags: ['affinity:apart:hard:db', 'affinity:together:hard:app'] }));
    const small = { memory: 128 };
    const chosen = await Promise.all([1, 2, 3].map((job) => place(job, { ...small, tags: ['db'] })));
    expect(new Set(chosen.flat()).size).toBe(3);
    await expect(place(4, { ...small, tags: ['db'] })).rejects.toThrow(/FailTags/);
    const together = await Promise.all([5, 6, 7].map((job) => place(job, { ...small, tags: ['app'] })));
    expect(new Set(together.flat()).size).toBe(1);
  });
});

it('tells of changes what it would tell of the whole', async () => {
  const action = fc.record({ kind: fc.integer({ min: 0, max: 7 }), node: fc.integer({ min: 0, max: 2 }), other: fc.integer({ min: 0, max: 2 }), which: fc.integer({ min: 0, max: 4 }), flush: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (actions) => {
      await start(localEngine());
      await placement.close();
      const told = new LiveModel();
      const claims: Claims = new Claims((claim) => feed.claimChanged(claim));
      const parts = { config, live, claims, clock: { after: () => () => undefined } };
      const feed = new ClusterFeed({ ...parts, tell: (changes: ClusterChanges) => told.apply(changes) });
      for (const [step, { kind, node, other, which, flush }] of actions.entries()) {
        const [here, there] = [uuidOf(names[node]!), uuidOf(names[other]!)];
        const name = `i${which}`;
        const known = config.view.get('instance', `uuid-${name}`) !== undefined;
        if (kind === 0 && !known) await config.transaction((tx) => tx.insert('instance', instance(name, here)));
        else if (kind === 1 && known) await config.transaction((tx) => tx.update('instance', `uuid-${name}`, { primary_node: there, admin_state: step % 2 === 0 ? 'up' : 'down' }));
        else if (kind === 2 && known) await config.transaction((tx) => tx.remove('instance', `uuid-${name}`));
        else if (kind === 3) claims.set({ jobId: which + 1, opIndex: 0, needs: needs(name), nodes: [here], kind: 'new' });
        else if (kind === 4) claims.releaseJob(which + 1);
        else if (kind === 5) {
          live.free.set(here, (step + 1) * 100);
          live.tell(here);
        } else if (kind === 6) {
          if (live.running.has(name)) live.running.delete(name);
          else live.running.set(name, { node: here, state: 'running', memory: 256, vcpus: 1 });
          live.tell(here, [name]);
        } else if (kind === 7) await config.transaction((tx) => tx.update('cluster', 'uuid-cluster', { beparams: { default: { vcpus: step + 1 } } }));
        if (flush) await feed.flush();
      }
      await feed.flush();
      const whole = new LiveModel();
      const fresh = new ClusterFeed({ ...parts, tell: (changes: ClusterChanges) => whole.apply(changes) });
      for (const claim of claims.all()) fresh.claimChanged(claim);
      await fresh.flush();
      expect(sorted(told.data())).toEqual(sorted(whole.data()));
      feed.close();
      fresh.close();
    }),
    { numRuns: 60 },
  );
});

const sorted = ({ nodes, instances, ...rest }: ClusterData): object => ({ ...rest, nodes: byName(nodes), instances: byName(instances) });
const byName = <T extends { readonly name: string }>(list: readonly T[]): T[] => [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
