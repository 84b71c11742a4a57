/** What is tested of each operation: test cases that name it, and what the last `npm run crash -- --all` has cut off. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface TestedOperation {
  readonly opcode: string;
  /** Test cases of specs that name it. */
  readonly tests: number;
  /** Of its scenarios together; null: `crash --all` has not been run here. */
  readonly journal_steps: number | null;
  readonly cut_points: number | null;
}

interface CrashReport {
  readonly opcode: string;
  readonly journal_steps: number;
  readonly cuts: number;
}

const CRASH = '.cache/crash.json';
const FOLDERS = ['apps', 'libs', 'tools'];

export function testedOperations(ids: Iterable<string>): TestedOperation[] {
  const cases = FOLDERS.flatMap(specs).flatMap((path) => casesOf(readFileSync(path, 'utf8')));
  const reports = existsSync(CRASH) ? (JSON.parse(readFileSync(CRASH, 'utf8')) as { reports: CrashReport[] }).reports : null;
  return [...ids].sort().map((opcode) => {
    const short = opcode.slice('OP_'.length);
    const names = [`'${opcode}'`, `"${opcode}"`, `'${short}'`];
    const cut = reports?.filter((report) => report.opcode === opcode);
    const sum = (value: (report: CrashReport) => number): number | null => cut?.reduce((total, report) => total + value(report), 0) ?? null;
    return {
      opcode,
      tests: cases.filter((text) => names.some((name) => text.includes(name))).length,
      journal_steps: sum(({ journal_steps }) => journal_steps),
      cut_points: sum(({ cuts }) => cuts),
    };
  });
}

function specs(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : specs(path);
    return path.endsWith('.spec.ts') ? [path] : [];
  });
}

/** The texts of the test cases of a spec, roughly: from one `it(` to the next. */
const casesOf = (source: string): string[] => source.split(/^\s*(?:it|test)(?:\.each)?\(/m).slice(1);
