import type { MasterEvent } from '@ganeti/master-api';
import type { LiveView } from '@ganeti/master-live';
import { createLockManager } from '@ganeti/master-locking';
import { createContext, instanceStatus } from '@ganeti/master-query';
import { unitWorld, uuidOf, type UnitWorld } from '@ganeti/testkit';
import { createMetrics, EventRing, followCluster, earlyFigures, withJob, type Metrics } from './index';

let world: UnitWorld;
let ring: EventRing;
let metrics: Metrics;
let figures: ReturnType<typeof earlyFigures>;
let stop: () => void;

/** What nodes report: the simulated ones, and what a test says of instances and silent nodes. */
const running = new Set<string>();
const silent = new Set<string>();
const listeners = new Set<Parameters<LiveView['onChange']>[0]>();
const report = (node: string, instances: readonly string[]): void => {
  for (const listener of listeners) listener({ node: uuidOf(node), instances });
};
const liveOf = (simulated: LiveView): LiveView => ({
  ...simulated,
  node: (uuid) => ({ ...simulated.node(uuid), reachable: !silent.has(uuid) }),
  instance: (name) => (running.has(name) ? [{ node: uuidOf('node1.example.com'), state: 'running', memory: 128, vcpus: 1 }] : []),
  onChange: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
});

beforeAll(async () => {
  world = await unitWorld();
  const { config, queue: jobs, nodes } = world;
  const live = liveOf(nodes.live);
  const version = { software_version: '', protocol_version: 0, config_version: 0, os_api_version: 0, export_version: 0, vcs_version: '', architecture: [] };
  const cx = createContext({ config, live, version, now: () => 0 });
  const parts = { config, live, jobs, statusOf: (instance: Parameters<typeof instanceStatus>[0]) => instanceStatus(instance, cx) };
  ring = new EventRing('r', 1000, withJob(jobs));
  stop = followCluster(parts, (event) => ring.push(event));
  figures = earlyFigures();
  metrics = createMetrics({ ...parts, locks: createLockManager() }, figures);
});
afterAll(async () => {
  stop();
  metrics.close();
  await world.close();
});

/** All events up to the first that fits. */
async function until(after: string, fits: (event: MasterEvent) => boolean): Promise<MasterEvent[]> {
  const seen: MasterEvent[] = [];
  const done = new AbortController();
  for await (const batch of ring.after(after, done.signal)) {
    seen.push(...batch);
    if (seen.some(fits)) done.abort();
  }
  return seen;
}
const create = { OP_ID: 'OP_INSTANCE_CREATE', instance_name: 'web1.example.com', mode: 'create', disk_template: 'diskless', disks: [], nics: [], os_type: 'noop', pnode: 'node1.example.com', tags: ['team:web'], name_check: false, ip_check: false };

