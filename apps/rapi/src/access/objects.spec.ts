import { opcodes } from '@ganeti/opcodes';
import fc from 'fast-check';
import { touchedBy } from './guard';
import { builtInRoles, parseRoles, type ObjectFacts } from './roles';
import { Rights, rightsOf } from './rights';
import { wildcard } from './wildcard';

const touched = (id: string, given: Record<string, unknown>) => {
  const definition = opcodes.get(id);
  if (definition === undefined) throw new Error(id);
  return touchedBy(definition, given).map((ref) => (ref === 'cluster' ? ref : `${ref.kind} ${ref.name}`));
};

describe('objects of an opcode', () => {
  it('are what its parameters name', () => {
    expect(touched('OP_INSTANCE_STARTUP', { instance_name: 'a', force: true, timeout: 3, reason: [['x', 'y', 1]] })).toEqual(['instance a']);
    expect(touched('OP_INSTANCE_STARTUP', { instance_name: 'a', instance_uuid: 'u' })).toEqual(['instance a', 'instance u']);
    expect(touched('OP_TAGS_SET', { kind: 'nodegroup', name: 'g', tags: ['t'] })).toEqual(['group g']);
    expect(touched('OP_TAGS_SET', { kind: 'cluster', tags: ['t'] })).toEqual(['cluster']);
    expect(touched('OP_TAGS_SET', { kind: 'cluster', name: 'g', tags: ['t'] })).toEqual(['cluster']);
    expect(touched('OP_TEST_DELAY', { duration: 1 })).toEqual(['cluster']);
    expect(touched('OP_TEST_DELAY', { duration: 1, on_nodes: ['n1', 'n2'] })).toEqual(['node n1', 'node n2']);
    expect(touched('OP_INSTANCE_QUERY_DATA', { instances: [] })).toEqual(['cluster']);
    expect(touched('OP_INSTANCE_SET_PARAMS', { instance_name: 'a', nics: [['add', { network: 'front' }]] })).toEqual(['instance a', 'network front']);
    expect(touched('OP_INSTANCE_SET_PARAMS', { instance_name: 'a', disks: [['attach', { uuid: 'd' }]] })).toEqual(['instance a', 'cluster']);
  });

  it('include those of opcodes inside', () => {
    const inner = (instance_name: string) => ({ OP_ID: 'OP_INSTANCE_CREATE', instance_name, pnode: 'n1' });
    expect(touched('OP_INSTANCE_MULTI_ALLOC', { instances: [inner('a'), inner('b')] })).toEqual(['instance a', 'node n1', 'instance b', 'node n1']);
    expect(touched('OP_INSTANCE_MULTI_ALLOC', { instances: [{ OP_ID: 'OP_UNKNOWN' }, 'x', 7] })).toEqual(['cluster', 'instance x', 'cluster']);
  });

  it('include the cluster for every parameter that is not known to be harmless', () => {
    for (const definition of opcodes.values()) {
      const refs = touchedBy(definition, { instance_name: 'a', 'a-new-parameter': 'something' });
      expect(refs).toContain('cluster');
    }
  });
});

describe('patterns', () => {
  it('fit exactly what they describe', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (before, middle, after) => {
        const plain = [before, middle, after].join('').replace(/[*?]/g, '-');
        expect(wildcard(plain)(plain)).toBe(true);
        expect(wildcard(plain)(`${plain}x`)).toBe(false);
        const [a, m, b] = [before, middle, after].map((text) => text.replace(/[*?]/g, '-')) as [string, string, string];
        expect(wildcard(`${a}*${b}`)(a + m + b)).toBe(true);
        expect(wildcard(`${a}*`)(`x${a}`)).toBe(a === '' || `x${a}`.startsWith(a));
      }),
    );
  });
});

describe('roles', () => {
  const facts = (more: Partial<ObjectFacts>): ObjectFacts => ({ kind: 'instance', name: 'web1', tags: [], groups: [], ...more });
  const rights = (rules: object[]) => new Rights([parseRoles(JSON.stringify({ roles: { r: { rules } } })).get('r') ?? []]);

  it('need all that a rule says to hold', () => {
    const some = rights([{ permissions: ['instance.*'], where: { instances: ['web*'], groups: ['g1', 'g2'], tags: ['a', 'b'] } }]);
    const fits = facts({ tags: ['x', 'b'], groups: ['g1', 'g2'] });
    expect(some.on('instance.startup', fits)).toBe(true);
    expect(some.on('node.startup', fits)).toBe(false);
    for (const other of [{ name: 'db1' }, { tags: ['x'] }, { groups: ['g1', 'g3'] }, { groups: [] }, { kind: 'node' as const }]) {
      expect(some.on('instance.startup', { ...fits, ...other })).toBe(false);
    }
    expect(some.everywhere('instance.startup')).toBe(false);
  });

  it('are what the options say; a word that is no role grants nothing', () => {
    const read = rightsOf([], builtInRoles).rights;
    expect([read.readsEverything, read.everything, read.everywhere('node.query')]).toEqual([true, false, false]);
    expect(rightsOf(['write'], builtInRoles).rights.everything).toBe(true);
    const wrong = rightsOf(['wirte'], builtInRoles);
    expect([wrong.unknown, wrong.rights.readsEverything]).toEqual([['wirte'], false]);
  });

  it.each([
    ['{"roles": {"write": {"rules": []}}}', /built in/],
    ['{"roles": {"a": {"rules": [{"permissions": []}]}}}', /permissions/],
    ['{"roles": {"a": {"rules": [{"permissions": ["*"], "where": {}}]}}}', /says nothing/],
    ['{"roles": {"a": {"rules": [{"permissions": ["*"], "when": {}}]}}}', /when/],
    ['{"roles": {"a b": {"rules": []}}}', /a b/],
    ['{', /JSON/],
  ])('%s is refused', (text, message) => {
    expect(() => parseRoles(text)).toThrow(message);
  });
});
