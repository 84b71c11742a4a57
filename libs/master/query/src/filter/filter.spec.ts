import { GenericError, OpPrereqError, ProtocolError } from '@ganeti/errors';
import type { JobView } from '@ganeti/master-jobs';
import { newInstance, testCluster, type TestCluster } from '../testing/cluster';

describe('query filters', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await testCluster();
    for (const name of ['web1', 'web2', 'web10', 'db1']) {
      await cluster.insert(newInstance(name, { tags: name.startsWith('web') ? ['front'] : [], beparams: { vcpus: name === 'db1' ? 4 : 1 } }));
    }
    cluster.live.run('web1.example.com', 'n1');
    const stamp = [1, 2] as const;
    const job = (id: number, archived = false): JobView => ({ id, status: 'success', ops: [], received: stamp, start: stamp, end: null, summary: [`J${id}`], priority: 0, archived, user: null, held: null });
    cluster.jobs.push(job(1, true), job(2), job(3));
  });

  const names = async (filter: unknown, more: object = {}): Promise<unknown[]> =>
    (await cluster.dicts('instance', ['name'], { filter, ...more })).map((row) => String(row['name']).split('.')[0]);

  it.each<[string, unknown, string[]]>([
    ['none', null, ['db1', 'web1', 'web2', 'web10']],
    ['=', ['=', 'pnode', 'node1.example.com'], ['db1', 'web1', 'web2', 'web10']],
    ['= short host name', ['=', 'pnode', 'node1'], ['db1', 'web1', 'web2', 'web10']],
    ['= is no prefix', ['&', ['=', 'pnode', 'node'], ['?', 'name']], []],
    ['==', ['==', 'be/vcpus', 4], ['db1']],
    ['!=', ['!=', 'be/vcpus', 4], ['web1', 'web2', 'web10']],
    ['<', ['<', 'be/vcpus', 4], ['web1', 'web2', 'web10']],
    ['>=', ['>=', 'be/vcpus', 4], ['db1']],
    ['> text', ['>', 'name', 'web'], ['web1', 'web2', 'web10']],
    ['=~', ['=~', 'name', '^web[12]\\.'], ['web1', 'web2']],
    ['=[]', ['=[]', 'tags', 'front'], ['web1', 'web2', 'web10']],
    ['?', ['?', 'oper_state'], ['web1']],
    ['? list', ['?', 'tags'], ['web1', 'web2', 'web10']],
    ['!', ['!', ['=[]', 'tags', 'front']], ['db1']],
    ['&', ['&', ['=[]', 'tags', 'front'], ['=', 'status', 'running']], ['web1']],
    ['|', ['|', ['=', 'status', 'running'], ['=', 'be/vcpus', 4]], ['db1', 'web1']],
    ['truth value', ['=', 'oper_state', true], ['web1']],
    ['missing value is in no order', ['<', 'oper_ram', 9999], ['web1']],
    ['missing value differs', ['!=', 'oper_ram', 128], ['db1', 'web2', 'web10']],
    ['a name', ['=', 'name', 'web10.example.com'], ['web10']],
    ['a short name', ['=', 'name', 'web1'], ['web1']],
    ['names, in the order asked for', ['|', ['=', 'name', 'web2'], ['=', 'name', 'db1'], ['=', 'name', 'web2']], ['web2', 'db1']],
    ['a name and more', ['&', ['=', 'name', 'web1'], ['=', 'be/vcpus', 4]], []],
    ['an unknown name and more', ['&', ['=', 'name', 'nobody'], ['=', 'be/vcpus', 4]], []],
  ])('%s', async (_title, filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });

  it('knows items by name, short name and uuid', async () => {
    expect(await names(null, { names: ['web2', 'i-web1', 'db1.example.com', 'nobody'] })).toEqual(['web2', 'web1', 'db1']);
    expect(await names(['=', 'be/vcpus', 4], { names: ['web2', 'db1'] })).toEqual(['db1']);
    await expect(names(null, { names: ['nobody'], mustExist: true })).rejects.toMatchObject({ code: 'unknown_entity' });
    await expect(names(['=', 'name', 'nobody'])).rejects.toBeInstanceOf(OpPrereqError);
  });

  it('knows jobs by number, archived ones too', async () => {
    const ids = async (more: object): Promise<unknown[]> => (await cluster.dicts('job', ['id'], more)).map((row) => row['id']);
    expect(await ids({})).toEqual([2, 3]);
    expect(await ids({ names: ['3', '1', 'x'] })).toEqual([3, 1]);
    expect(await ids({ filter: ['=', 'id', 2] })).toEqual([2]);
    expect(await ids({ filter: ['=', 'id', 77] })).toEqual([]);
    await expect(ids({ names: ['77'], mustExist: true })).rejects.toMatchObject({ code: 'unknown_entity' });
    await expect(ids({ filter: ['=', 'id', '2'] })).rejects.toBeInstanceOf(GenericError);
    expect(await cluster.pairs('job', ['end_ts', 'summary'], { names: ['2'] })).toEqual([[[3, null], [0, ['J2']]]]);
  });

  it.each<[string, unknown]>([
    ['no list', 'name'],
    ['no operator', [1, 2]],
    ['unknown operator', ['%%', 'name', 1]],
    ['wrong number of arguments', ['=', 'name']],
    ['no filter inside', ['!', 'name']],
    ['empty and', ['&']],
    ['field is no text', ['=', 1, 1]],
    ['value is a list', ['=', 'name', []]],
    ['bad pattern', ['=~', 'name', '(']],
    ['pattern that looks around', ['=~', 'name', 'a(?=b)']],
    ['pattern too long', ['=~', 'name', 'a'.repeat(1001)]],
    ['nested too deep', Array.from({ length: 60 }).reduce((inner) => ['!', inner], ['?', 'name'])],
  ])('refuses what it cannot understand: %s', async (_title, filter) => {
    await expect(names(filter)).rejects.toBeInstanceOf(ProtocolError);
  });

  it.each<[string, unknown, string]>([
    ['operator', ['&', ['?', 'name'], ['%%', 'name', 1]], 'at [2]: there is no operator'],
    ['value', ['|', ['!', ['=', 'name', []]], ['?', 'name']], 'at [1][1][2]: '],
    ['pattern', ['!', ['=~', 'name', '(']], 'at [1][2]: '],
    ['field', ['&', ['?', 'name'], ['=', 'nofield', 1]], "'nofield' at [2]"],
    ['kind', ['!', ['=', 'be/vcpus', 'four']], 'at [1] compares'],
    ['list', ['!', ['=[]', 'status', 'running']], 'at [1] looks for "running" in'],
  ])('tells where it is wrong: %s', async (_title, filter, text) => {
    await expect(names(filter)).rejects.toThrow(text);
  });

  it('matches any pattern in little time', async () => {
    await cluster.insert(newInstance('a'.repeat(60)));
    expect(await names(['=~', 'name', '^(a+)+$'])).toEqual([]);
    await cluster.config.transaction((tx) => tx.remove('instance', `i-${'a'.repeat(60)}`));
  });

  it('finds by index what looking at everything finds', async () => {
    for (const part of [['=', 'status', 'running'], ['=', 'pnode', 'node1'], ['=[]', 'tags', 'front'], ['=', 'pnode.group', 'default'], ['=', 'uuid', 'i-web2'], ['=', 'admin_state', 'down']]) {
      const slowly = ['&', ['|', part, ['?', 'nic.count']], ['!', ['!', part]]];
      expect(await names(part)).toEqual(await names(slowly));
    }
  });

  it('refuses unknown fields and what cannot be compared', async () => {
    await expect(names(['=', 'nofield', 1])).rejects.toThrow("'nofield'");
    await expect(names(['=', 'be/vcpus', 'four'])).rejects.toBeInstanceOf(GenericError);
    await expect(names(['=~', 'tags', 'front'])).rejects.toBeInstanceOf(GenericError);
    await expect(cluster.dicts('instance', ['name', 'zzz'])).rejects.toMatchObject({ code: 'wrong_input' });
    await expect(cluster.dicts('nothing', ['name'])).rejects.toBeInstanceOf(ProtocolError);
  });
});
