import fc from 'fast-check';
import type { Json } from '@ganeti/objects';
import { toJson } from './json';

describe('toJson', () => {
  it('writes what JSON.stringify writes', () => {
    const value = fc.jsonValue({ stringUnit: 'binary' }) as fc.Arbitrary<Json>;
    fc.assert(fc.property(value, (json) => expect(toJson(json)).toBe(JSON.stringify(json))), { numRuns: 500 });
    for (const text of ['\ud800', '"', '\\', '\u007f', '\u2028', '\n', 'x\udc00']) expect(toJson(text)).toBe(JSON.stringify(text));
    expect([toJson(-0), toJson(Infinity), toJson(1e21)]).toEqual(['0', 'null', '1e+21']);
  });
});
