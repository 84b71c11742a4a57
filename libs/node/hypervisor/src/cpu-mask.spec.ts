import fc from 'fast-check';
import { cpuList, parseCpuMask } from './cpu-mask';

it('reads masks for the whole guest and for each processor', () => {
  expect(parseCpuMask('all')).toEqual([null]);
  expect(parseCpuMask('1-3,0')).toEqual([[0, 1, 2, 3]]);
  expect(parseCpuMask('0:all:2-3, 8')).toEqual([[0], null, [2, 3, 8]]);
  const set = fc.oneof(fc.constant(null), fc.uniqueArray(fc.nat(4095), { minLength: 1 }).map((cpus) => cpus.sort((a, b) => a - b)));
  fc.assert(fc.property(fc.array(set, { minLength: 1 }), (sets) => expect(parseCpuMask(sets.map(cpuList).join(':'))).toEqual(sets)));
});

it('says what is wrong', () => {
  for (const mask of ['', '1-', 'x', '3-1', '0::1', '5000']) expect(() => parseCpuMask(mask)).toThrow();
});
