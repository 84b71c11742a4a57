/** Jobs and instance creation over the REST API of a running cluster. */
import type { RapiClient } from '@ganeti/testkit';
import { inParallel, percentile, round, timed } from './stats';

const noop = [{ OP_ID: 'OP_TEST_DELAY', duration: 0, on_master: false, on_nodes: [] }];

/** From the request that submits a no-op job to the answer that shows its end. */
export async function jobLatency(rapi: RapiClient, rounds: number): Promise<{ p50: number; p99: number }> {
  const samples: number[] = [];
  for (let i = 0; i < rounds; i += 1) samples.push(await timed(async () => ended(rapi, await rapi.submit('POST', '/2/submit', noop))));
  return { p50: percentile(samples, 50), p99: percentile(samples, 99) };
}

/** No-op jobs per second, each submitted by a request of its own and waited for, by `clients` clients at once. */
export async function jobThroughput(rapi: RapiClient, jobs: number, clients: number): Promise<number> {
  const ms = await timed(() =>
    inParallel(Array.from({ length: jobs }, (_, i) => i), clients, async () => {
      await ended(rapi, await rapi.submit('POST', '/2/submit', noop));
    }),
  );
  return round((jobs / ms) * 1000);
}

async function ended(rapi: RapiClient, id: number): Promise<void> {
  let info: unknown = null;
  for (;;) {
    const change = (await rapi.expect('GET', `/2/jobs/${id}/wait`, {
      fields: ['status'],
      previous_job_info: info,
      previous_log_serial: null,
    })) as { job_info: [string] } | null;
    if (change === null) continue;
    info = change.job_info;
    if (change.job_info[0] === 'success') return;
    if (['error', 'canceled'].includes(change.job_info[0])) throw new Error(`job ${id}: ${change.job_info[0]}`);
  }
}

/** Creates one and waits for it. */
export async function createInstance(rapi: RapiClient, name: string, more: object = {}): Promise<void> {
  await ended(rapi, await rapi.submit('POST', '/2/instances', createBody(name, more)));
}

function createBody(name: string, more: object = {}): unknown {
  return {
    __version__: 1,
    mode: 'create',
    instance_name: name,
    disk_template: 'diskless',
    disks: [],
    nics: [{}],
    os_type: 'noop',
    beparams: { maxmem: 128, minmem: 128, vcpus: 1 },
    name_check: false,
    ip_check: false,
    ...more,
  };
}

/** Create instances one after another; milliseconds from request to job end. */
export async function createLatency(rapi: RapiClient, prefix: string, rounds: number): Promise<{ p50: number; p99: number }> {
  const samples: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    samples.push(
      await timed(() => createInstance(rapi, `${prefix}${i}.example.com`)),
    );
  }
  return { p50: percentile(samples, 50), p99: percentile(samples, 99) };
}

/** Create instances many at once; instances per second. */
export async function createMany(rapi: RapiClient, prefix: string, count: number): Promise<number> {
  const ms = await timed(() =>
    inParallel(Array.from({ length: count }, (_, i) => i), 32, async (i) => {
      await createInstance(rapi, `${prefix}${i}.example.com`);
    }),
  );
  return round((count / ms) * 1000);
}

/** GET `path`, milliseconds each. `between` runs before each request, e.g. to change something. */
export async function getLatency(rapi: RapiClient, path: string, rounds: number, between?: () => Promise<void>): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    await between?.();
    samples.push(await timed(() => rapi.expect('GET', path)));
  }
  return percentile(samples, 50);
}

/** Change one tag of an instance, so that lists must be made again. */
export async function touch(rapi: RapiClient, instance: string, round: number): Promise<void> {
  await ended(rapi, await rapi.submit('PUT', `/2/instances/${instance}/tags?tag=round${round}`));
}
