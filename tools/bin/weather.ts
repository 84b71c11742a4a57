/**
 * `npm run crash -- --weather [--json] [--only PATTERN] [--kinds PATTERN] [--parallel N] [--outcomes]`: every operation in every weather
 * (libs/testkit/src/weather/kinds.ts) at every node that it calls, each time in a new simulated cluster; sudden weathers at each call.
 * Ends with 1 when an operation meets one badly. docs/contributing/crash-and-burn-in.md says what is asked of them.
 */
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { crashScenarios, forecast, meetWeather, nodeNames, nodesNamed, titleOf, unitWorld, type Calls, type Weather, type WeatherReport } from '@ganeti/testkit';

const { values } = parseArgs({
  options: {
    weather: { type: 'boolean' },
    json: { type: 'boolean' },
    only: { type: 'string' },
    kinds: { type: 'string' },
    parallel: { type: 'string' },
    outcomes: { type: 'boolean' },
    worker: { type: 'boolean' },
  },
});
const wanted = new RegExp(values.only ?? '');
const kinds = new RegExp(`^(?:${values.kinds ?? '.*'})$`);
const scenarios = crashScenarios.filter((scenario) => wanted.test(titleOf(scenario)));

/** One process takes numbers of scenarios and answers reports: the simulated cluster keeps a processor busy. */
function serve(): void {
  process.on('message', (index: number) => {
    const scenario = scenarios[index];
    if (scenario === undefined) return;
    const choose = (calls: Calls): Weather[] => forecast(calls, nodesNamed(scenario), nodeNames[0] ?? '').filter(({ kind }) => kinds.test(kind));
    meetWeather(scenario, () => unitWorld(nodeNames, { nodeReconnectSeconds: 10 }), choose).then(
      (report) => process.send?.(report),
      (error: unknown) => process.send?.({ opcode: scenario.opcode.OP_ID, title: titleOf(scenario), weathers: 0, succeeded: 0, failed: 0, problems: [error instanceof Error ? error.stack : String(error)], outcomes: [] }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}

async function lead(): Promise<void> {
  const begun = Date.now();
  const reports: WeatherReport[] = [];
  let next = 0;
  const worker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), '--worker'], { stdio: ['ignore', 2, 2, 'ipc'] });
      const give = (): void => {
        if (next < scenarios.length) child.send(next++);
        else child.disconnect();
      };
      child.on('message', (message) => {
        const report = message as WeatherReport;
        reports.push(report);
        process.stderr.write(`${report.problems.length === 0 ? 'ok ' : 'BAD'} ${report.title}: ${report.weathers} weathers, ${report.succeeded} succeeded, ${report.failed} failed\n`);
        for (const text of report.problems) process.stderr.write(`    ${text}\n`);
        if (values.outcomes === true) for (const text of report.outcomes) process.stderr.write(`    . ${text}\n`);
        give();
      });
      child.on('error', reject);
      child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A process of the weather test ended with ${code}`))));
      give();
    });
  await Promise.all(Array.from({ length: Number(values.parallel ?? cpus().length) }, worker));

  const count = (pick: (report: WeatherReport) => number): number => reports.reduce((sum, report) => sum + pick(report), 0);
  const summary = {
    operations: new Set(reports.map(({ opcode }) => opcode)).size,
    scenarios: reports.length,
    weathers: count((report) => report.weathers),
    succeeded: count((report) => report.succeeded),
    failed: count((report) => report.failed),
    problems: count((report) => report.problems.length),
    seconds: Math.round((Date.now() - begun) / 1000),
  };
  reports.sort((a, b) => a.title.localeCompare(b.title));
  mkdirSync('.cache', { recursive: true });
  if (values.only === undefined && values.kinds === undefined) writeFileSync('.cache/weather.json', `${JSON.stringify({ summary, reports }, null, 2)}\n`);
  process.stdout.write(values.json === true ? `${JSON.stringify({ ...summary, reports }, null, 2)}\n` : `${Object.entries(summary).map(([name, value]) => `${name.padEnd(12)} ${value}`).join('\n')}\n`);
  process.exitCode = summary.problems === 0 ? 0 : 1;
}

if (values.worker === true) serve();
else await lead();
