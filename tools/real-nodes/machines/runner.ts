/**
 * Runs the steps one after the other on three machines, and writes down how each went. Started by ../run.mjs, in the guests' network
 * namespace, with a JSON text: see Settings. Exit code 1: a step has failed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Network } from '../network';
import { Cluster } from './cluster';
import type { MachineOptions } from './machine';
import { steps } from './steps';
import { table, type Line } from './summary';

interface Settings {
  readonly image: MachineOptions['image'];
  readonly dir: string;
  readonly share: string;
  readonly namespace: string;
  readonly root: string;
  /** Where log and summary are kept. */
  readonly results: string;
  /** Steps that run beside the vital ones; empty: all. */
  readonly only: readonly string[];
}

const settings = JSON.parse(process.argv[2] ?? '{}') as Settings;
const started = Date.now();
const lines: Line[] = [];
let notes: string[] = [];
const seconds = (since: number): number => Math.round((Date.now() - since) / 100) / 10;
const say = (text: string): void => console.log(`[${seconds(started).toFixed(1)} s] ${text}`);

function keep(): void {
  mkdirSync(settings.results, { recursive: true });
  writeFileSync(join(settings.results, 'summary.json'), `${JSON.stringify({ date: new Date(started).toISOString(), seconds: seconds(started), steps: lines }, null, 2)}\n`);
  writeFileSync(join(settings.results, 'summary.md'), table(lines, seconds(started)));
}

/** Whether it succeeded. */
async function timed(name: string, title: string, run: () => Promise<void>): Promise<boolean> {
  const since = Date.now();
  notes = [];
  say(`${name}: ${title}`);
  let error: string | null = null;
  try {
    await run();
  } catch (failure) {
    error = (failure as Error).message;
    say(`${name} has failed: ${error}`);
  }
  lines.push({ name, title, outcome: error === null ? 'passed' : 'failed', seconds: seconds(since), notes, error });
  keep();
  return error === null;
}

/** What the daemons of each machine have said, for whoever looks for the reason of a failure. */
async function collect(cluster: Cluster): Promise<void> {
  for (const machine of cluster.machines) {
    writeFileSync(join(settings.results, `${machine.name}-console.log`), machine.console());
    const journal = await machine.shell('journalctl --no-pager -o short-precise -n 4000', 120).catch((error: Error) => error.message);
    writeFileSync(join(settings.results, `${machine.name}-journal.log`), journal);
  }
}

const network = Network.fill(settings.namespace, 3);
let cluster: Cluster | null = null;
let going = await timed('boot', 'three machines start', async () => {
  cluster = await Cluster.boot({ image: settings.image, dir: settings.dir, share: settings.share, network }, settings.root, (text) => {
    notes.push(text);
    say(`  ${text}`);
  });
});
if (cluster !== null) {
  const machines: Cluster = cluster;
  for (const [name, step] of Object.entries(steps)) {
    const wanted = settings.only.length === 0 || step.vital === true || settings.only.some((part) => name.includes(part));
    if (going && wanted) going = (await timed(name, step.title, () => step.run(machines))) || step.vital !== true;
    else lines.push({ name, title: step.title, outcome: 'skipped', seconds: 0, notes: [], error: null });
  }
  keep();
  await collect(machines);
  await machines.end();
}
keep();
console.log(table(lines, seconds(started)));
process.exit(lines.some(({ outcome }) => outcome === 'failed') ? 1 : 0);
