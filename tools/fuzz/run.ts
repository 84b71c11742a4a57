/** A run: phases of generated requests against one cluster, looked at before, between and after. */
import { readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { distDir, type UpAnswer } from '@ganeti/testkit';
import { unfinishedJobs } from './idle';
import { digestOf, type StateDigest } from './digest';
import { loggedErrors } from './logs';
import { requestAt } from './make';
import { measure, memoryVerdict, type MemorySample } from './memory';
import { loadOperations, OperationTable, type Operation } from './operations';
import { failureOf, type Failure } from './failure';
import { verdictOf, type FuzzResult, type PhaseResult } from './result';
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

/** Shares of the requests. The last phase changes the cluster for real, so what it leaves behind proves nothing about memory or state. */
const shares: readonly (readonly [Phase, number])[] = [['refused', 0.4], ['mixed', 0.55], ['changing', 0.05]];
/** How long jobs may go on after the last request of a part, seconds. */
const jobPatience = 120;
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
  private stuck: readonly number[] = [];
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
      stuck_jobs: this.stuck,
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
      if (this.dead().length === 0) this.stuck = await unfinishedJobs(this.transport, jobPatience);
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
