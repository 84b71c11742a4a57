/** The recorded exchanges of a live Ganeti 3.0.2 (../shared/golden), and the order in which they were recorded. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const goldenDir = process.env['GANETI_GOLDEN'] ?? join(process.cwd(), '../shared/golden');
export const goldenPresent = existsSync(join(goldenDir, 'GET_2.json'));

export interface GoldenRequest {
  readonly method: string;
  readonly path: string;
  readonly version?: string;
  readonly headers: readonly [string, string][];
  readonly body: string | null;
}

export interface Exchange {
  /** File name without its ending. */
  readonly name: string;
  readonly request: GoldenRequest;
  readonly response: {
    readonly status: number;
    readonly headers: readonly [string, string][];
    readonly json: unknown;
  };
  /** The job that it submitted, as it was when it had ended. */
  readonly job?: GoldenJob;
}

export interface GoldenJob {
  readonly id: number;
  readonly ops: readonly Readonly<Record<string, unknown>>[];
  readonly status: string;
  /** Missing in lists. */
  readonly opresult?: readonly unknown[];
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(goldenDir, file), 'utf8'));

/** All exchanges that are one HTTP request and its answer; what was sent as raw bytes or got no answer is left out. */
export function loadExchanges(): Exchange[] {
  const files = readdirSync(goldenDir).filter((file) => file.endsWith('.json') && !file.endsWith('.job.json'));
  return files.flatMap((file) => {
    const name = file.slice(0, -'.json'.length);
    const { request, response } = read(file) as Exchange;
    if (typeof request !== 'object' || typeof response?.status !== 'number') return [];
    const job = existsSync(join(goldenDir, `${name}.job.json`)) ? (read(`${name}.job.json`) as Exchange).response.json : undefined;
    return [{ name, request, response, ...(job === undefined ? {} : { job: job as GoldenJob }) }];
  });
}

/** The whole history of the recorded cluster's jobs, by which it can be rebuilt. */
export function loadHistory(): GoldenJob[] {
  return (read('GET_2_jobs_bulk_after.json') as Exchange).response.json as GoldenJob[];
}

/** uuid of each object of the recorded cluster -> `kind:name`. */
export function loadNames(): Map<string, string> {
  const names = new Map<string, string>();
  for (const [file, kind] of [['GET_2_nodes_bulk_1', 'node'], ['GET_2_groups_bulk_1', 'group'], ['GET_2_networks_bulk_1', 'network']] as const) {
    for (const row of (read(`${file}.json`) as Exchange).response.json as { name: string; uuid: string }[]) names.set(row.uuid, `${kind}:${row.name}`);
  }
  return names;
}
