/** Runs a program and tells how long it took and how much memory it needed. */
import { spawnSync } from 'node:child_process';

export interface Measured {
  readonly status: number | null;
  readonly seconds: number;
  /** CPU time of all its threads. */
  readonly cpu: number;
  /** Resident at its largest. */
  readonly mib: number;
  readonly output: string;
}

/** python3 tells memory and CPU time of a child that has ended; its own start is not in the seconds. */
const WATCH = [
  'import resource, subprocess, sys, time, json',
  'begin = time.time()',
  'try:',
  '  done = subprocess.run(sys.argv[2:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=float(sys.argv[1]))',
  '  status, out = done.returncode, done.stdout.decode()',
  'except subprocess.TimeoutExpired:',
  '  status, out = None, ""',
  'seconds = time.time() - begin',
  'used = resource.getrusage(resource.RUSAGE_CHILDREN)',
  'print(json.dumps([status, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, out]))',
].join('\n');

export function measure(program: string, args: readonly string[], limitSeconds: number): Measured {
  const { stdout } = spawnSync('python3', ['-c', WATCH, String(limitSeconds), program, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const [status, seconds, cpu, mib, output] = JSON.parse(stdout) as [number | null, number, number, number, string];
  return { status, seconds, cpu, mib: Math.round(mib), output };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Milliseconds of each of so many calls, median. `before` is not counted. */
export function medianMs<T>(rounds: number, before: () => T, work: (made: T) => void): number {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const made = before();
    const begin = performance.now();
    work(made);
    times.push(performance.now() - begin);
  }
  return Math.round(median(times) * 100) / 100;
}
