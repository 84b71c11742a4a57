import fc from 'fast-check';
import { DataError } from '../model/data';
import { cases, clusterData } from '../testing/clusters';
import { parseInput } from './request';
import { parseUnits, simulate } from './simulate';
import { parseText } from './text';
import { formatText } from './text-write';

describe('text format', () => {
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(clusterData, (data) => {
        const text = formatText(data);
        expect(formatText(parseText(text))).toBe(text);
        const { nodes, instances, tags } = parseText(text);
        expect(nodes).toEqual(data.nodes.map((node) => ({ ...node, master: false })));
        expect(instances.map(({ name, primary, secondary, memory }) => ({ name, primary, secondary, memory }))).toEqual(
          data.instances.map(({ name, primary, secondary, memory }) => ({ name, primary, secondary, memory })),
        );
        expect(tags).toEqual(data.tags);
      }),
      { numRuns: cases(100) },
    );
  });

  it.each([
    ['g|u|sometimes||\n\n', 'sometimes'],
    ['g|u|preferred||\n\nn|1|1|1|1|1|1|X|u|1\n\n', 'node n'],
    ['g|u|preferred||\n\nn|1|1|x|1|1|1|N|u|1\n\n', '"x" is not a number'],
    ['g|u|preferred||\n\n\ni|1|1|1|running|Y|n||wood|\n', 'wood'],
  ])('says what is wrong with %j', (text, what) => {
    expect(() => parseText(text)).toThrow(DataError);
    expect(() => parseText(text)).toThrow(what);
  });

  it('takes nodes with unknown figures as offline', () => {
    expect(parseText('g|u|preferred||\n\nn|?|1|1|1|1|1|N|u|1\n\n').nodes[0]?.offline).toBe(true);
  });
});

describe('simulated clusters', () => {
  it('have a group for each description', () => {
    const data = simulate(['preferred,2,100G,16g,4,2', 'u,1,1t,1024,8']);
    expect(data.groups.map(({ name, allocPolicy }) => [name, allocPolicy])).toEqual([['group-01', 'preferred'], ['group-02', 'unallocable']]);
    expect(data.nodes.map(({ name, memTotal, diskTotal, cpus, spindles }) => [name, memTotal, diskTotal, cpus, spindles])).toEqual([
      ['node-01-001', 16384, 95367, 4, 2],
      ['node-01-002', 16384, 95367, 4, 2],
      ['node-02-001', 1024, 1048576, 8, 1],
    ]);
  });

  it('refuse what describes nothing', () => {
    expect(() => simulate(['p,two,1g,1g,1'])).toThrow('describes no cluster');
    expect(() => parseUnits('5 parsec')).toThrow('is no size');
  });
});

describe('allocator requests', () => {
  it('must be whole', () => {
    expect(() => parseInput('{')).toThrow('is no JSON');
    expect(() => parseInput('{}')).toThrow('nodegroups');
    expect(() => parseInput('{"nodegroups":{},"nodes":{},"instances":{},"request":{"type":"dance"}}')).toThrow('dance');
    expect(() => parseInput('{"nodegroups":{},"nodes":{},"instances":{},"request":{"type":"node-evacuate","instances":["a"],"evac_mode":"some"}}')).toThrow('some');
  });
});
