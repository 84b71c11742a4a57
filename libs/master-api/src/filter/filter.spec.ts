import fc from 'fast-check';
import type { Json } from '@ganeti/objects';
import { parseFilterText, printFilter, wantedFrom } from './index';

const failureOf = (text: string): string => {
  try {
    parseFilterText(text);
  } catch (error) {
    return (error as Error).message;
  }
  return 'understood';
};

describe('filters as text', () => {
  it.each<[string, Json]>([
    ['status == "running"', ['=', 'status', 'running']],
    ["status = 'running'", ['=', 'status', 'running']],
    ['be/vcpus >= 2', ['>=', 'be/vcpus', 2]],
    ['ctime < -1.5e3', ['<', 'ctime', -1500]],
    ['oper_state == true', ['=', 'oper_state', true]],
    ['oper_state', ['?', 'oper_state']],
    ['not oper_state', ['!', ['?', 'oper_state']]],
    ['"prod" in tags', ['=[]', 'tags', 'prod']],
    ["'prod' not in tags", ['!', ['=[]', 'tags', 'prod']]],
    ['3 in owner', ['=[]', 'owner', 3]],
    ['name =~ m/^web[0-9]+/', ['=~', 'name', '^web[0-9]+']],
    ['name =~ /^WEB/i', ['=~', 'name', '(?i)^WEB']],
    ['name =~ m|a/b|si and drained', ['&', ['=~', 'name', '(?si)a/b'], ['?', 'drained']]],
    ['name !~ m#x\\#y#', ['!', ['=~', 'name', 'x\\#y']]],
    ['name =* "web?.*"', ['=~', 'name', '^web.\\..*$']],
    ['name !* "web*"', ['!', ['=~', 'name', '^web.*$']]],
    ['a and b or not c', ['|', ['&', ['?', 'a'], ['?', 'b']], ['!', ['?', 'c']]]],
    ['a and (b or c) and d', ['&', ['?', 'a'], ['|', ['?', 'b'], ['?', 'c']], ['?', 'd']]],
    ['(a)', ['?', 'a']],
    [' name == "say \\"hi\\" \\\\ now" ', ['=', 'name', 'say "hi" \\ now']],
    ['nothing', ['?', 'nothing']],
    ['disk.size/0 > 1024 AND android', ['&', ['>', 'disk.size/0', 1024], ['?', 'android']]],
  ])('%s', (text, expected) => {
    expect(parseFilterText(text)).toEqual(expected);
  });

  it.each<[string, number, string]>([
    ['', 1, 'expected a field'],
    ['name ==', 8, 'expected a value after "=="'],
    ['name == running', 9, 'expected a value after "=="'],
    ['name == "running', 9, 'is not closed'],
    ['(a or b', 8, 'expected ")"'],
    ['a b', 3, 'expected "and", "or" or the end'],
    ['a and or b', 7, '"or" needs something before it'],
    ['"x"', 4, 'expected "in"'],
    ['"x" not tags', 9, 'expected "in"'],
    ['name =~ web', 9, 'expected a regular expression'],
    ['name =~ m/web', 9, 'is not closed'],
    ['name =~ m/web/q', 16, 'there are no flags "q"'],
    ['name =* web', 9, 'expected a pattern in quotes'],
    ['12abc', 1, 'expected a field'],
    [`${'not '.repeat(60)}a`, 205, 'nested'],
  ])('shows the place of what is wrong: %s', (text, character, what) => {
    const message = failureOf(text);
    expect(message).toContain(`at character ${character}:`);
    expect(message).toContain(what);
    expect(message.split('\n').at(-1)).toBe(`  ${' '.repeat(character - 1)}^`);
  });

  const field = fc.stringMatching(/^[a-z][a-z_./0-9]{0,8}$/).filter((name) => !/^(?:not|and|or|in)\b/.test(name));
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)));
  const { filter } = fc.letrec<{ filter: Json }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.tuple(fc.constant('?'), field),
      fc.tuple(fc.constantFrom('=', '!=', '<', '<=', '>', '>='), field, fc.oneof(value, fc.boolean())),
      fc.tuple(fc.constant('=[]'), field, value),
      fc.tuple(fc.constant('=~'), field, fc.string({ unit: 'binary' })),
      fc.tuple(fc.constant('!'), tie('filter')),
      fc.tuple(fc.constantFrom('&', '|'), fc.array(tie('filter'), { minLength: 2, maxLength: 4 })).map(([operator, parts]): Json => [operator, ...parts]),
    ),
  }));

  it('come back from print as they were', () => {
    fc.assert(fc.property(filter, (json) => expect(parseFilterText(printFilter(json))).toEqual(json)), { numRuns: 500 });
  });

  it('are understood or refused with a place, whatever is written', () => {
    const word = fc.constantFrom('name', '==', '=~', 'm/x/', '"a"', "'", '(', ')', 'and', 'or', 'not', 'in', '3', '\\', '/', '=*', ' ');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(word, { maxLength: 12 }).map((words) => words.join(' '))), (text) => {
        expect(failureOf(text)).toMatch(/^(?:understood|The filter cannot be understood at character \d+: )/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is wanted', () => {
  it.each<[string[], Json, string[]]>([
    [[], null, []],
    [['web1', 'db1'], null, ['web1', 'db1']],
    [['web*'], ['=~', 'name', '^web.*$'], []],
    [['web?', 'db1'], ['|', ['=~', 'name', '^web.$'], ['=', 'name', 'db1']], []],
    [['status == "running"'], ['=', 'status', 'running'], []],
  ])('%j', (args, filter, names) => {
    expect(wantedFrom(args, 'name')).toEqual({ filter, names });
  });

  it('is a filter when that is said', () => {
    expect(wantedFrom(['oper_state'], 'name', true)).toEqual({ filter: ['?', 'oper_state'], names: [] });
    expect(wantedFrom(['1*', '7'], 'id')).toEqual({ filter: ['|', ['=~', 'id', '^1.*$'], ['=', 'id', 7]], names: [] });
    expect(() => wantedFrom([], 'name', true)).toThrow('expected a field');
  });
});
