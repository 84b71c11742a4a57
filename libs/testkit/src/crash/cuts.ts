/** Cuts an operation off at each place of its journal, each time in a new world, and says how that ended. */
import type { Failpoint } from '@ganeti/master-jobs';
import type { Ended, Opcode } from '../unit-master';
import { difference, digest } from './digest';
import { prepareScenario, titleOf, type Scenario, type ScenarioWorld } from './scenario';

export interface CutWorld extends ScenarioWorld {
  /** The master dies at the nth place (Infinity: never), another goes on; null: it died before it had taken the job. */
  runCut(opcode: Opcode, n: number): Promise<{ readonly died: boolean; readonly ended: Ended | null; readonly points: readonly Failpoint[] }>;
  snapshot(): Promise<string[]>;
  remains(): Promise<string[]>;
  close(): Promise<void>;
}

export interface CutReport {
  readonly opcode: string;
  readonly title: string;
  /** How it ends when nobody disturbs it. */
  readonly status: string;
  /** Steps of the journal: what must not be lost or done twice. */
  readonly journal_steps: number;
  /** Places where a crash is interesting. */
  readonly places: number;
  readonly cuts: number;
  /** Cuts after which the state before or the state after was reached. */
  readonly recoveries: number;
  /** What was left behind: objects, volumes, minors, rows of the journal, locks. */
  readonly leaks: readonly string[];
  readonly doubled: readonly string[];
  /** Ended otherwise than undisturbed. */
  readonly wrong: readonly string[];
}

const stepPoints: ReadonlySet<Failpoint> = new Set(['begun-committed', 'update-committed', 'record-written']);

/** `places`: which of all places to stop at, 1 the first; default: all. */
export async function cutOff(scenario: Scenario, newWorld: () => Promise<CutWorld>, choose: (places: number) => readonly number[] = all): Promise<CutReport> {
  const undisturbed = await once(scenario, newWorld, Infinity);
  const expected = scenario.failing === undefined ? 'success' : 'error';
  const leaks: string[] = [...undisturbed.left];
  const doubled: string[] = [...undisturbed.doubled];
  const wrong: string[] = undisturbed.status === expected ? [] : [`undisturbed: ${JSON.stringify(undisturbed.ended)}`];
  if (undisturbed.status === 'error') leaks.push(...difference(undisturbed.before, undisturbed.after));
  let cuts = 0;
  let recoveries = 0;
  for (const n of wrong.length > 0 ? [] : choose(undisturbed.points.length)) {
    const run = await once(scenario, newWorld, n);
    if (!run.died) continue;
    cuts += 1;
    const at = `cut ${n} (${undisturbed.points[n - 1] ?? 'late'}): `;
    const say = (list: string[], texts: readonly string[]): number => list.push(...texts.map((text) => at + text));
    const changed = difference(run.ended === null ? run.before : undisturbed.after, run.after);
    say(leaks, [...run.left, ...changed]);
    say(doubled, run.doubled);
    if (run.ended !== null && run.status !== undisturbed.status) say(wrong, [JSON.stringify(run.ended)]);
    else if (changed.length === 0 && run.left.length === 0) recoveries += 1;
  }
  return {
    opcode: scenario.opcode.OP_ID,
    title: titleOf(scenario),
    status: undisturbed.status,
    journal_steps: undisturbed.points.filter((point) => stepPoints.has(point)).length,
    places: undisturbed.points.length,
    cuts,
    recoveries,
    leaks,
    doubled,
    wrong,
  };
}

const all = (places: number): number[] => Array.from({ length: places }, (_, index) => index + 1);

async function once(scenario: Scenario, newWorld: () => Promise<CutWorld>, n: number) {
  const world = await newWorld();
  try {
    await prepareScenario(scenario, world);
    const before = digest(await world.snapshot());
    const { died, ended, points } = await world.runCut(scenario.opcode, n);
    return { before, died, ended, points, status: ended?.status ?? 'never taken', after: digest(await world.snapshot()), left: await world.remains(), doubled: world.nodes.doubled() };
  } finally {
    await world.close();
  }
}
