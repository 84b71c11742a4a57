/**
 * `npm run -s bench:placement -- [--json] [--compare] [--limit SECONDS] [--shared DIR]`: speed of placement in this process; with
 * --compare every generated file is also given to our programs and to Ganeti's (when installed, and when they take no longer
 * than the limit; else their recorded answers count), and docs/placement-results.md is written.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareHail, compareHbal, type Row } from './placement/compare';
import { recorded } from './placement/originals';
import { speed } from './placement/speed';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    compare: { type: 'boolean' },
    limit: { type: 'string', default: '10' },
    shared: { type: 'string' },
  },
});
const root = fileURLToPath(new URL('../../', import.meta.url));
const shared = values.shared ?? '/work/shared/placement';
const generated = mkdtempSync(join(tmpdir(), 'ganeti-placement-'));
const figures: Record<string, number> = {};
const rows: Row[] = [];
try {
  execFileSync('python3', [join(shared, 'generate.py'), generated], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (values.compare === true) {
    const where = { generated, dist: join(root, 'dist/bin'), records: recorded(shared), limit: Number(values.limit) };
    const note = (row: Row): void => {
      rows.push(row);
      console.error(`${row.case}: ${row.verdict}; ours ${row.seconds} s, ${row.mib} MiB; original ${row.originalSeconds} s; ${row.ratio} times`);
    };
    compareHail(where, note);
    compareHbal(where, note);
  }
  speed(generated, (name, value) => {
    figures[name] = value;
    console.error(`${name}: ${value}`);
  });
  if (rows.length > 0) writeFileSync(join(root, 'docs/placement-results.md'), page());
} finally {
  rmSync(generated, { recursive: true, force: true });
}
console.log(JSON.stringify({ ...figures, ...(rows.length > 0 ? { cases: rows } : {}) }, null, values.json === true ? 0 : 2));

function page(): string {
  const table = (titles: string[], lines: (string | number)[][]): string[] => [`| ${titles.join(' | ')} |`, `|${titles.map(() => '---').join('|')}|`, ...lines.map((line) => `| ${line.join(' | ')} |`), ''];
  return [
    '# Placement: results',
    '',
    'Written by `npm run -s bench:placement -- --compare`; do not edit. The originals are those of Debian\'s ganeti-htools 3.0.2, run in the same run on',
    'the same machine, or, where they take long, as recorded. Times are of whole programs, start-up included, medians of three: by the clock, and CPU time of',
    'all threads. How many times faster is by CPU time, since other programs that run meanwhile make the clock say anything.',
    '"better" and "equal" are scores of the cluster afterwards; "ours only" is where the original gave no answer in its time.',
    '',
    ...table(['case', 'verdict', 'ours', 'original', 'ours, s', 'CPU', 'MiB', 'original, s', 'CPU', 'times faster'], rows.map((row) => [row.case, row.verdict, row.ours, row.theirs, row.seconds, row.cpu, row.mib, row.originalSeconds, row.originalCpu, row.ratio])),
    '## In process',
    '',
    ...table(['figure', 'value'], Object.entries(figures)),
  ].join('\n');
}
