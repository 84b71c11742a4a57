/** Every generated file, ours against the original: the choice, the score, the time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerRequest, balance, ClusterModel, clusterScore, groupPart, parseInput, parseText, type BalanceOptions, type MovedJson, type ParsedInput } from '@ganeti/master-allocator';
import { measure, median } from './measure';
import { original, type OriginalRun, type Recorded } from './originals';

export interface Row {
  readonly case: string;
  /** same, better, equal, worse, ours only, invalid */
  readonly verdict: string;
  readonly ours: string;
  readonly theirs: string;
  /** Whole program, start-up included. */
  readonly seconds: number;
  /** CPU time of it, all threads. */
  readonly cpu: number;
  readonly mib: number;
  readonly originalSeconds: string;
  readonly originalCpu: string;
  /** Of CPU times: other programs on the machine lengthen the rest. */
  readonly ratio: string;
}

export const FILES = ['n10_g1', 'n100_g1', 'n1000_g1', 'n1000_g10', 'n5000_g1', 'n5000_g50'] as const;
const KINDS = ['alloc_plain', 'alloc_drbd', 'relocate', 'node_evac', 'multi_alloc10'] as const;
const SAME = 1e-6;

export interface Place {
  readonly generated: string;
  readonly dist: string;
  readonly records: ReadonlyMap<string, Recorded>;
  /** Originals that take longer than this are not run. */
  readonly limit: number;
}

export function compareHail(where: Place, note: (row: Row) => void): void {
  for (const file of FILES) {
    for (const kind of KINDS) {
      if (file.startsWith('n5000') && (kind === 'node_evac' || kind === 'multi_alloc10')) continue;
      const path = join(where.generated, `hail_${file}_${kind}.json`);
      const name = `hail ${file} ${kind}`;
      const runs = [0, 1, 2].map(() => measure(join(where.dist, 'hail'), [path], 120));
      const theirs = original('hail', [path], where.records.get(name), where.limit);
      const answer = JSON.parse(runs[0]?.output ?? '{}') as { success: boolean; result: unknown };
      note({ case: name, ...judge(parseInput(readFileSync(path, 'utf8')), answer, theirs), ...timing(runs, theirs) });
    }
  }
}