it('an instance that comes, runs and goes is told as it happens', async () => {
  expect((await world.run(create)).status).toBe('success');
  const created = await until('oldest', ({ kind, type, data }) => kind === 'job' && type === 'changed' && data['status'] === 'success');
  expect(created.find(({ kind, type }) => kind === 'instance' && type === 'created')).toMatchObject({
    name: 'web1.example.com',
    access: { tags: ['team:web'], groups: ['default'] },
  });
  expect(created.filter(({ kind, type }) => kind === 'job' && type === 'changed').map(({ data }) => data['status'])).toEqual(expect.arrayContaining(['queued', 'running', 'success']));
  expect(created.find(({ kind }) => kind === 'job')).toMatchObject({ data: { summary: ['INSTANCE_CREATE(web1.example.com)'] }, access: { user: null } });

  running.add('web1.example.com');
  report('node1.example.com', ['web1.example.com']);
  report('node1.example.com', ['web1.example.com']);
  silent.add(uuidOf('node1.example.com'));
  report('node1.example.com', []);
  silent.clear();
  report('node1.example.com', []);
  const statuses = (await until(created.at(-1)?.id ?? '', ({ kind, data }) => kind === 'node' && data['reachable'] === true)).filter(({ type }) => type === 'status');
  expect(statuses.slice(0, 3).map(({ name, data }) => [name, data])).toEqual([
    ['web1.example.com', { status: 'running' }],
    ['node1.example.com', { reachable: false }],
    ['web1.example.com', { status: 'ERROR_nodedown' }],
  ]);
  running.clear();

  const last = statuses.at(-1)?.id ?? '';
  expect((await world.run({ OP_ID: 'OP_INSTANCE_SHUTDOWN', instance_name: 'web1.example.com' })).status).toBe('success');
  const stopped = await until(last, ({ type, data }) => type === 'status' && data['status'] === 'ADMIN_down');
  expect(stopped.find(({ type }) => type === 'status')).toMatchObject({ kind: 'instance', name: 'web1.example.com' });

  const then = stopped.at(-1)?.id ?? '';
  expect((await world.run({ OP_ID: 'OP_INSTANCE_REMOVE', instance_name: 'web1.example.com' })).status).toBe('success');
  const removed = await until(then, ({ kind, type }) => kind === 'instance' && type === 'removed');
  expect(removed.find(({ type }) => type === 'removed')).toMatchObject({ kind: 'instance', name: 'web1.example.com', access: { tags: ['team:web'], groups: ['default'] } });
});

it('tags and the cluster itself are told too', async () => {
  await world.run({ OP_ID: 'OP_TAGS_SET', kind: 'node', name: 'node2.example.com', tags: ['rack:1'] });
  const seen = await until('oldest', ({ kind, type, name }) => kind === 'node' && type === 'changed' && name === 'node2.example.com');
  expect(seen.filter(({ kind, name }) => kind === 'node' && name === 'node2.example.com').at(-1)?.access).toEqual({ tags: ['rack:1'], groups: ['default'] });
  await world.queue.setDrain(true);
  await until('oldest', ({ kind, type, name }) => kind === 'cluster' && type === 'changed' && name === 'cluster.example.com');
  await world.queue.setDrain(false);
});

it('figures tell jobs, nodes, instances, capacity and calls to nodes', async () => {
  expect((await world.run({ ...create, instance_name: 'web2.example.com' })).status).toBe('success');
  running.add('web2.example.com');
  figures.nodeCall('Instances.Start', 'ok', 0.2);
  const text = await metrics.text();
  const value = (name: string): number => Number(text.split('\n').find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? NaN);
  expect(value('ganeti_jobs{status="success"}')).toBe([...world.queue.list()].filter(({ status }) => status === 'success').length);
  expect(value('ganeti_jobs{status="running"}')).toBe(0);
  expect(value('ganeti_jobs_ended_total{opcode="OP_INSTANCE_CREATE",status="success"}')).toBe(2);
  expect(value('ganeti_job_queue_delay_seconds_count')).toBe(world.queue.count);
  expect(value('ganeti_opcode_lock_wait_seconds_count')).toBe(world.queue.count);
  expect(value('ganeti_job_duration_seconds_count')).toBe(world.queue.count);
  expect(value('ganeti_nodes{group="default",state="online"}')).toBe(3);
  expect(text.match(/^ganeti_instances.*$/gm)).toEqual(['ganeti_instances{status="running"} 1']);
  const total = ['node1', 'node2', 'node3'].reduce((sum, name) => sum + (world.nodes.live.node(uuidOf(`${name}.example.com`)).resources?.memory_total ?? 0), 0);
  expect(value('ganeti_group_memory_total_bytes{group="default"}')).toBe(total * 1024 * 1024);
  expect(value('ganeti_group_memory_free_bytes{group="default"}')).toBeGreaterThan(0);
  expect(text).toMatch(/^ganeti_group_storage_free_bytes\{group="default",type="[\w-]+"\} [1-9]/m);
  expect(value('ganeti_node_rpc_duration_seconds_bucket{le="0.25",method="Instances.Start",outcome="ok"}')).toBe(1);
  expect(text).toMatch(/^ganeti_masterd_nodejs_eventloop_lag_seconds /m);
});
