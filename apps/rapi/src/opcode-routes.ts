/** The routes of all opcodes, made from their definitions: there is no code of its own for any operation. */
import { parseOpcode, restJob, type OpcodeDefinition, type RestBinding } from '@ganeti/opcodes';
import type { Clock } from '@ganeti/runtime';
import { Answer } from './answer';
import type { Dialect } from './compat';
import { HttpError } from './http-error';
import type { RapiRequest } from './request';
import type { Route } from './routes';

export type ReasonTrail = readonly (readonly [string, string, number])[];

/** Who asked: the user's own words from `?reason=`, and the resource. Times are nanoseconds since the epoch. */
export function reasonTrail(request: RapiRequest, resource: string, clock: Clock): ReasonTrail {
  const now = Math.round(clock.now() * 1e9);
  const words = request.query['reason']?.[0];
  return [
    ...(words === undefined ? [] : [['gnt:user', words, now] as const]),
    [`gnt:library:rlib2:${resource}`, '', now],
  ];
}

export interface OpcodeRouteContext {
  readonly clock: Clock;
  readonly dialect: Dialect;
}

export function opcodeRoutes(definitions: Iterable<OpcodeDefinition>, cx: OpcodeRouteContext): Route[] {
  return [...definitions].flatMap((definition) =>
    (definition.rest ?? []).map((binding) => opcodeRoute(definition, cx.dialect.binding(binding), cx)),
  );
}

function opcodeRoute(definition: OpcodeDefinition, binding: RestBinding, { clock, dialect }: OpcodeRouteContext): Route {
  return {
    method: binding.method,
    path: binding.path,
    access: binding.method === 'GET' && definition.permission.endsWith('.read') ? 'anyone' : 'guarded',
    permission: definition.permission,
    accepts: (path) => Object.entries(path).every(([name, text]) => fits(definition, name, text)),
    handle: async (request) => {
      const { path, query, body } = request;
      const reason = reasonTrail(request, binding.resource, clock);
      const job = restJob(definition, binding, { path, query, body }).map((given) => {
        if (Object.hasOwn(given, 'reason'))
          throw new HttpError(400, "Can't overwrite static parameters {'reason'}: use ?reason=");
        const { OP_ID: _id, ...params } = given;
        // Types and names are checked here. Whether the values go together is found out by the job, as clients know it.
        const { definition: found } = parseOpcode({ ...given, reason });
        // As given, not as parsed: what the user did not say is for the master to fill in.
        return { definition: found, given: { ...params, reason } };
      });
      const id = await request.submitOne(job);
      return Answer.json(dialect.jobId(id), [id]);
    },
  };
}

/** A path names nothing when the parameter cannot have that value: `disk/x/grow`. */
function fits(definition: OpcodeDefinition, name: string, text: string): boolean {
  const schema = definition.allParams[name]?.schema;
  return (
    schema === undefined ||
    schema.safeParse(text).success ||
    (/^\d+$/.test(text) && schema.safeParse(Number(text)).success)
  );
}
