/** JSON that JSON.stringify does not write, and what is none. All of it as bytes. */
import type { Random } from './random';

/** Not JSON, or not UTF-8. */
export function brokenJson(random: Random): Buffer {
  const { pick, int } = random;
  return pick<() => Buffer>([
    () => Buffer.from(pick(['{', '{"a":', 'null null', '[1,]', "{'a': 1}", 'NaN', '\u0000', '{"a" 1}', '{"a":1,}', '"', '"\\x41"', '01', '+1', '.5', '1.', '{}x', 'undefined', '// x', '-'])),
    () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    // Overlong, a surrogate, above U+10FFFF, cut off.
    () => Buffer.concat([Buffer.from('{"zzz":"'), Buffer.from(pick([[0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]])), Buffer.from('"}')]),
    () => Buffer.from('{"zzz":1}', 'utf16le'),
    () => Buffer.from('['.repeat(1 + int(20_000))),
    () => Buffer.from(Array.from({ length: 1 + int(64) }, () => 0x80 + int(128))),
  ])();
}

/** JSON objects that no operation takes: each has a key that is no parameter. */
export function oddObject(random: Random): Buffer {
  const { pick, int } = random;
  const depth = 1 + int(5000);
  return Buffer.from(
    pick([
      '{"__proto__":{"admin":true}}',
      '{"__proto__":null}',
      '{"constructor":{"prototype":{"x":1}}}',
      '{"hasOwnProperty":1,"toString":2}',
      '{"zzz":1,"zzz":2}',
      '{"":1}',
      '{"zzz":"\\u0000"}',
      '{"zzz":"\\ud800"}',
      '{"zzz":1e400}',
      '{"zzz":-1e400}',
      `{"zzz":${'9'.repeat(1 + int(400))}}`,
      `{"zzz":0.${'0'.repeat(int(400))}1}`,
      `{"zzz":${'['.repeat(depth)}${']'.repeat(depth)}}`,
      `${'{"zzz":'.repeat(depth)}1${'}'.repeat(depth)}`,
      `{"zzz":"${'x'.repeat(int(200_000))}"}`,
      `{${Array.from({ length: 1 + int(500) }, (_, n) => `"z${n}":${n}`).join(',')}}`,
    ]),
  );
}
