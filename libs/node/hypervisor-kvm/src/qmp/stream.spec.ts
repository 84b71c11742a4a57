import fc from 'fast-check';
import { QmpStream } from './stream';

const message = fc.oneof(
  fc.record({ return: fc.jsonValue(), id: fc.string({ unit: 'grapheme' }) }),
  fc.record({ error: fc.record({ class: fc.string(), desc: fc.string({ unit: 'grapheme' }) }) }),
  fc.record({ event: fc.string(), data: fc.dictionary(fc.string(), fc.jsonValue()), timestamp: fc.constant({ seconds: 1, microseconds: 2 }) }),
);
/** What JSON makes of a value: -0 becomes 0. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

it('gives the messages that were sent, however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(message), fc.infiniteStream(fc.integer({ min: 1, max: 40 })), fc.constantFrom('\n', '\r\n'), (messages, sizes, end) => {
      const bytes = Buffer.from(messages.map((one) => JSON.stringify(one) + end).join(''));
      const stream = new QmpStream();
      const got: unknown[] = [];
      for (let at = 0; at < bytes.length; ) {
        const size = sizes.next().value as number;
        got.push(...stream.push(bytes.subarray(at, at + size)));
        at += size;
      }
      expect(got).toEqual(plain(messages));
    }),
  );
});

it('refuses what is not QMP', () => {
  for (const text of ['hello\n', '[1]\n', '{"a":1}\n', '3\n', 'null\n']) expect(() => new QmpStream().push(Buffer.from(text))).toThrow(/QMP/);
  const stream = new QmpStream();
  expect(() => {
    for (let times = 0; times < 20; times += 1) stream.push(Buffer.alloc(1 << 20, 'x'));
  }).toThrow(/end of line/);
});
