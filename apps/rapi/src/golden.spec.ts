/**
 * Recorded exchanges of Ganeti 3.0.2 that tools/e2e/golden.spec.ts leaves out: those with anonymous readers, who need another option of the
 * daemon, and one that is not HTTP/1.
 */
import { answerDifferences } from '../../../tools/golden/compare';
import { goldenDir, goldenPresent, loadExchanges } from '../../../tools/golden/exchange';
import { exchange as send, type WireAnswer } from '../../../tools/golden/wire';
import { startHarness, type Harness } from './testing/harness';

if (!goldenPresent) console.warn(`${goldenDir} is not there: recorded exchanges are not compared`);
const suite = goldenPresent ? describe : describe.skip;
const recorded = new Map((goldenPresent ? loadExchanges() : []).map((each) => [each.name, each]));

suite('recorded exchanges', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ ssl: true, require_authentication: false });
    await harness.master.submit([[]]);
  });
  afterAll(() => harness.stop());

  const replay = (name: string): Promise<WireAnswer> => send({ host: '127.0.0.1', port: harness.rapi.port, ca: harness.ca }, recorded.get(name)!.request);

  it.each([...recorded.keys()].filter((name) => name.startsWith('noreqauth_')))('%s', async (name) => {
    const jobs = harness.master.jobs.length;
    const answer = await replay(name);
    expect(answerDifferences(recorded.get(name)!, answer)).toEqual([]);
    if (answer.status >= 400) expect(harness.master.jobs).toHaveLength(jobs);
  });

  it('err_http_version2, which the recorded server answered without headers', async () => {
    const { status, body } = await replay('err_http_version2');
    const { response } = recorded.get('err_http_version2')!;
    const { code, explain } = response.json as { code: number; explain: string };
    expect([status, JSON.parse(body)]).toEqual([response.status, { code, explain, message: expect.stringMatching(/./) }]);
  });
});
