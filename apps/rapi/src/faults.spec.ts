/** Faults that generated requests have found (docs/contributing/fuzz.md). */
import { startHarness, type Harness } from './testing/harness';

const login = `Authorization: Basic ${Buffer.from('peer:secret').toString('base64')}`;
const put = '/2/instances/inst1.example.com/shutdown';

describe('a request that once was answered wrongly', () => {
  let harness: Harness;
  beforeAll(async () => (harness = await startHarness()));
  afterAll(() => harness.stop());

  it.each(['{"__proto__": {"force": true}}', '{"__proto__": null}', '{"timeout": 1, "__proto__": {}}'])('body %s names no parameter', async (body) => {
    const { status, json } = await harness.client('peer', 'secret').request('PUT', put, Buffer.from(body));
    expect([status, json]).toEqual([400, expect.objectContaining({ message: expect.stringContaining('__proto__') })]);
    expect(harness.master.jobs).toEqual([]);
  });

  it('an unknown expectation is refused with a body of the usual form', async () => {
    const answer = await harness.raw(`PUT ${put} HTTP/1.1\r\nHost: x\r\n${login}\r\nExpect: zzz\r\nContent-Length: 0\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 417 /);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ code: 417, message: expect.stringMatching(/./) });
  });

  it('a body that is cut off is the mistake of the client', async () => {
    const before = harness.log.length;
    const head = `PUT ${put} HTTP/1.1\r\nHost: x\r\n${login}\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{"timeout"`;
    await harness.raw(head, { end: true });
    expect(harness.log.slice(before)).toMatchObject([{ method: 'PUT', status: 400 }]);
    expect(harness.master.jobs).toEqual([]);
  });
});
