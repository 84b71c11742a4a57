import fc from 'fast-check';
import { parseFilter } from '@ganeti/master-query';
import type { FilterRule, Json } from '@ganeti/objects';
import type { Change, ClusterConfig } from '@ganeti/master-config';
import { createJobFilters } from '../index';

type Rule = Omit<FilterRule, 'reason'>;
type Listener = Parameters<ClusterConfig['onCommit']>[0];

/** A configuration that has nothing but filter rules. */
function filtersOf(initial: readonly Rule[]) {
  let rules = initial;
  const listeners: Listener[] = [];
  const view = { all: () => rules.map((rule): FilterRule => ({ reason: [['gnt:user', 'upgrade', 1], ['luxid', '', 2]], ...rule })) };
  const config = { view, onCommit: (listener: Listener) => (listeners.push(listener), () => undefined) };
  const set = (next: readonly Rule[]): void => {
    rules = next;
    for (const listener of listeners) listener([{ kind: 'filter' } as Change], 1);
  };
  return { filters: createJobFilters(config as unknown as ClusterConfig), set };
}

const rule = (change: Partial<Rule>): Rule => ({ uuid: 'u', watermark: 5, priority: 0, predicates: [], action: 'PAUSE', ...change });
const job = (id: number, ...inputs: Readonly<Record<string, Json>>[]) => ({ id, ops: inputs.map((input) => ({ input })) }) as never;

describe('the rule that decides about a job', () => {
  it.each<[string, Json, boolean]>([
    ['id', ['jobid', ['=', 'id', 7]], true],
    ['another id', ['jobid', ['=', 'id', 8]], false],
    ['newer than the rule', ['jobid', ['>', 'id', 'watermark']], true],
    ['older than the rule', ['jobid', ['<=', 'id', 'watermark']], false],
    ['kind of opcode', ['opcode', ['=', 'OP_ID', 'OP_NODE_ADD']], true],
    ['parameter of any of its opcodes', ['opcode', ['=~', 'instance_name', '^web']], true],
    ['two parameters of one opcode', ['opcode', ['&', ['=', 'OP_ID', 'OP_NODE_ADD'], ['=', 'instance_name', 'web1']]], false],
    ['list', ['opcode', ['=[]', 'tags', 'x']], true],
    ['truth', ['opcode', ['?', 'force']], true],
    ['missing parameter', ['opcode', ['=', 'nothing', 1]], false],
    ['value of another kind', ['opcode', ['|', ['<', 'instance_name', 3], ['=~', 'force', 'x']]], false],
    ['value of another kind differs', ['opcode', ['!=', 'instance_name', 3]], true],
    ['inherited name', ['opcode', ['?', 'constructor']], false],
    ['reason', ['reason', ['=~', 'reason', 'maint']], true],
    ['source', ['reason', ['=', 'source', 'gnt:user']], true],
    ['time', ['reason', ['<', 'timestamp', 5]], false],
  ])('is found by %s', (_what, predicate, matches) => {
    const { filters } = filtersOf([rule({ predicates: [predicate] })]);
    const subject = job(
      7,
      { OP_ID: 'OP_NODE_ADD', tags: ['x', 'y'], reason: [['gnt:user', 'maintenance', 9]] },
      { OP_ID: 'OP_INSTANCE_STARTUP', instance_name: 'web1', force: true },
    );
    expect(filters.judge(subject) !== null).toBe(matches);
  });

  it('needs all predicates, and says what it does and why', () => {
    const both: Json[] = [['jobid', ['>', 'id', 3]], ['opcode', ['=', 'OP_ID', 'A']]];
    const { filters, set } = filtersOf([rule({ predicates: both, action: ['RATE_LIMIT', 2] })]);
    expect(filters.judge(job(3, { OP_ID: 'A' }))).toBeNull();
    expect(filters.judge(job(4, { OP_ID: 'A' }))).toEqual({ rule: 'u', action: 'RATE_LIMIT', limit: 2, why: 'filter rule u lets 2 of its jobs run at a time (upgrade)' });
    set([rule({ action: 'REJECT' })]);
    expect(filters.judge(job(3, { OP_ID: 'B' }))).toEqual({ rule: 'u', action: 'REJECT', limit: null, why: 'filter rule u rejects it (upgrade)' });
    set([]);
    expect(filters.judge(job(3, { OP_ID: 'B' }))).toBeNull();
  });

  it('is the first by priority, watermark and uuid that does not say CONTINUE', () => {
    const actions: Json[] = ['ACCEPT', 'PAUSE', 'REJECT', 'CONTINUE', ['RATE_LIMIT', 1]];
    const operator = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');
    const operand = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant('watermark'));
    const anyRule = fc.record({
      uuid: fc.uuid(),
      watermark: fc.integer({ min: 0, max: 4 }),
      priority: fc.integer({ min: 0, max: 2 }),
      predicates: fc.array(fc.tuple(fc.constant('jobid'), fc.tuple(operator, fc.constant('id'), operand)), { maxLength: 2 }),
      action: fc.constantFrom(...actions),
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyRule, { selector: ({ uuid }) => uuid, maxLength: 6 }), fc.integer({ min: 0, max: 5 }), (rules, id) => {
        const holds = ({ predicates, watermark }: (typeof rules)[number]): boolean =>
          predicates.every(([, [op, , value]]) => {
            const other = typeof value === 'number' ? value : watermark;
            return { '=': id === other, '!=': id !== other, '<': id < other, '<=': id <= other, '>': id > other, '>=': id >= other }[op];
          });
        const rank = ({ priority, watermark, uuid }: (typeof rules)[number]): string => `${priority}/${watermark}/${uuid}`;
        const first = rules.filter((each) => each.action !== 'CONTINUE' && holds(each)).reduce<(typeof rules)[number] | null>((best, each) => (best === null || rank(each) < rank(best) ? each : best), null);
        const expected = first === null || first.action === 'ACCEPT' ? null : first.uuid;
        expect(filtersOf(rules).filters.judge(job(id, { OP_ID: 'A' }))?.rule ?? null).toBe(expected);
      }),
    );
  });

  it('takes what the check of rules takes', () => {
    const leaf = fc.oneof(
      fc.tuple(fc.constantFrom('=', '!=', '<', '>='), fc.constantFrom('OP_ID', 'x'), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
      fc.tuple(fc.constant('?'), fc.constantFrom('OP_ID', 'x')),
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, leaf, fc.tuple(fc.constant('!'), tie('tree')), fc.tuple(fc.constantFrom('&', '|'), tie('tree'), tie('tree'))),
    }));
    fc.assert(
      fc.property(tree, fc.oneof(fc.string(), fc.integer(), fc.constant(null)), (expression, x) => {
        const of = (more: Json): Rule => rule({ predicates: [['opcode', more]] });
        expect(parseFilter(expression)).not.toBeNull();
        const subject = job(1, { OP_ID: 'A', x });
        const plain = filtersOf([of(expression as Json)]).filters.judge(subject) !== null;
        const negated = filtersOf([of(['!', expression] as Json)]).filters.judge(subject) !== null;
        expect(negated).toBe(!plain);
      }),
    );
  });
});
