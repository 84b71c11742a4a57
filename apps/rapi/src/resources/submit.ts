/** `POST /2/submit` (not in Ganeti): any opcodes as one job, or several jobs in one durable step. */
import { parseOpcode } from '@ganeti/opcodes';
import { Answer } from '../answer';
import { HttpError } from '../http-error';
import type { SubmittedOpcode } from '../request';
import { reasonTrail, type ReasonTrail } from '../opcode-routes';
import type { Route } from '../routes';
import type { ResourceContext } from './context';

export function submitRoutes({ clock, dialect }: ResourceContext): Route[] {
  return [
    {
      method: 'POST',
      path: '/2/submit',
      access: 'guarded',
      handle: async (request) => {
        const reason = reasonTrail(request, 'submit', clock);
        const { body } = request;
        if (Array.isArray(body)) {
          const id = await request.submitOne(opcodeList(body, reason));
          return Answer.json(dialect.jobId(id), [id]);
        }
        const jobs: unknown = typeof body === 'object' && body !== null && 'jobs' in body ? body.jobs : undefined;
        if (!Array.isArray(jobs)) {
          throw new HttpError(400, 'Body contents: give a list of opcodes, or {"jobs": [[opcode, …], …]}');
        }
        const outcomes = await request.submit(jobs.map((job) => opcodeList(job, reason)));
        const ids = outcomes.flatMap((outcome) => ('jobId' in outcome ? [outcome.jobId] : []));
        const [first] = outcomes;
        // Some may have been accepted: what became of each is the answer then, and not an error.
        if (ids.length === 0 && first !== undefined && 'error' in first) throw first.error;
        return Answer.json(
          outcomes.map((outcome) =>
            'jobId' in outcome ? dialect.jobId(outcome.jobId) : { error: outcome.error.message },
          ),
          ids,
        );
      },
    },
  ];
}

/** Checked, each with the reason trail it brought, and ours after it. Throws HttpError 400 or OpPrereqError. */
function opcodeList(value: unknown, reason: ReasonTrail): SubmittedOpcode[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new HttpError(400, 'Body contents: a job is a list of at least one opcode');
  }
  return value.map((input: unknown) => {
    const { definition, params } = parseOpcode(input);
    const { OP_ID: _id, ...given } = input as Record<string, unknown>;
    return { definition, given: { ...given, reason: [...(params.reason ?? []), ...reason] } };
  });
}
