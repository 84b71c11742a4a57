/**
 * `npm run crash -- --all [--json] [--only PATTERN] [--parallel N]`: every operation, with a master that is killed (SIGKILL, in a
 * process of its own, on a real database) at each place of its journal, once per place, and a new master after it. Ends with 1
 * when anything is left behind, done twice, or ends otherwise than undisturbed. docs/architecture.md explains the places.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { crashScenarios, cutOff, distDir, MasterPool, processWorld, titleOf, type CutReport } from '@ganeti/testkit';

const { values } = parseArgs({ options: { all: { type: 'boolean' }, json: { type: 'boolean' }, only: { type: 'string' }, parallel: { type: 'string' } } });
const wanted = new RegExp(values.only ?? '');
const queue = crashScenarios.filter((scenario) => wanted.test(titleOf(scenario)));
const parallel = Number(values.parallel ?? cpus().length);
const begun = Date.now();

const reports: CutReport[] = [];
async function worker(): Promise<void> {
  const pool = new MasterPool(`${distDir()}/tools/crash-master.mjs`, 1);
  for (let scenario = queue.shift(); scenario !== undefined; scenario = queue.shift()) {
    const report = await cutOff(scenario, () => processWorld(pool));
    reports.push(report);
    const bad = [...report.wrong, ...report.leaks, ...report.doubled];
    process.stderr.write(`${bad.length === 0 ? 'ok ' : 'BAD'} ${report.title}: ${report.cuts} cuts, ${report.recoveries} recoveries\n`);
    for (const text of bad.slice(0, 20)) process.stderr.write(`    ${text}\n`);
  }
  pool.close();
}
await Promise.all(Array.from({ length: parallel }, worker));

const count = (pick: (report: CutReport) => number): number => reports.reduce((sum, report) => sum + pick(report), 0);
const summary = {
  operations: new Set(reports.map(({ opcode }) => opcode)).size,
  scenarios: reports.length,
  journal_steps: count((report) => report.journal_steps),
  cuts: count((report) => report.cuts),
  recoveries: count((report) => report.recoveries),
  leaks: count((report) => report.leaks.length),
  doubled_steps: count((report) => report.doubled.length),
  ended_otherwise: count((report) => report.wrong.length),
  seconds: Math.round((Date.now() - begun) / 1000),
};
reports.sort((a, b) => a.title.localeCompare(b.title));
mkdirSync('.cache', { recursive: true });
if (values.only === undefined) writeFileSync('.cache/crash.json', `${JSON.stringify({ summary, reports }, null, 2)}\n`);
process.stdout.write(values.json === true ? `${JSON.stringify({ ...summary, reports }, null, 2)}\n` : `${Object.entries(summary).map(([name, value]) => `${name.padEnd(16)} ${value}`).join('\n')}\n`);
process.exitCode = summary.leaks + summary.doubled_steps + summary.ended_otherwise === 0 && summary.recoveries === summary.cuts ? 0 : 1;
