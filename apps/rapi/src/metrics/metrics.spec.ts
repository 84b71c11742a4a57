/** GET /metrics, through real sockets. */
import { startHarness, type Harness } from '../testing/harness';

let harness: Harness;
afterEach(() => harness.stop());
const figures = async (user?: string, password?: string) => (await harness.client(user, password).request('GET', '/metrics')) ;

it('counts requests by resource, method and status, and shows what the master counts', async () => {
  harness = await startHarness({}, { users: 'prom pw metrics-only\n', roles: { 'metrics-only': { rules: [{ permissions: ['metrics.read'] }] } } });
  const client = harness.client('peer', 'secret');
  await client.request('GET', '/2/nodes/node1.example.com');
  await client.request('GET', '/2/nodes/node2.example.com');
  await client.request('GET', '/2/nodes/none');
  await client.request('GET', '/2/no-such-thing');
  const answer = await figures('prom', 'pw');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = answer.text.split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'ganeti_rapi_requests_total{resource="/2/nodes/[name]",method="GET",status="200"} 2',
      'ganeti_rapi_requests_total{resource="/2/nodes/[name]",method="GET",status="404"} 1',
      'ganeti_rapi_requests_total{resource="none",method="none",status="404"} 1',
      'ganeti_rapi_request_duration_seconds_count{resource="/2/nodes/[name]",method="GET"} 3',
      'ganeti_rapi_event_streams 0',
      'ganeti_masterd_up 1',
      'ganeti_jobs{status="queued"} 7',
    ]),
  );
  expect(answer.text).toMatch(/^ganeti_rapi_nodejs_eventloop_lag_p99_seconds /m);
  // Every line is of the format.
  for (const line of lines) expect(line).toMatch(/^(# (HELP|TYPE) \S+ .+|[a-zA-Z_:][\w:]*(\{.*\})? -?[\d.e+-]+|[a-zA-Z_:][\w:]*(\{.*\})? (NaN|[+-]Inf)|)$/i);
  harness.master.down = true;
  const alone = await figures('prom', 'pw');
  expect([alone.status, alone.text.includes('ganeti_masterd_up 0'), alone.text.includes('ganeti_jobs')]).toEqual([200, true, false]);
});

it('is for those with the right, and for addresses in the settings', async () => {
  harness = await startHarness({}, { users: 'other pw other\n', roles: { other: { rules: [{ permissions: ['node.read'] }] } } });
  expect((await figures()).status).toBe(401);
  expect((await figures('peer', 'wrong')).status).toBe(401);
  expect((await figures('other', 'pw')).status).toBe(403);
  expect((await figures('ro', 'ropw')).status).toBe(200);
  await harness.stop();
  harness = await startHarness({ metrics_allow: ['127.0.0.0/8'] });
  expect((await figures()).status).toBe(200);
  expect((await harness.client().request('GET', '/2/info')).status).toBe(401);
  await harness.stop();
  harness = await startHarness({ metrics_allow: ['10.0.0.0/8'], require_authentication: false });
  expect((await figures()).status).toBe(401);
});
