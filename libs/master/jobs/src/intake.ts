/** From what clients send to stored jobs: every opcode checked, ids given out, relative dependencies resolved. */
import { GanetiError, OpPrereqError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';
import { encodeOpcode, parseOpcode, type Params } from '@ganeti/opcodes';
import { absoluteDependencies } from './dependencies';
import { timestamp, type StoredJob, type StoredOp } from './job';
import type { JobSecrets } from './job-secrets';
import { LiveJob } from './live-job';

export interface Batch {
  /** Those that were taken. */
  readonly jobs: readonly LiveJob[];
  /** For each job of the input, in order. */
  readonly results: readonly ({ readonly id: number } | { readonly error: GanetiError })[];
}

/** Values that opcodes get unless they set their own. */
export interface Inherited {
  readonly priority: number;
  readonly comment: string | null;
  readonly reason: readonly Json[];
}

/**
 * Ids follow `lastId`; a job that is refused uses none up. Secrets are sealed; see that their keys are `written`. `room`: how many jobs may be taken, and the error for those
 * beyond. Errors of a kind nobody expects are thrown.
 */
export function takeIn(
  jobs: readonly (readonly unknown[])[],
  options: {
    readonly now: number;
    readonly user: string | null;
    readonly lastId: number;
    readonly room: number;
    readonly full: () => GanetiError;
    readonly inherited?: Inherited;
    readonly secrets: Pick<JobSecrets, 'seal'>;
  },
): Batch {
  const taken: LiveJob[] = [];
  const results: Batch['results'][number][] = [];
  const ids: (number | null)[] = [];
  for (const opcodes of jobs) {
    try {
      if (taken.length >= options.room) throw options.full();
      const job = makeJob(opcodes, options.lastId + taken.length + 1, ids, options);
      taken.push(job);
      ids.push(job.id);
      results.push({ id: job.id });
    } catch (error) {
      if (!(error instanceof GanetiError)) throw error;
      ids.push(null);
      results.push({ error });
    }
  }
  return { jobs: taken, results };
}

function makeJob(
  opcodes: readonly unknown[],
  id: number,
  earlier: readonly (number | null)[],
  { now, user, inherited, secrets }: { readonly now: number; readonly user: string | null; readonly inherited?: Inherited; readonly secrets: Pick<JobSecrets, 'seal'> },
): LiveJob {
  if (!Array.isArray(opcodes) || opcodes.length === 0) {
    throw new OpPrereqError('A job is a list of at least one opcode', 'wrong_input');
  }
  const received = timestamp(now);
  const parsed = opcodes.map((opcode: unknown, index) => {
    const { definition, params } = parseOpcode(inherited === undefined ? opcode : inherit(opcode, inherited));
    const name = definition.id.slice('OP_'.length).toLowerCase();
    const trail: Json = [`gnt:opcode:${name}`, `job=${id};index=${index}`, (received[0] * 1e6 + received[1]) * 1e3];
    const complete: Params = {
      ...params,
      depends: (params.depends === null
        ? null
        : absoluteDependencies(params.depends, earlier, id)) as Params['depends'],
      reason: [...(params.reason ?? []), trail] as Params['reason'],
    };
    return { definition, params: complete };
  });
  const stored: StoredJob = {
    id,
    ops: parsed.map(({ definition, params }): StoredOp => ({
      input: encodeOpcode(definition, params),
      status: 'queued',
      result: null,
      priority: params.priority,
      start_timestamp: null,
      exec_timestamp: null,
      end_timestamp: null,
    })),
    received_timestamp: received,
    start_timestamp: null,
    end_timestamp: null,
    user,
  };
  const job = new LiveJob(secrets.seal(stored));
  parsed.forEach(({ params }, index) => (job.params[index] = params));
  return job;
}

function inherit(opcode: unknown, { priority, comment, reason }: Inherited): unknown {
  if (typeof opcode !== 'object' || opcode === null) return opcode;
  const own = opcode as Readonly<Record<string, unknown>>;
  return {
    ...own,
    priority: own.priority ?? priority,
    comment: own.comment ?? comment,
    reason: [...reason, ...((own.reason ?? []) as readonly Json[])],
  };
}
