/** A run: phases of generated requests against one cluster, looked at before, between and after. */
import { readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { distDir, type UpAnswer } from '@ganeti/testkit';
import { digestOf, type StateDigest } from './digest';
import { loggedErrors } from './logs';
import { requestAt } from './make';
import { measure, memoryVerdict, type MemorySample, type MemoryVerdict } from './memory';
import { loadOperations, OperationTable, type Operation } from './operations';
import { failureOf, type Failure } from './failure';
import type { Phase } from './request';
import { Transport } from './transport';
import { problem, type Judge } from './verdict';

export interface FuzzOptions {
  readonly up: UpAnswer;
  /** Sent, over all phases. */
  readonly requests: number;
  readonly seed: number;
  readonly connections: number;
  /** Ends the run, which then has failed, seconds. */
  readonly limitSeconds: number;
  /** How often memory is looked at in each phase. */
  readonly samples: number;
}

export interface PhaseResult {
  readonly requests: number;
  readonly seconds: number;
  readonly by_kind: Readonly<Record<string, number>>;
  /** The kinds whose slowest request took longest, ms. */
  readonly slowest_ms: Readonly<Record<string, number>>;
  readonly memory: Readonly<Record<'masterd' | 'rapi', MemoryVerdict>>;
  readonly configuration_unchanged: boolean;
  readonly jobs_unchanged: boolean;
}

export interface FuzzResult {
  readonly requests: number;
  /** Made, but refused by the client library before the server saw them; not among `requests`. */
  readonly not_sent: number;
  readonly seconds: number;
  readonly by_status: Readonly<Record<string, number>>;
  readonly phases: Readonly<Partial<Record<Phase, PhaseResult>>>;
  readonly failed: number;
  /** The first few. */
  readonly failures: readonly Failure[];
  readonly dead: readonly string[];
  readonly logged_errors: readonly string[];
  /** Why the run does not prove what it should; empty: it does. */
  readonly verdict: readonly string[];
}

/** Shares of the requests. The last phase changes the cluster for real, so what it leaves behind proves nothing about memory or state. */
const shares: readonly (readonly [Phase, number])[] = [['refused', 0.4], ['mixed', 0.55], ['changing', 0.05]];
/** Failures that are told whole: of each kind of request, and of all. */
const shownFailures = { each: 3, all: 40 };

export async function runFuzz(options: FuzzOptions): Promise<FuzzResult> {
  const run = new FuzzRun(options);
  try {
    return await run.all();
  } finally {
    run.close();
  }
}

class FuzzRun {
  private readonly operations: readonly Operation[] = loadOperations();
  private readonly transport: Transport;
  private readonly judge: Judge;
  private readonly statuses = new Map<number, number>();
  private readonly failures: Failure[] = [];
  private readonly phases: Partial<Record<Phase, PhaseResult>> = {};
  private failed = 0;
  private sent = 0;
  private notSent = 0;
  private readonly began = performance.now();

  constructor(private readonly options: FuzzOptions) {
    const { up, connections } = options;
    this.transport = new Transport({ url: up.rapi_url, ca: readFileSync(up.ca_file, 'utf8'), connections });
    this.judge = { operations: new OperationTable(this.operations), places: [process.cwd(), realpathSync(distDir()), up.dir, tmpdir()] };
  }

  close(): void {
    this.transport.close();
  }

  async all(): Promise<FuzzResult> {
    for (const [phase, share] of shares) {
      if (this.dead().length > 0 || this.isLate()) break;
      this.phases[phase] = await this.phase(phase, Math.ceil(this.options.requests * share));
    }
    const { up } = this.options;
    const found = {
      requests: this.sent,
      not_sent: this.notSent,
      seconds: this.seconds(),
      by_status: Object.fromEntries([...this.statuses].sort(([a], [b]) => a - b)),
      phases: this.phases,
      failed: this.failed,
      failures: this.failures,
      dead: this.dead(),
      logged_errors: loggedErrors(up.dir, up.nodes.map(({ name }) => name)),
    };
    return { ...found, verdict: verdictOf(found, this.options.requests) };
  }

  private async phase(phase: Phase, wanted: number): Promise<PhaseResult> {
    const began = performance.now();
    const kinds = new Map<string, number>();
    const slowest = new Map<string, number>();
    const memory: Record<'masterd' | 'rapi', MemorySample[]> = { masterd: [], rapi: [] };
    const before = await this.digest();
    let index = 0;
    let sentHere = 0;
    const one = async (): Promise<void> => {
      const place = index++;
      const request = requestAt(phase, this.options.seed, place, this.operations);
      const start = performance.now();
      const outcome = await this.transport.send(request);
      if ('notSent' in outcome) {
        this.notSent += 1;
        return;
      }
      this.sent += 1;
      sentHere += 1;
      count(kinds, request.kind);
      slowest.set(request.kind, Math.max(slowest.get(request.kind) ?? 0, Math.round(performance.now() - start)));
      for (const { status } of 'answers' in outcome ? outcome.answers : []) count(this.statuses, status);
      const wrong = problem(this.judge, request, outcome);
      if (wrong === null) return;
      this.failed += 1;
      const alike = this.failures.filter(({ kind }) => kind === request.kind).length;
      if (alike < shownFailures.each && this.failures.length < shownFailures.all) {
        this.failures.push(failureOf({ phase, seed: this.options.seed, index: place }, request, outcome, wrong));
      }
    };
    const { samples } = this.options;
    for (let part = 1; part <= samples && !this.isLate() && this.dead().length === 0; part += 1) {
      const upTo = Math.round((wanted * part) / samples);
      const worker = async (): Promise<void> => {
        while (sentHere < upTo && !this.isLate()) await one();
      };
      await Promise.all(Array.from({ length: this.options.connections }, worker));
      await this.sample(memory, sentHere);
    }
    const after = await this.digest();
    return {
      requests: sentHere,
      seconds: Math.round((performance.now() - began) / 100) / 10,
      by_kind: Object.fromEntries([...kinds].sort()),
      slowest_ms: Object.fromEntries([...slowest].sort(([, a], [, b]) => b - a).slice(0, 5)),
      memory: { masterd: memoryVerdict(memory.masterd), rapi: memoryVerdict(memory.rapi) },
      configuration_unchanged: after.configuration === before.configuration,
      jobs_unchanged: after.jobs === before.jobs,
    };
  }

  private async sample(memory: Record<'masterd' | 'rapi', MemorySample[]>, after: number): Promise<void> {
    if (this.dead().length > 0) return;
    const { up } = this.options;
    const [masterd, rapi] = await Promise.all([up.masterd_pid, up.rapi_pid].map((pid) => measure(up.dir, pid, after)));
    memory.masterd.push(masterd!);
    memory.rapi.push(rapi!);
  }

  private digest(): Promise<StateDigest> {
    const { up } = this.options;
    return digestOf(up.dir, up.nodes[0]!.name);
  }

  private seconds(): number {
    return Math.round((performance.now() - this.began) / 100) / 10;
  }

  private isLate(): boolean {
    return performance.now() - this.began > this.options.limitSeconds * 1000;
  }

  /** Daemons that run no more. */
  private dead(): string[] {
    const { up } = this.options;
    const all: readonly (readonly [string, number])[] = [['masterd', up.masterd_pid], ['rapi', up.rapi_pid], ...up.nodes.map(({ name, pid }) => [`noded of ${name}`, pid] as const)];
    return all.filter(([, pid]) => !isAlive(pid)).map(([name]) => name);
  }
}

function count<K>(map: Map<K, number>, key: K): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

/** Signal 0 is sent to nobody; it only fails when there is no such process. */
export function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

export function verdictOf(found: Omit<FuzzResult, 'verdict'>, wanted: number): string[] {
  const { phases } = found;
  const [refused, mixed] = [phases.refused, phases.mixed];
  const grown = Object.entries({ refused, mixed }).flatMap(([phase, result]) =>
    Object.entries(result?.memory ?? {}).filter(([, { grows }]) => grows).map(([daemon, { bytes_per_request: bytes }]) => `${daemon} grows by ${bytes} bytes for each ${phase} request`),
  );
  return [
    ...(found.requests < wanted ? [`${found.requests} of ${wanted} requests were sent within the time`] : []),
    ...(found.failed > 0 ? [`${found.failed} answers are not what they have to be`] : []),
    ...found.dead.map((name) => `${name} has died`),
    ...found.logged_errors.map((text) => `logged: ${text.split('\n')[0]}`),
    ...(refused?.configuration_unchanged === false ? ['refused requests changed the configuration'] : []),
    ...(refused?.jobs_unchanged === false ? ['refused requests made or changed jobs'] : []),
    ...(mixed?.configuration_unchanged === false ? ['requests that could change nothing changed the configuration'] : []),
    ...grown,
  ];
}
