/** What masterd spends on placement, from its own figures. */
import type { RapiClient } from '@ganeti/testkit';
import { createInstance } from './jobs';
import { percentile, round } from './stats';
import type { Turns } from './turns';

const figure = 'ganeti_placement_duration_seconds';
const lag = 'ganeti_masterd_nodejs_eventloop_lag_max_seconds';
/** Samples of the event loop are taken so often; a loop that is never held up shows this. Milliseconds. */
const lagResolution = 10;

export interface PlacementFigures {
  /** Milliseconds from the question to the nodes. */
  readonly p50: number;
  readonly p99: number;
  /** Longest time masterd's event loop was held up meanwhile, milliseconds. */
  readonly longestBlock: number;
  /** The most CPU time that its main thread spent in one turn of the loop, milliseconds. */
  readonly longestTurn: number;
}

/** Creates instances without naming nodes, one after the other. */
export async function placementLatency(rapi: RapiClient, turns: Turns, template: 'drbd' | 'plain', prefix: string, rounds: number): Promise<PlacementFigures> {
  const samples: number[] = [];
  await turns.longest();
  await read(rapi, lag);
  let longestBlock = 0;
  for (let i = 0; i < rounds; i += 1) {
    const before = await read(rapi, `${figure}_sum{request="allocate",template="${template}"}`);
    await createInstance(rapi, `${prefix}-${template}${i}.example.com`, { disk_template: template, disks: [{ size: 16 }], start: false, os_type: 'noop', no_install: true });
    const text = await rapiMetrics(rapi);
    samples.push((valueIn(text, `${figure}_sum{request="allocate",template="${template}"}`) - before) * 1000);
    // Each look begins a new count.
    longestBlock = Math.max(longestBlock, valueIn(text, lag) * 1000 - lagResolution);
  }
  return { p50: percentile(samples, 50), p99: percentile(samples, 99), longestBlock: round(longestBlock), longestTurn: round(await turns.longest()) };
}

const read = async (rapi: RapiClient, name: string): Promise<number> => valueIn(await rapiMetrics(rapi), name);

async function rapiMetrics(rapi: RapiClient): Promise<string> {
  const { text } = await rapi.request('GET', '/metrics');
  return text;
}

function valueIn(text: string, name: string): number {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length + 1));
}
