/**
 * `npm run -s burnin -- [--nodes 5] [--instances 20] [--parallel 20] [--json]`: does to every kind of instance what a cluster is there for
 * (tools/bin/burnin/steps.ts), many at once, on a simulated cluster of its own, and looks whether the cluster is then as it was.
 * Ends with 1 when a step fails or something is left.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RapiClient, clusterDown, clusterUp, doubledSteps } from '@ganeti/testkit';
import { Burned } from './burnin/cluster';
import { leftovers, stateOf } from './burnin/leftovers';
import { steps } from './burnin/steps';

const { values } = parseArgs({
  options: { nodes: { type: 'string', default: '5' }, instances: { type: 'string', default: '20' }, parallel: { type: 'string' }, json: { type: 'boolean' } },
});
const count = Number(values.instances);
const begun = Date.now();
const dir = mkdtempSync(join(tmpdir(), 'ganeti-burnin-'));
const failures: string[] = [];
const done = new Map<string, number>();
let left: string[] = [];
let jobs: Record<string, number> = {};

try {
  const up = await clusterUp({ dir, nodes: Number(values.nodes), rapiPort: 0, processes: 'one' });
  const rapi = new RapiClient({ url: up.rapi_url, user: up.user, password: up.password, ca: readFileSync(up.ca_file, 'utf8'), maxSockets: 64 });
  const cluster = new Burned(rapi);
  const names = up.nodes.map(({ name }) => name);
  const templates = ((await rapi.expect('GET', '/2/info')) as { enabled_disk_templates: string[] }).enabled_disk_templates;
  const before = await stateOf(rapi);

  const burn = async (index: number): Promise<void> => {
    const template = templates[index % templates.length] ?? 'diskless';
    // Each begins on another node, so that all have work.
    const subject = { name: `burn${index + 1}.example.com`, template, nodes: names.map((_, at) => names[(index + at) % names.length] ?? '') };
    for (const step of steps) {
      if (step.templates !== undefined && !step.templates.includes(template)) continue;
      try {
        await step.run(cluster, subject);
      } catch (error) {
        failures.push(`${subject.name} (${template}), ${step.name}: ${error instanceof Error ? error.message : String(error)}`);
        console.error(failures.at(-1));
        await cluster.op('INSTANCE_REMOVE', { instance_name: subject.name, ignore_failures: true }).catch(() => undefined);
        return;
      }
      done.set(step.name, (done.get(step.name) ?? 0) + 1);
    }
    console.error(`${subject.name} (${template}): all steps`);
  };
  const waiting = Array.from({ length: count }, (_, index) => index);
  const worker = async (): Promise<void> => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) await burn(index);
  };
  await Promise.all(Array.from({ length: Number(values.parallel ?? count) }, worker));

  left = [...leftovers(before, await stateOf(rapi)), ...doubledSteps(dir).map((step) => `done twice: ${step}`)];
  jobs = Object.fromEntries([...cluster.jobs].sort());
  rapi.close();
} finally {
  await clusterDown(dir).catch(() => undefined);
  rmSync(dir, { recursive: true, force: true });
}

const summary = {
  nodes: Number(values.nodes),
  instances: count,
  jobs: Object.values(jobs).reduce((sum, n) => sum + n, 0),
  jobs_by_opcode: jobs,
  steps: Object.fromEntries(done),
  failures,
  left,
  seconds: Math.round((Date.now() - begun) / 1000),
};
if (values.json === true) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
else {
  for (const [name, times] of done) process.stdout.write(`${name.padEnd(32)} ${times} of ${count} instances\n`);
  process.stdout.write(`${summary.jobs} jobs in ${summary.seconds} s, ${failures.length} failures, ${left.length} things left\n`);
  for (const text of left) process.stdout.write(`  left: ${text}\n`);
}
process.exitCode = failures.length + left.length === 0 ? 0 : 1;
