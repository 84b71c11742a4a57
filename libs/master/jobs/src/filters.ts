/**
 * Filter rules hold jobs back that have not started. Which rule decides about a job is said by a port (`JobFilters`); this
 * keeps the jobs that are held, and counts those that a rate limit lets through.
 *
 * A rate limit counts the jobs that have left the queue and to which its rule applies, those among them that had started
 * before there was a rule too.
 */
import { Heap } from './heap';
import type { StoredJob } from './job';

/** What the rule that applies to a job does to it. */
export interface FilterVerdict {
  /** UUID of the rule. */
  readonly rule: string;
  readonly action: 'PAUSE' | 'REJECT' | 'RATE_LIMIT';
  /** How many such jobs may run at the same time; null but for RATE_LIMIT. */
  readonly limit: number | null;
  /** The rule and what its reason says, for users. */
  readonly why: string;
}

export interface JobFilters {
  /** Null: no rule keeps the job from starting. */
  judge(job: Pick<StoredJob, 'id' | 'ops'>): FilterVerdict | null;
  /** Called after rules have changed; answers how to stop. */
  onChange(listener: () => void): () => void;
}

export const noFilters: JobFilters = { judge: () => null, onChange: () => () => undefined };

export interface Ready {
  readonly id: number;
  readonly priority: number;
}

export const comesFirst = (a: Ready, b: Ready): boolean => a.priority < b.priority || (a.priority === b.priority && a.id < b.id);

export class FilterGate {
  /** Jobs under way to which a rate limit applies, and their rules. */
  private readonly counted = new Map<number, string>();
  private readonly counts = new Map<string, number>();
  /** Jobs that a rate limit holds, by rule. */
  private readonly lines = new Map<string, Heap<Ready>>();
  private paused: Ready[] = [];

  constructor(private readonly judge: (id: number) => FilterVerdict | null) {}

  /** Null: it may start, and is counted until it has `left`. Else it is kept until `left` or `reset` hand it out. */
  enter(entry: Ready): FilterVerdict | null {
    const verdict = this.judge(entry.id);
    if (verdict === null) return null;
    const { rule, limit } = verdict;
    if (limit === null) {
      this.paused.push(entry);
      return verdict;
    }
    if ((this.counts.get(rule) ?? 0) < limit) {
      this.count(entry.id, rule);
      return null;
    }
    let line = this.lines.get(rule);
    if (line === undefined) this.lines.set(rule, (line = new Heap(comesFirst)));
    line.push(entry);
    return verdict;
  }

  /** A job has ended. Answers the one that may be tried in its place; `isValid` knows those that nobody waits for any more. */
  left(id: number, isValid: (entry: Ready) => boolean): Ready | null {
    const rule = this.counted.get(id);
    if (rule === undefined) return null;
    this.counted.delete(id);
    this.counts.set(rule, this.counts.get(rule)! - 1);
    const line = this.lines.get(rule);
    for (let next = line?.pop(); next !== undefined; next = line?.pop()) if (isValid(next)) return next;
    return null;
  }

  /** The rules have changed: counts anew, and answers all that were held. */
  reset(underWay: Iterable<number>): Ready[] {
    const held = this.paused;
    for (const line of this.lines.values()) for (let next = line.pop(); next !== undefined; next = line.pop()) held.push(next);
    this.paused = [];
    this.lines.clear();
    this.counted.clear();
    this.counts.clear();
    for (const id of underWay) {
      const verdict = this.judge(id);
      if (verdict !== null && verdict.limit !== null) this.count(id, verdict.rule);
    }
    return held;
  }

  /** A job that starts whatever the rules say. */
  countStarted(id: number): void {
    const verdict = this.judge(id);
    if (verdict !== null && verdict.limit !== null) this.count(id, verdict.rule);
  }

  private count(id: number, rule: string): void {
    this.counted.set(id, rule);
    this.counts.set(rule, (this.counts.get(rule) ?? 0) + 1);
  }
}
