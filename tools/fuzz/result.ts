/** What a run has found, and whether it proves what it should. */
import type { Failure } from './failure';
import type { MemoryVerdict } from './memory';
import type { Phase } from './request';

export interface PhaseResult {
  readonly requests: number;
  readonly seconds: number;
  readonly by_kind: Readonly<Record<string, number>>;
  /** The kinds whose slowest request took longest, ms. */
  readonly slowest_ms: Readonly<Record<string, number>>;
  readonly memory: Readonly<Record<'masterd' | 'rapi', MemoryVerdict>>;
  readonly configuration_unchanged: boolean;
  readonly jobs_unchanged: boolean;
}

export interface FuzzResult {
  readonly requests: number;
  /** Made, but refused by the client library before the server saw them; not among `requests`. */
  readonly not_sent: number;
  readonly seconds: number;
  readonly by_status: Readonly<Record<string, number>>;
  readonly phases: Readonly<Partial<Record<Phase, PhaseResult>>>;
  readonly failed: number;
  /** The first few. */
  readonly failures: readonly Failure[];
  readonly dead: readonly string[];
  readonly logged_errors: readonly string[];
  /** Ids of jobs that did not end. */
  readonly stuck_jobs: readonly number[];
  /** Why the run does not prove what it should; empty: it does. */
  readonly verdict: readonly string[];
}

export function verdictOf(found: Omit<FuzzResult, 'verdict'>, wanted: number): string[] {
  const { phases } = found;
  const [refused, mixed] = [phases.refused, phases.mixed];
  const grown = Object.entries({ refused, mixed }).flatMap(([phase, result]) =>
    Object.entries(result?.memory ?? {}).filter(([, { grows }]) => grows).map(([daemon, { bytes_per_request: bytes }]) => `${daemon} grows by ${bytes} bytes for each ${phase} request`),
  );
  return [
    ...(found.requests < wanted ? [`${found.requests} of ${wanted} requests were sent within the time`] : []),
    ...(found.failed > 0 ? [`${found.failed} answers are not what they have to be`] : []),
    ...(found.stuck_jobs.length > 0 ? [`${found.stuck_jobs.length} jobs do not end, such as ${found.stuck_jobs[0]}`] : []),
    ...found.dead.map((name) => `${name} has died`),
    ...found.logged_errors.map((text) => `logged: ${text.split('\n')[0]}`),
    ...(refused?.configuration_unchanged === false ? ['refused requests changed the configuration'] : []),
    ...(refused?.jobs_unchanged === false ? ['refused requests made or changed jobs'] : []),
    ...(mixed?.configuration_unchanged === false ? ['requests that could change nothing changed the configuration'] : []),
    ...grown,
  ];
}
