/** The master's figures, in Prometheus' text format. Names and meanings: docs/metrics.md. */
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { JobQueue } from '@ganeti/master-jobs';
import { watchCluster, type ClusterParts } from './cluster';
import { watchJobs } from './jobs';

export interface MetricsParts extends ClusterParts {
  readonly jobs: Pick<JobQueue, 'onEvent' | 'get' | 'list'>;
}

export interface EarlyFigures {
  readonly register: Registry;
  /** `seconds`: how long a call to a node took. */
  nodeCall(this: void, method: string, outcome: 'ok' | 'error', seconds: number): void;
  /** `seconds`: from the question to the nodes. */
  placement(this: void, request: string, template: string, seconds: number): void;
}

/** Made before the other parts, since node calls and placement begin with them. */
export function earlyFigures(): EarlyFigures {
  const register = new Registry();
  const calls = new Histogram({
    name: 'ganeti_node_rpc_duration_seconds',
    help: 'How long calls to nodes took, by method and outcome.',
    labelNames: ['method', 'outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300],
    registers: [register],
  });
  const placements = new Histogram({
    name: 'ganeti_placement_duration_seconds',
    help: 'How long the built-in allocator took to choose nodes for an instance, with the wait for those before it, by request and disk template.',
    labelNames: ['request', 'template'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [register],
  });
  return {
    register,
    nodeCall: (method, outcome, seconds) => calls.observe({ method, outcome }, seconds),
    placement: (request, template, seconds) => placements.observe({ request, template }, seconds),
  };
}

export interface Metrics {
  text(): Promise<string>;
  close(): void;
}

export function createMetrics(parts: MetricsParts, { register }: EarlyFigures = earlyFigures()): Metrics {
  collectDefaultMetrics({ register, prefix: 'ganeti_masterd_' });
  watchCluster(parts, register);
  const stop = watchJobs(parts.jobs, register);
  return { text: () => register.metrics(), close: stop };
}
