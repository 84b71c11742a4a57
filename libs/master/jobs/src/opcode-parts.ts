/** What the phases of an opcode (executor.ts) need of it: parameters, LogicalUnit, locks, contexts. */
import { encodeError, GanetiError, OpExecError, OpPrereqError, RpcError } from '@ganeti/errors';
import type { LockSet } from '@ganeti/master-locking';
import type { Json } from '@ganeti/objects';
import { checkParams, type OpcodeDefinition, type Params } from '@ganeti/opcodes';
import type { ExecutorParts } from './executor';
import type { HooksRun } from './hooks';
import { definitionOf, opId } from './inputs';
import type { Journal } from './journal';
import type { LiveJob } from './live-job';
import type { AnyLogicalUnit, CheckContext, HooksSpec } from './logical-unit';
import { timestamp } from './job';
import { JournalMismatch, type Steps } from './steps';
import { toStored } from './stored-values';
import type { Failpoint } from './types';

/** An opcode under way. */
export interface Work {
  readonly job: LiveJob;
  readonly index: number;
  readonly signal: AbortSignal;
  /** Another set when the locks are chosen anew. */
  locks: LockSet;
  readonly isResumed: boolean;
  giveBackSlot?: () => void;
  /** Of the hooks as they were asked for before anything changed. */
  postEnvironment?: HooksSpec['postEnvironment'];
}

export class OpcodeParts {
  constructor(private readonly parts: ExecutorParts) {}

  params({ job, index }: Work): Params {
    const known = job.params[index];
    if (known !== undefined) return known;
    const { OP_ID: _, ...input } = this.parts.secrets.open(job.id, index, job.newest.ops[index]!);
    return (job.params[index] = checkParams(this.definition({ job, index }), input));
  }

  /** A job of a newer version may have an opcode that is not known here. */
  definition({ job, index }: Pick<Work, 'job' | 'index'>): OpcodeDefinition {
    const { input } = job.newest.ops[index]!;
    const definition = definitionOf(input);
    if (definition !== undefined) return definition;
    const text = `There is no opcode ${opId(input)} in this version of the master daemon`;
    throw new OpPrereqError(text, 'wrong_input');
  }

  /** Opcodes are accepted before they can be carried out, so that clients see one contract. */
  unit({ job, index }: Work): AnyLogicalUnit {
    const id = opId(job.newest.ops[index]!.input);
    const unit = this.parts.units.get(id);
    if (unit !== undefined) return unit;
    const text = `This version of the master daemon cannot carry out ${id} yet`;
    throw new OpPrereqError(text, 'environment_error');
  }

  openLocks(job: LiveJob, index: number): LockSet {
    return this.parts.locks.open({ jobId: job.id, opIndex: index, priority: job.newest.ops[index]!.priority });
  }

  checkContext({ job, index, signal }: Work, steps?: Steps): CheckContext {
    const { config, live, clock, ids, writer, calls } = this.parts;
    return {
      jobId: job.id,
      opIndex: index,
      config: config.view,
      live,
      reservations: config.reservations,
      clock,
      ids,
      signal,
      log: (message) => writer.log(job, index, message),
      announce: (type, value) => writer.log(job, index, value, type),
      async read(node, method, request, timeoutSeconds) {
        try {
          const options = {
            job: `${job.id}/${index}`,
            signal,
            ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
          };
          return await calls.read(node, method, request, options);
        } catch (error) {
          if (steps === undefined) throw asPrereq(error);
          if (signal.aborted) steps.cut = true;
          throw error;
        }
      },
    };
  }

  hooksRun({ job, index }: Work, journal: Journal, steps: Steps): HooksRun | null {
    const spec = journal.plan.hooks;
    if (spec === null) return null;
    const { config, writer } = this.parts;
    return {
      steps,
      config,
      spec,
      opId: opId(job.newest.ops[index]!.input),
      log: (message) => writer.log(job, index, message),
    };
  }

  postEnvironment({ job, postEnvironment }: Work): Readonly<Record<string, string>> {
    try {
      return postEnvironment?.() ?? {};
    } catch (error) {
      this.parts.log.warn(
        { job: job.id, error: String(error) },
        'Post hooks run without the environment after the operation',
      );
      return {};
    }
  }

  report({ job, index }: Work, error: unknown): void {
    if (error instanceof GanetiError) return;
    const stack = error instanceof Error ? error.stack : String(error);
    this.parts.log.error({ job: job.id, op: index, stack }, 'An opcode failed unexpectedly');
  }

  failpoint(point: Failpoint, { job, index }: Work): void {
    this.parts.failpoint(point, { job: job.id, op: index, step: null });
  }

  now(): ReturnType<typeof timestamp> {
    return timestamp(this.parts.clock.now());
  }
}

/** What a node answers wrong while an opcode is only being checked: nothing has been done, so the opcode may be tried again. */
function asPrereq(error: unknown): unknown {
  if (error instanceof RpcError && (error.reason === 'unreachable' || error.reason === 'timeout')) {
    return new OpPrereqError(error.message, 'internal_error');
  }
  return error instanceof RpcError || error instanceof OpExecError ? new OpPrereqError(error.message, 'environment_error') : error;
}

/** A function cannot be kept over a restart, and what it was made from may be gone; then post hooks learn only what was before. */
export function postEnvironmentAgain(
  unit: AnyLogicalUnit,
  params: Params,
  plan: Json,
  context: CheckContext,
): HooksSpec['postEnvironment'] {
  try {
    return unit.hooks?.(params, plan, context)?.postEnvironment;
  } catch {
    return undefined;
  }
}

/**
 * As it stands in a job's result. A node that does not answer, or refuses, is why the operation failed; that a call failed is nothing
 * clients know a class for. A JournalMismatch is the user's problem too: it says what became of the job.
 */
export function encode(error: unknown): Json {
  const known = error instanceof JournalMismatch || error instanceof RpcError ? new OpExecError(error.message) : error;
  return toStored(encodeError(known));
}
