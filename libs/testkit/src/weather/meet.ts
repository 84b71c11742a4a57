/**
 * Carries out an operation in bad weather, each time in a new world, and looks how it met it: the job ends; it has succeeded, or it
 * tells which node is to blame; when the weather is good again, the cluster is as it was, or as the operation makes it.
 */
import { digest } from '../crash/digest';
import { prepareScenario, titleOf, type Scenario } from '../crash/scenario';
import type { EndedJob } from '../unit-master';
import type { UnitWorld } from '../unit-world';
import { blameOf } from './blame';
import { begin, countCalls } from './front';
import { titleOfWeather, type Calls, type Weather } from './kinds';
import { differences, stateOf, type State } from './state';

export interface WeatherReport {
  readonly opcode: string;
  readonly title: string;
  readonly weathers: number;
  readonly succeeded: number;
  readonly failed: number;
  /** What went wrong, with the weather in front. */
  readonly problems: readonly string[];
  /** How the jobs ended, with the weather in front. */
  readonly outcomes: readonly string[];
}

type NewWorld = () => Promise<UnitWorld>;
/** How an operation ends in good weather. */
interface Reference {
  readonly calls: Calls;
  readonly after: State;
}

/** Real seconds: only what never ends takes that long. */
const hangs = 60;
/** They keep nobody from anything. */
const mild: ReadonlySet<Weather['kind']> = new Set(['slow', 'blinks']);

/** `weathers`: which; told, when it asks, how often the operation calls each node. */
export async function meetWeather(scenario: Scenario, newWorld: NewWorld, weathers: readonly Weather[] | ((calls: Calls) => readonly Weather[])): Promise<WeatherReport> {
  const problems: string[] = [];
  const outcomes: string[] = [];
  let succeeded = 0;
  let failed = 0;
  let known: Promise<Reference> | null = null;
  const reference = (): Promise<Reference> => (known ??= inWorld(newWorld, (world) => inGoodWeather(scenario, world)));
  for (const weather of typeof weathers === 'function' ? weathers((await reference()).calls) : weathers) {
    if (scenario.weather?.ignores?.(weather) === true) continue;
    const met = await inWorld(newWorld, (world) => meet(scenario, world, weather, async () => (await reference()).after));
    if (met === null) continue;
    if (met.good) succeeded += 1;
    else failed += 1;
    outcomes.push(`${titleOfWeather(weather)}: ${met.outcome}`);
    problems.push(...met.problems.map((text) => `${titleOfWeather(weather)}: ${text}`));
  }
  return { opcode: scenario.opcode.OP_ID, title: titleOf(scenario), weathers: succeeded + failed, succeeded, failed, problems, outcomes };
}

async function inWorld<T>(newWorld: NewWorld, work: (world: UnitWorld) => Promise<T>): Promise<T> {
  const world = await newWorld();
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}

async function inGoodWeather(scenario: Scenario, world: UnitWorld): Promise<Reference> {
  await prepareScenario(scenario, world);
  const calls = countCalls(world);
  await world.runAll(scenario.opcode);
  const counted = new Map(calls);
  await world.recover();
  return { calls: counted, after: await stateOf(world) };
}

interface Met {
  readonly good: boolean;
  readonly outcome: string;
  readonly problems: readonly string[];
}

/** null: there cannot be such weather. */
async function meet(scenario: Scenario, world: UnitWorld, weather: Weather, after: () => Promise<State>): Promise<Met | null> {
  const { opcode, failing, weather: rules = {} } = scenario;
  await prepareScenario(scenario, world);
  await world.recover();
  const before = { lines: digest(await world.snapshot()), findings: [] };
  const end = await begin(world, weather);
  if (end === null) return null;
  const ended = await inTime(world.runAll(opcode));
  if (ended === null) return { good: false, outcome: 'never ended', problems: ['never ended'] };
  await end();
  await world.recover();

  const good = ended.every(({ status }) => status === 'success');
  const problems = good || failing !== undefined ? [] : ended.flatMap((job) => blameOf(job, weather.node));
  if (!good && failing === undefined && (mild.has(weather.kind) || rules.succeeds?.(weather) === true)) problems.push('should have succeeded');
  const state = await stateOf(world);
  if (rules.elsewhere === true) problems.push(...state.findings);
  else {
    const mayBeBefore = !good || rules.tells === true;
    let wrong = mayBeBefore ? differences(before, state) : ['has succeeded'];
    if (wrong.length > 0) wrong = nearest(wrong, differences(await after(), state), mayBeBefore);
    if (wrong.length > 0 && !good && rules.forward === true) wrong = await bringToItsEnd(scenario, world, after);
    problems.push(...wrong);
  }
  problems.push(...(await world.remains()).map((text) => `left: ${text}`), ...world.nodes.doubled().map((text) => `doubled: ${text}`));
  return { good, outcome: ended.map(textOf).join('; '), problems };
}

const nearest = (toBefore: readonly string[], toAfter: string[], mayBeBefore: boolean): string[] =>
  mayBeBefore && toBefore.length < toAfter.length ? [...toBefore] : toAfter;

const textOf = ({ opcode, status, result }: EndedJob): string => (status === 'success' ? status : `${opcode} ${JSON.stringify(result)}`);

/** The same operation again, in good weather. */
async function bringToItsEnd({ opcode }: Scenario, world: UnitWorld, after: () => Promise<State>): Promise<string[]> {
  const again = await world.runAll(opcode);
  await world.recover();
  const failed = again.filter(({ status }) => status !== 'success').map((job) => `cannot be brought to its end: ${textOf(job)}`);
  return [...failed, ...differences(await after(), await stateOf(world))];
}

async function inTime<T>(work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), hangs * 1000)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