function judge(input: ParsedInput, answer: { success: boolean; result: unknown }, theirs: OriginalRun | null): Pick<Row, 'verdict' | 'ours' | 'theirs'> {
  const { model } = answerRequest(input);
  const score = clusterScore(model);
  const ours = `${answer.success ? short(answer.result) : 'no place'}, score ${score.toFixed(6)}`;
  if (theirs === null || theirs.timedOut) return { verdict: answer.success ? 'ours only' : 'none', ours, theirs: theirs === null ? 'not recorded' : 'stopped' };
  if (!theirs.live) {
    const told = [...theirs.output.matchAll(/score: ([\d.]+)/g)].map((match) => Number(match[1]));
    const best = Math.min(...told);
    const place = /"result":(\[.*)/.exec(theirs.output)?.[1] ?? '';
    const text = Number.isFinite(best) ? `recorded, score ${best.toFixed(6)}${place}` : `recorded ${place}`;
    if (place !== '' && place.startsWith(JSON.stringify(answer.result).slice(0, place.length))) return { verdict: 'same', ours, theirs: text };
    return { verdict: Number.isFinite(best) ? compare(score, best) : 'ours only', ours, theirs: text };
  }
  const { success, result } = JSON.parse(theirs.output) as { success: boolean; result: unknown };
  if (!success) return { verdict: answer.success ? 'ours only' : 'same', ours, theirs: 'no place' };
  if (JSON.stringify(result) === JSON.stringify(answer.result)) return { verdict: 'same', ours, theirs: short(result) };
  const theirScore = scoreOfResult(input, result);
  const text = `${short(result)}, score ${theirScore.toFixed(6)}`;
  if (moved(input, result) > moved(input, answer.result)) return { verdict: 'worse', ours, theirs: text };
  return { verdict: compare(score, theirScore), ours, theirs: text };
}

const compare = (ours: number, theirs: number): string => (ours < theirs - SAME ? 'better' : ours > theirs + SAME ? 'worse' : 'equal');

/** How many instances were moved or placed. */
function moved({ request }: ParsedInput, result: unknown): number {
  return request.type === 'node-evacuate' || request.type === 'multi-allocate' ? (result as unknown[][])[0]?.length ?? 0 : 1;
}

/** The cluster's score if the original's answer were carried out. */
function scoreOfResult(input: ParsedInput, result: unknown): number {
  const { model } = answerRequest(input);
  const put = (name: string, nodes: readonly string[]): void => {
    const [primary = -1, secondary = -1] = nodes.map((node) => model.nodeIds.find(node) ?? -1);
    model.place(model.instanceIds.find(name) ?? -1, primary, secondary);
  };
  const { request } = input;
  if (request.type === 'allocate') put(request.name, result as string[]);
  if (request.type === 'relocate') put(request.name, [model.nodes[model.primaryOf[model.instanceIds.find(request.name) ?? -1] ?? -1]?.name ?? '', ...(result as string[])]);
  if (request.type === 'multi-allocate') for (const [name, nodes] of (result as [[string, string[]][]])[0]) put(name, nodes);
  if (request.type === 'node-evacuate') {
    for (const { name, primary, secondary } of input.data.instances) if (request.instances.includes(name)) put(name, [primary ?? '', secondary ?? '']);
    for (const [name, , nodes] of (result as [MovedJson[]])[0]) put(name, nodes);
  }
  return clusterScore(model);
}

function short(result: unknown): string {
  const text = JSON.stringify(result);
  const [first, second] = result as [unknown[], unknown[]];
  if (Array.isArray(first)) return `${first.length} placed, ${second.length} not`;
  return text.replaceAll('"', '');
}

interface BalanceCase {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly options: BalanceOptions;
  readonly group?: string;
}

const BALANCES: readonly BalanceCase[] = [
  { name: 'hbal n10_g1 to convergence', file: 'n10_g1', args: [], options: {} },
  { name: 'hbal n100_g1 -l 1', file: 'n100_g1', args: ['-l', '1'], options: { maxMoves: 1 } },
  { name: 'hbal n100_g1 -l 10', file: 'n100_g1', args: ['-l', '10'], options: { maxMoves: 10 } },
  { name: 'hbal n100_g1 --no-disk-moves -l 10', file: 'n100_g1', args: ['--no-disk-moves', '-l', '10'], options: { maxMoves: 10, diskMoves: false } },
  { name: 'hbal n1000_g10 -l 1', file: 'n1000_g10', args: ['-l', '1', '-G', 'uuid-group-000'], options: { maxMoves: 1 }, group: 'group-000' },
  { name: 'hbal n1000_g1 -l 1', file: 'n1000_g1', args: ['-l', '1'], options: { maxMoves: 1 } },
  { name: 'hbal n100_g1 to convergence', file: 'n100_g1', args: [], options: {} },
];

export function compareHbal(where: Place, note: (row: Row) => void): void {
  for (const { name, file, args, options, group } of BALANCES) {
    const path = join(where.generated, `${file}.data`);
    const all = ['-t', path, '--ignore-soft-errors', ...args];
    const data = parseText(readFileSync(path, 'utf8'));
    const model = new ClusterModel(groupPart(data, group ?? data.groups[0]?.uuid ?? ''));
    const scores: number[] = [];
    const { steps, final } = balance(model, { ...options, ignoreSoft: true }, (step) => scores.push(step.score));
    const runs = [0, 1, 2].map(() => measure(join(where.dist, 'hbal'), all, 300));
    const theirs = original('hbal', all, where.records.get(name), where.limit);
    const ours = `${steps.length} moves, score ${final.toFixed(8)}`;
    note({ case: name, ours, ...judgeBalance(scores, steps.length, final, theirs), ...timing(runs, theirs) });
  }
}

/** Where the original was stopped, what it had reached by then is compared with ours after as many moves. */
function judgeBalance(scores: readonly number[], moves: number, final: number, theirs: OriginalRun | null): Pick<Row, 'verdict' | 'theirs'> {
  if (theirs === null) return { verdict: 'ours only', theirs: 'not recorded' };
  const last = [...theirs.output.matchAll(/^\s*(\d+)\. \S+ \S+\s+=> \S+\s+([\d.]+) a=/gm)].at(-1);
  if (last === undefined) return { verdict: 'ours only', theirs: 'stopped' };
  const [count, score] = [Number(last[1]), Number(last[2])];
  const text = `${theirs.timedOut ? 'stopped after ' : ''}${count} moves, score ${score.toFixed(8)}`;
  if (theirs.timedOut) return { verdict: compare(scores[count - 1] ?? Infinity, score), theirs: text };
  const verdict = compare(final, score);
  return { verdict: verdict !== 'worse' && moves > count ? `${verdict} in more moves` : verdict, theirs: text };
}

function timing(runs: readonly { seconds: number; cpu: number; mib: number; status: number | null }[], theirs: OriginalRun | null): Pick<Row, 'seconds' | 'cpu' | 'mib' | 'originalSeconds' | 'originalCpu' | 'ratio'> {
  const seconds = median(runs.map((run) => run.seconds));
  const cpu = median(runs.map((run) => run.cpu));
  const failed = runs.some(({ status }) => status !== 0);
  return {
    seconds: failed ? NaN : Math.round(seconds * 1000) / 1000,
    cpu: Math.round(cpu * 1000) / 1000,
    mib: Math.max(...runs.map((run) => run.mib)),
    originalSeconds: theirs === null ? '' : `${theirs.timedOut ? '> ' : ''}${theirs.seconds.toFixed(3)}${theirs.live ? '' : ' (recorded)'}`,
    originalCpu: theirs?.live === true ? theirs.cpu.toFixed(3) : '',
    ratio: theirs === null ? '' : `${theirs.timedOut ? '> ' : ''}${(theirs.cpu / cpu).toFixed(theirs.cpu < 10 * cpu ? 1 : 0)}`,
  };
}
