/**
 * The journal of one running opcode: what it was about to do and what it has done, in rows of kind `journal`. Its rows are
 *
 *   plan              what was decided, and which hooks to run; written when the opcode begins to run
 *   locks             what it holds and has reserved; changes when it gives back locks or takes reservations
 *   <step>            a step of `run`
 *   hooks:<…>         steps of the hook phases
 *   failure           `run` has failed: from now on the steps are undone
 *   undo:<step>#<n>   an undo that is done, or left to the clean-up
 *
 * All of them go when the opcode ends, in the batch that writes its result.
 */
import type { Change, ReservedItems } from '@ganeti/master-config';
import type { HeldLock } from '@ganeti/master-locking';
import type { Batch, Row } from '@ganeti/master-state';
import type { Json } from '@ganeti/objects';
import type { HooksSpec } from './logical-unit';
import type { StoredError } from './stored-values';

export interface PlanRow {
  readonly plan: Json;
  readonly hooks: Omit<HooksSpec, 'postEnvironment'> | null;
}
export interface LocksRow {
  readonly held: readonly HeldLock[];
  readonly reserved: ReservedItems;
}

/** What takes a step back. Requests are in stored form (stored-values.ts). */
export type StepUndo = { readonly calls: readonly StoredCall[] } | { readonly changes: readonly Change[] };
export interface StoredCall {
  readonly node: string;
  readonly method: string;
  readonly request: Json;
}

export type StepKind = 'call' | 'update' | 'record' | 'keep';

export interface Step {
  readonly seq: number;
  readonly step: string;
  readonly kind: StepKind;
  /** `done` with `error`: it failed, and the run was told so. */
  readonly state: 'begun' | 'done';
  readonly call?: { readonly node: string; readonly method: string };
  readonly undo?: StepUndo;
  readonly result?: Json;
  readonly error?: StoredError;
  /** Key of the clean-up row that does it when the node is back. */
  readonly left?: string;
}

const ownNames: ReadonlySet<string> = new Set(['plan', 'locks', 'failure']);
const ownPrefixes = ['undo:', 'hooks:'];

/** Whether a LogicalUnit may call a step this. */
export function isStepName(name: string): boolean {
  return name !== '' && !ownNames.has(name) && !ownPrefixes.some((prefix) => name.startsWith(prefix));
}

export class Journal {
  plan: PlanRow = { plan: null, hooks: null };
  locks: LocksRow = { held: [], reserved: {} };
  failure: StoredError | null = null;
  readonly steps = new Map<string, Step>();
  /** Names of undo rows. */
  readonly undone = new Set<string>();
  /** Nodes that remember steps of this opcode. */
  readonly nodes = new Set<string>();
  private readonly keys = new Set<string>();
  private lastSeq = 0;

  constructor(
    readonly job: number,
    readonly op: number,
  ) {}

  /** `123/0`: how nodes call the opcode. */
  get id(): string {
    return `${this.job}/${this.op}`;
  }

  /** The opcode has changed the configuration, or taken the change back. */
  get changedConfig(): boolean {
    return [...this.steps.values()].some(({ kind, state }) => kind === 'update' && state === 'done');
  }

  nextSeq(): number {
    return (this.lastSeq += 1);
  }

  planRow(plan: PlanRow): Row {
    this.plan = plan;
    return this.row('plan', plan);
  }

  locksRow(locks: LocksRow): Row {
    this.locks = locks;
    return this.row('locks', locks);
  }

  failureRow(failure: StoredError): Row {
    this.failure = failure;
    return this.row('failure', failure);
  }

  stepRow(step: Step): Row {
    this.remember(step);
    return this.row(step.step, step);
  }

  undoneRow(name: string, left: boolean): Row {
    this.undone.add(name);
    return this.row(name, { state: 'done', left });
  }

  /** Everything, for the batch that ends the opcode. */
  deletes(): Batch['deletes'] {
    return [...this.keys].map((key) => ({ kind: 'journal', key }));
  }

  /** Takes in a row found at the start. */
  load(name: string, value: Json): void {
    this.keys.add(`${this.id}/${name}`);
    if (name === 'plan') this.plan = value as unknown as PlanRow;
    else if (name === 'locks') this.locks = value as unknown as LocksRow;
    else if (name === 'failure') this.failure = value as unknown as StoredError;
    else if (name.startsWith('undo:')) this.undone.add(name);
    else this.remember(value as unknown as Step);
  }

  private remember(step: Step): void {
    this.steps.set(step.step, step);
    this.lastSeq = Math.max(this.lastSeq, step.seq);
    if (step.call !== undefined) this.nodes.add(step.call.node);
  }

  private row(name: string, value: unknown): Row {
    const key = `${this.id}/${name}`;
    this.keys.add(key);
    return { kind: 'journal', key, value: value as Json };
  }
}

/** `<job>/<op>/<name>`; the name may contain slashes. */
export function splitKey(key: string): { job: number; op: number; name: string } {
  const first = key.indexOf('/');
  const second = key.indexOf('/', first + 1);
  return { job: Number(key.slice(0, first)), op: Number(key.slice(first + 1, second)), name: key.slice(second + 1) };
}
