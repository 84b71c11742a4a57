import type { FilterRuleInput } from '@ganeti/master-api';
import { openConfig } from '@ganeti/master-config';
import { Memory, memoryStore } from '@ganeti/master-state';
import { initialCluster, initialGroup, initialNode } from '@ganeti/objects';
import { systemIds, type Clock } from '@ganeti/runtime';
import { createFilterRules } from '../index';

const clock = { now: () => 1000 } as Clock;
const rule: FilterRuleInput = { uuid: null, priority: 2, predicates: [['jobid', ['>', 'id', 'watermark']]], action: 'PAUSE', reason: [['me', 'upgrade', 5]] };

async function world(memory = new Memory()) {
  const store = memoryStore(memory);
  await store.open();
  const config = await openConfig(store, { clock, ids: systemIds });
  if (!config.initialised) {
    await config.transaction((tx) => {
      tx.insert('nodegroup', initialGroup({ uuid: 'group' }));
      tx.insert('node', initialNode({ uuid: 'node', name: 'node1', primary_ip: '127.0.1.1', group: 'group', certificate_digest: '', master_candidate: true }));
      tx.insert('cluster', initialCluster({ uuid: 'cluster', cluster_name: 'c', master_node: 'node', master_ip: '127.0.1.2' }));
    });
  }
  const jobs = { lastId: 7 };
  return { config, store, jobs, rules: createFilterRules({ config, jobs, clock, ids: systemIds }) };
}

describe('filter rules', () => {
  it('are added, replaced and removed, and outlive a restart', async () => {
    const memory = new Memory();
    const { config, store, jobs, rules } = await world(memory);
    const uuid = await rules.replace(rule);
    expect(config.view.get('filter', uuid)).toEqual({
      uuid,
      watermark: 7,
      priority: 2,
      predicates: rule.predicates,
      action: 'PAUSE',
      reason: [['me', 'upgrade', 5], ['luxid', '', 1e12]],
    });
    jobs.lastId = 9;
    expect(await rules.replace({ ...rule, uuid: uuid.toUpperCase(), action: ['RATE_LIMIT', 3] })).toBe(uuid);
    const other = '0a1b2c3d-0000-4000-8000-000000000001';
    expect(await rules.replace({ ...rule, uuid: other })).toBe(other);
    await store.close();

    const again = await world(memory);
    expect([...again.config.view.all('filter')].map(({ uuid: id, action, watermark }) => [id, action, watermark]).sort()).toEqual(
      [[uuid, ['RATE_LIMIT', 3], 9], [other, 'PAUSE', 9]].sort(),
    );
    await again.rules.remove(uuid);
    await expect(again.rules.remove(uuid)).rejects.toMatchObject({ code: 'unknown_entity' });
    expect(again.config.view.count('filter')).toBe(1);
  });

  it.each<[string, Partial<FilterRuleInput>]>([
    ['a uuid that is none', { uuid: 'zzz' }],
    ['a negative priority', { priority: -1 }],
    ['an unknown predicate', { predicates: [['zzz', 1]] }],
    ['a predicate without expression', { predicates: [['jobid']] }],
    ['an expression that is none', { predicates: [['jobid', ['~', 'id', 1]]] }],
    ['a field that jobs do not have', { predicates: [['jobid', ['&', ['=', 'id', 1], ['!', ['=', 'name', 1]]]]] }],
    ['a reason field that is none', { predicates: [['reason', ['?', 'zzz']]] }],
    ['an unknown action', { action: 'EXPLODE' }],
    ['a rate limit of nothing', { action: ['RATE_LIMIT', 0] }],
    ['a reason that is no trail', { reason: ['because'] }],
    ['more predicates than anybody needs', { predicates: Array.from({ length: 101 }, () => ['jobid', ['=', 'id', 1]]) }],
  ])('are refused with %s', async (_what, change) => {
    const { config, rules } = await world();
    await expect(rules.replace({ ...rule, ...change })).rejects.toMatchObject({ code: 'wrong_input' });
    expect(config.view.count('filter')).toBe(0);
  });

  it('may look at any parameter of an opcode', async () => {
    const { rules } = await world();
    await expect(rules.replace({ ...rule, predicates: [['opcode', ['|', ['=', 'OP_ID', 'OP_NODE_ADD'], ['=~', 'instance_name', '^web']]]], action: 'REJECT' })).resolves.toBeTruthy();
  });
});
