/** Operations that submit further jobs. */
import type { Json } from '@ganeti/objects';

type JobIds = { readonly jobs: [boolean, string | number][] };

/** What `run` answered: jobs to submit together with the result. The executor replaces it by `{...other, jobs: [[true, id], …]}`. */
export class ResultWithJobs {
  constructor(
    readonly jobs: readonly (readonly Json[])[],
    readonly other: Readonly<Record<string, Json>>,
  ) {}
}

/**
 * The answer of a `run` that submits jobs: `return withJobs([[opcode, …], …], { other: 'values' })`. Jobs and result become
 * durable together, so that a crash neither loses nor doubles them. Opcodes are JSON with OP_ID; they inherit priority, reason
 * and comment of this opcode unless they set their own. A job that cannot be taken is `[false, why]` in the result.
 *
 * The type is that of the opcode's result as it will be; the value is a ResultWithJobs until then.
 */
export function withJobs<T extends Readonly<Record<string, Json>> = Readonly<Record<never, Json>>>(
  jobs: readonly (readonly Json[])[],
  other?: T,
): T & JobIds {
  return new ResultWithJobs(jobs, other ?? {}) as unknown as T & JobIds;
}
