/** Ganeti's own programs: recorded answers, and the ones installed on this machine (Debian package ganeti-htools-3.0). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure } from './measure';

export interface Recorded {
  readonly case: string;
  readonly timed_out: boolean;
  readonly seconds_p50: number;
  readonly output: string;
}

const BIN = '/usr/lib/ganeti/3.0/usr/bin';
const HAIL = '/usr/lib/ganeti/3.0/usr/lib/ganeti/iallocators/hail';

export const installed = (): boolean => existsSync(HAIL);

export function recorded(dir: string): Map<string, Recorded> {
  const path = join(dir, 'originals.json');
  const { rows } = JSON.parse(readFileSync(path, 'utf8')) as { rows: Recorded[] };
  return new Map(rows.map((row) => [row.case, row]));
}

export interface OriginalRun {
  readonly seconds: number;
  /** CPU time; of a record its seconds: the originals use one thread. */
  readonly cpu: number;
  readonly output: string;
  /** true: run now, false: from the records. */
  readonly live: boolean;
  readonly timedOut: boolean;
}

/** Runs the original when its recorded time allows it, else answers the record. null: neither. */
export function original(program: 'hail' | 'hbal', args: readonly string[], record: Recorded | undefined, limit: number): OriginalRun | null {
  if (installed() && record !== undefined && !record.timed_out && record.seconds_p50 <= limit) {
    const run = measure(program === 'hail' ? HAIL : join(BIN, program), args, limit * 4);
    if (run.status === 0) return { seconds: run.seconds, cpu: run.cpu, output: run.output, live: true, timedOut: false };
  }
  return record === undefined ? null : { seconds: record.seconds_p50, cpu: record.seconds_p50, output: record.output, live: false, timedOut: record.timed_out };
}
