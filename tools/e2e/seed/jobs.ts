/** S-138 to S-162: jobs, and the classes of their errors. */
import type { FinishedJob } from '@ganeti/testkit';
import { until, type Area, type Row, type Seed } from './seed';

const oneJob = async (seed: Seed): Promise<Row> => {
  const { id } = await seed.job('PUT', `/2/instances/${seed.mirror}/startup?dry-run=1`);
  return (await seed.get(`/2/jobs/${id}`)) as Row;
};

/** The job has to fail with an OpPrereqError of this class, and with nothing done. */
function expectClass({ status, opresult }: FinishedJob, code: string): void {
  expect([status, opresult]).toEqual(['error', [['OpPrereqError', [expect.stringMatching(/./), code]]]]);
}
const creation = (seed: Seed, more: object): Promise<FinishedJob> =>
  seed.finished('POST', '/2/instances', seed.create(seed.fresh('wrong'), more));

const wait = (seed: Seed, id: number, body: unknown) => seed.ask('GET', `/2/jobs/${id}/wait`, body);

export const jobs: Area = {
  'S-138': async (seed) => {
    await seed.expectMethods('/2/jobs', ['GET']);
    const list = (await seed.get('/2/jobs')) as Row[];
    expect(list.length).toBeGreaterThan(0);
    for (const row of list) expect(row).toEqual({ id: expect.anything(), uri: `/2/jobs/${row['id']}` });
    expect(await seed.status('GET', String(list[0]?.['uri']))).toBe(200);
  },
  'S-139': (seed) => seed.expectMethods('/2/jobs/1', ['GET', 'DELETE']),
  'S-140': async (seed) => expect(typeof (await oneJob(seed))['id']).toBe('number'),
  'S-141': async (seed) => expect((await oneJob(seed))['status']).toBe('success'),
  'S-142': async (seed) =>
    expect((await oneJob(seed))['ops']).toEqual([
      expect.objectContaining({ OP_ID: 'OP_INSTANCE_STARTUP', instance_name: seed.mirror }),
    ]),
  'S-143': async (seed) => {
    expect((await oneJob(seed))['opstatus']).toEqual(['success']);
    const { opstatus } = await seed.finished('POST', `/2/instances/none.example.com/reinstall`, { os: 'noop' });
    expect(opstatus).toEqual(['error', 'error', 'error']);
  },
  'S-144': async (seed) => {
    expect((await oneJob(seed))['opresult']).toHaveLength(1);
    expect(
      (await seed.finished('POST', `/2/instances/none.example.com/reinstall`, { os: 'noop' })).opresult,
    ).toHaveLength(3);
  },
  'S-145': async (seed) => {
    const name = seed.fresh('result');
    const { opresult } = await seed.job('POST', '/2/instances', seed.create(name));
    expect(opresult).toEqual([[(await seed.get(`/2/instances/${name}`)).pnode]]);
    expect((await seed.job('DELETE', `/2/instances/${name}`)).opresult).toEqual([null]);
  },
  'S-146': async (seed) =>
    expectClass(await seed.finished('PUT', '/2/instances/none.example.com/startup'), 'unknown_entity'),
  'S-147': async (seed) => {
    const before = await seed.get('/2/instances');
    const [node = ''] = seed.cluster.nodes;
    const body = seed.create(seed.fresh('again'), {
      pnode: node,
      disk_template: 'plain',
      disks: [{ size: 64, vg: 'none' }],
    });
    for (let i = 0; i < 2; i++)
      expect((await seed.finished('POST', '/2/instances', body)).opresult[0]).toEqual([
        'OpPrereqError',
        [expect.any(String), expect.any(String)],
      ]);
    expect(await seed.get('/2/instances')).toEqual(before);
    await seed.job('POST', '/2/instances', { ...body, disks: [{ size: 64 }] });
  },
  'S-148': async (seed) => {
    const body = seed.create(`missing-${seed.tag}.invalid`, { name_check: true });
    expectClass(await seed.finished('POST', '/2/instances', body), 'resolver_error');
  },
  'S-149': async (seed) =>
    expectClass(
      await creation(seed, { beparams: { maxmem: 1048576, minmem: 1048576, vcpus: 1 } }),
      'insufficient_resources',
    ),
  'S-150': async (seed) => {
    const replace = { mode: 'replace_on_primary', remote_node: 'node1.example.com' };
    expectClass(await seed.finished('POST', `/2/instances/${seed.mirror}/replace-disks`, replace), 'wrong_input');
  },
  'S-151': async (seed) => {
    await seed.job('PUT', `/2/instances/${seed.mirror}/shutdown`);
    const migrated = await seed.finished('PUT', `/2/instances/${seed.mirror}/migrate`, {});
    await seed.job('PUT', `/2/instances/${seed.mirror}/startup`);
    expectClass(migrated, 'wrong_state');
  },
  'S-152': async (seed) =>
    expectClass(await seed.finished('DELETE', '/2/instances/none.example.com'), 'unknown_entity'),
  'S-153': async (seed) =>
    expectClass(await seed.finished('POST', '/2/instances', seed.create(seed.mirror)), 'already_exists'),
  'S-154': async (seed) => {
    const [mac] = (await seed.get(`/2/instances/${seed.mirror}`))['nic.macs'] as string[];
    expectClass(await creation(seed, { nics: [{ mac }] }), 'resource_not_unique');
  },
  'S-155': async (seed) => {
    const [, node = '', other = ''] = seed.cluster.nodes;
    const name = await seed.instance({ disk_template: 'drbd', disks: [{ size: 64 }], pnode: node, snode: other });
    await seed.cluster.kill(`noded:${other}`);
    const job = await seed.finished('POST', `/2/instances/${name}/replace-disks?mode=replace_on_primary`);
    await seed.cluster.restart(`noded:${other}`);
    expectClass(job, 'internal_error');
  },
  'S-156': async (seed) => {
    const [, , node = ''] = seed.cluster.nodes;
    const heal = seed.fault(node, 'Blocks.Status');
    const job = await seed
      .finished('POST', `/2/instances/${seed.mirror}/replace-disks?mode=replace_on_primary`)
      .finally(heal);
    expectClass(job, 'environment_error');
  },

  'S-157': async (seed) => {
    const [first, second] = await seed.queued();
    expect(await seed.admin.expect('DELETE', `/2/jobs/${second}`)).toEqual([true, expect.any(String)]);
    expect((await seed.get(`/2/jobs/${second}`)).status).toBe('canceled');
    await until('the start of a job', async () => (await seed.get(`/2/jobs/${first}`)).status === 'running');
    expect(await seed.admin.expect('DELETE', `/2/jobs/${first}`)).toEqual([false, expect.any(String)]);
  },
  'S-158': async (seed) => {
    await seed.expectMethods('/2/jobs/1/wait', ['GET']);
    const { id } = await oneJob(seed);
    const { json } = await wait(seed, id as number, {
      fields: ['status'],
      previous_job_info: null,
      previous_log_serial: null,
    });
    expect(json).toEqual({ job_info: ['success'], log_entries: expect.any(Array) });
    expect((await wait(seed, id as number, undefined)).status).toBe(400);
  },
  'S-159': async (seed) => {
    const { id } = await oneJob(seed);
    const { json } = await wait(seed, id as number, { fields: ['id', 'status', 'opstatus'] });
    expect((json as Row)['job_info']).toEqual([id, 'success', ['success']]);
    expect((await wait(seed, id as number, { fields: 'status' })).status).toBe(400);
    expect((await wait(seed, id as number, {})).status).toBe(400);
  },
  'S-160': async (seed) => {
    const [, second] = await seed.queued();
    // Other values than before: answered at once.
    const now = await wait(seed, second, { fields: ['status'], previous_job_info: ['waiting'] });
    expect((now.json as Row)['job_info']).toEqual(['queued']);
    const change = wait(seed, second, { fields: ['status'], previous_job_info: ['queued'] });
    await seed.admin.expect('DELETE', `/2/jobs/${second}`);
    expect(((await change).json as Row)['job_info']).toEqual(['canceled']);
    expect((await wait(seed, second, { fields: ['status'], previous_job_info: 'x' })).status).toBe(400);
  },
  'S-161': async (seed) => {
    const { id } = await seed.job('POST', `/2/instances/${seed.mirror}/replace-disks?mode=replace_auto`);
    const entries = async (serial: number | null): Promise<unknown[]> =>
      ((await wait(seed, id, { fields: ['status'], previous_log_serial: serial })).json as Row)[
        'log_entries'
      ] as unknown[];
    const all = (await entries(null)) as [number][];
    expect(all.length).toBeGreaterThan(0);
    expect(all[0]).toEqual([
      expect.any(Number),
      [expect.any(Number), expect.any(Number)],
      expect.any(String),
      expect.anything(),
    ]);
    const last = all.at(-1)?.[0] ?? 0;
    expect(await entries(last - 1)).toEqual([all.at(-1)]);
    expect(await entries(last)).toEqual([]);
  },
  'S-162': async (seed) => {
    const { id, answer } = await seed.quiet;
    // Nothing has changed: after ten seconds there is nothing to say.
    const { status, json } = await answer;
    expect([status, json]).toEqual([200, null]);
    expect((await wait(seed, id, { fields: ['status'] })).json).toEqual({ job_info: ['queued'], log_entries: [] });
    await seed.admin.expect('DELETE', `/2/jobs/${id}`);
  },
};
