/**
 * Whether a daemon keeps more and more. What counts is live memory: objects and buffers that are still in use after a full garbage
 * collection, which says nothing of how lazy the collector was. It is looked at many times during a phase, when no request is
 * under way and all jobs have ended. Caches, rings and lists of ended jobs fill up to their limits first; then there must be an end. So a line is fitted
 * (least squares) to the samples of the second half of each phase, and may rise by `limit` bytes for each request. A request that leaves
 * one object behind, even an empty one in a map, rises faster.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MemorySample {
  /** Requests sent in this phase before it. */
  readonly after: number;
  /** Bytes in use after a full collection: JavaScript heap and buffers. */
  readonly live: number;
  /** Bytes that the process has of the machine. */
  readonly rss: number;
}

export interface MemoryVerdict {
  /** MiB, over the whole phase. */
  readonly live_mib: readonly number[];
  readonly rss_mib: readonly number[];
  /** Bytes of live memory for each request in the second half. */
  readonly bytes_per_request: number;
  readonly grows: boolean;
}

/** Bytes of live memory that a request may seem to leave behind. */
export const limit = 64;
/** A rise of less than this over the second half is noise: compiled code, lazily made tables, the last place of a cache. In a full run the limit above is more than that. */
const noise = 3 * 1024 * 1024;

export function memoryVerdict(samples: readonly MemorySample[]): MemoryVerdict {
  const later = samples.slice(Math.floor(samples.length / 2));
  const slope = slopeOf(later);
  const requests = (later.at(-1)?.after ?? 0) - (later[0]?.after ?? 0);
  return {
    live_mib: samples.map(({ live }) => mib(live)),
    rss_mib: samples.map(({ rss }) => Math.round(mib(rss))),
    bytes_per_request: Math.round(slope * 10) / 10,
    grows: slope > limit && slope * requests > noise,
  };
}

/** Of the line with the least squares; 0 for less than two places. */
function slopeOf(samples: readonly MemorySample[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(samples.map(({ after }) => after)), mean(samples.map(({ live }) => live))];
  const spread = samples.reduce((sum, { after }) => sum + (after - x) ** 2, 0);
  return spread > 0 ? samples.reduce((sum, { after, live }) => sum + (after - x) * (live - y), 0) / spread : 0;
}

const mib = (bytes: number): number => Math.round((bytes / 1024 / 1024) * 10) / 10;

const probeFile = (dir: string): string => join(dir, 'memory');

/** Environment with which a daemon can be asked. `dir`: where it puts its answers. */
export function probed(dir: string): NodeJS.ProcessEnv {
  const probe = join(process.cwd(), 'tools/fuzz/memory-probe.mjs');
  return { NODE_OPTIONS: `--import=${probe}`, GANETI_MEMORY_PROBE: probeFile(dir) };
}

const answerWithin = 30_000;

/** Asks a daemon that was started with `probed`. Throws when the process is gone or does not answer. */
export async function measure(dir: string, pid: number, after: number): Promise<MemorySample> {
  const file = `${probeFile(dir)}.${pid}`;
  const lines = (): string[] => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((line) => line.endsWith('}')) : []);
  const before = lines().length;
  process.kill(pid, 'SIGUSR2');
  const deadline = performance.now() + answerWithin;
  for (;;) {
    const now = lines();
    if (now.length > before) return { after, ...(JSON.parse(now.at(-1)!) as { live: number; rss: number }) };
    if (performance.now() > deadline) throw new Error(`process ${pid} does not say how much memory it uses`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
