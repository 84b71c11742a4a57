/** Whether a cluster is as it was: what its lists say, and what cluster verify finds. */
import type { RapiClient } from '@ganeti/testkit';

/** Name of a thing -> what it is like. */
export type State = ReadonlyMap<string, string>;

/** What changes by itself. */
const passing = new Set(['mtime', 'ctime', 'serial_no', 'dfree', 'mfree', 'mnode', 'ctotal', 'last_seen', 'boot_id']);

export async function stateOf(rapi: RapiClient): Promise<State> {
  const state = new Map<string, string>();
  for (const kind of ['instances', 'nodes', 'groups', 'networks', 'filters']) {
    for (const row of (await rapi.expect('GET', `/2/${kind}?bulk=1`)) as Record<string, unknown>[]) {
      state.set(`${kind} ${String(row['name'] ?? row['uuid'])}`, JSON.stringify(row, (key, value: unknown) => (passing.has(key) ? undefined : value)));
    }
  }
  for (const [name, opcode] of [['volumes', { OP_ID: 'OP_NODE_QUERYVOLS', nodes: [], output_fields: ['node', 'vg', 'name'] }]] as const) {
    const job = await rapi.waitForJob(await rapi.submit('POST', '/2/submit', [opcode]));
    state.set(name, JSON.stringify(job.opresult[0]));
  }
  for (const export_ of ((await rapi.expect('GET', '/2/query/export?fields=node,export')) as { data: [number, unknown][][] }).data) {
    const [, name] = export_[1] ?? [0, null];
    if (name !== null) state.set(`export ${JSON.stringify(export_)}`, '');
  }
  state.set('cluster verify', await verify(rapi));
  return state;
}

/** The job of cluster verify submits others; all that they say. */
async function verify(rapi: RapiClient): Promise<string> {
  const { opresult } = await rapi.waitForJob(await rapi.submit('POST', '/2/submit', [{ OP_ID: 'OP_CLUSTER_VERIFY' }]));
  const jobs = ((opresult[0] as { jobs: [boolean, number | string][] }).jobs ?? []).map(([, id]) => Number(id));
  const results = await Promise.all(jobs.map((id) => rapi.waitForJob(id)));
  return JSON.stringify(results.map(({ status, opresult: result }) => [status, result]));
}

export function leftovers(before: State, after: State): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).map((name) => `${name}: was ${before.get(name) ?? 'not there'}, is ${after.get(name) ?? 'not there'}`);
}
