import { JobLost, JobQueueDrainError, OpPrereqError, ProtocolError } from '@ganeti/errors';
import type { CallerContext } from '@ganeti/master-api';
import type { JobView } from '@ganeti/master-jobs';
import type { QueryRequest } from '@ganeti/master-query';
import { createMasterHandlers, EventRing, type ServiceParts } from './index';
import type { AuditEntry } from './handlers';

const cx: CallerContext = { client: 'rapi', user: 'alice', signal: new AbortController().signal };

function service(jobs: Partial<ServiceParts['jobs']>, query: Partial<ServiceParts['query']> = {}) {
  const audited: AuditEntry[] = [];
  const handlers = createMasterHandlers({
    jobs: jobs as ServiceParts['jobs'],
    query: query as ServiceParts['query'],
    filters: { replace: (rule) => Promise.resolve(rule.uuid ?? 'new'), remove: () => Promise.resolve() },
    watcher: { status: () => ({ interval: 60 }), run: () => Promise.resolve([]), pause: () => Promise.resolve() },
    events: new EventRing('run', 10),
    metrics: { text: () => Promise.resolve('figures') },
    audit: (entry) => audited.push(entry),
  });
  return { handlers, audited };
}

describe('master handlers', () => {
  it('submit for the user who asked, and note it', async () => {
    const refused = new OpPrereqError('no', 'wrong_input');
    const { handlers, audited } = service({
      submit: (jobs, by) => Promise.resolve(jobs.map((_, index) => (index === 0 ? { id: by?.user === 'rapi:alice' ? 7 : 0 } : { error: refused }))),
    });
    expect(await handlers.submit([[{ OP_ID: 'A' }], [{}]], cx)).toEqual([{ jobId: 7 }, { error: refused }]);
    expect(audited).toEqual([{ call: 'submit', client: 'rapi', user: 'alice', opcodes: ['A', 'no opcode'], jobs: [7], error: 'no' }]);
  });

  it('pass errors of the queue on', async () => {
    const { handlers, audited } = service({ submit: () => Promise.reject(new JobQueueDrainError()) });
    await expect(handlers.submit([[{ OP_ID: 'OP_INSTANCE_STARTUP', instance_name: 'web1' }]], cx)).rejects.toBeInstanceOf(JobQueueDrainError);
    expect(audited).toMatchObject([{ call: 'submit', opcodes: ['INSTANCE_STARTUP(web1)'], jobs: [], error: expect.any(String) }]);
  });

  it('answer queries with field descriptions for pairs only', async () => {
    const asked: QueryRequest[] = [];
    const fields = [{ name: 'name', title: 'Instance', kind: 'text', doc: 'd' }] as const;
    const { handlers, audited } = service(
      {},
      {
        query: (request) => {
          asked.push(request);
          return Promise.resolve({ revision: 'r', notModified: false, rows: [Buffer.from('['), Buffer.from('1]')], fields });
        },
      },
    );
    const pairs = await handlers.query({ kind: 'instance', fields: ['name'] }, cx);
    expect(pairs).toEqual({ revision: 'r', notModified: false, rows: [Buffer.from('['), Buffer.from('1]')], fieldsJson: JSON.stringify(fields) });
    expect((await handlers.query({ kind: 'instance', fields: ['name'], form: 'dicts' }, cx)).fieldsJson).toBe('');
    expect(asked.map((request) => request.form)).toEqual(['pairs', 'dicts']);
    expect(audited).toEqual([]);
  });

  it('tell a change, no change, and a job that is not there apart', async () => {
    const change = { job_info: ['success'], log_entries: [] };
    const { handlers } = service({
      waitForChange: (id) => (id === 1 ? Promise.resolve(change) : id === 2 ? Promise.resolve(null) : Promise.reject(new JobLost('gone'))),
    });
    const wait = (jobId: number, previousInfo: null | string = null) =>
      handlers.waitForChange({ jobId, fields: ['status'], previousInfo, previousLogSerial: null, timeout: 1 }, cx);
    expect(await wait(1)).toEqual(change);
    expect(await wait(2)).toBe('nochange');
    expect(await wait(3)).toBeNull();
    await expect(wait(1, 'text')).rejects.toBeInstanceOf(ProtocolError);
  });

  it('note who changes jobs and the queue', async () => {
    const { handlers, audited } = service({
      cancel: () => Promise.resolve([true, 'canceled']),
      archive: () => Promise.resolve(true),
      autoArchive: () => Promise.resolve([2, 3]),
      changePriority: () => Promise.resolve([false, 'ended']),
      setDrain: () => Promise.resolve(),
    });
    expect(await handlers.cancelJob(1, cx)).toEqual([true, 'canceled']);
    expect(await handlers.killJob(1, cx)).toEqual([true, 'canceled']);
    expect(await handlers.archiveJob(1, cx)).toBe(true);
    expect(await handlers.autoArchive(10, 5, cx)).toEqual([2, 3]);
    expect(await handlers.changePriority(1, -5, cx)).toEqual([false, 'ended']);
    await handlers.setDrain(true, cx);
    expect(await handlers.watcherStatus(cx)).toEqual({ interval: 60 });
    await handlers.watcherRun(true, cx);
    await handlers.setWatcherPause(null, cx);
    const rule = { uuid: null, priority: 0, predicates: [], action: 'PAUSE', reason: [] };
    expect(await handlers.replaceFilter(rule, cx)).toBe('new');
    await handlers.deleteFilter('new', cx);
    expect(audited.map(({ call, jobs, value, result }) => [call, jobs, value, result])).toEqual([
      ['cancelJob', [1], undefined, [true, 'canceled']],
      ['killJob', [1], undefined, [true, 'canceled']],
      ['archiveJob', [1], undefined, true],
      ['autoArchive', [], 10, [2, 3]],
      ['changePriority', [1], -5, [false, 'ended']],
      ['setDrain', [], true, null],
      ['watcherRun', [], true, []],
      ['setWatcherPause', [], null, null],
      ['replaceFilter', [], rule, 'new'],
      ['deleteFilter', [], 'new', null],
    ]);
  });

  it('tell whose jobs these are, archived ones too', async () => {
    const job = (id: number) => ({ id, user: `rapi:user${id}`, ops: [{ input: { OP_ID: 'X', id } }] }) as unknown as JobView;
    const { handlers } = service({
      get: (id) => (id === 1 ? job(1) : undefined),
      archived: (id) => Promise.resolve(id === 2 ? job(2) : null),
      list: () => [job(1)],
    });
    expect((await handlers.jobOwners([3, 2, 1], cx)).map(({ id, user }) => [id, user])).toEqual([[2, 'rapi:user2'], [1, 'rapi:user1']]);
    expect(await handlers.jobOwners([], cx)).toEqual([{ id: 1, user: 'rapi:user1', ops: [{ OP_ID: 'X', id: 1 }] }]);
  });
});
