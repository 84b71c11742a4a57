/**
 * Whether somebody may do what they ask for. Users with a right everywhere cost nothing; for others the objects are looked up. Rights are
 * judged when a request is made: a job that waits for a day is not judged again.
 */
import { opcodes, type OpcodeDefinition } from '@ganeti/opcodes';
import { HttpError } from '../http-error';
import type { Master } from '../master';
import { factsOf } from './facts';
import { objectsOf, type ObjectRef } from './objects';
import type { Principal } from './rights';

export interface AskedOpcode {
  readonly definition: OpcodeDefinition;
  /** As given, under their present names: what is left to its default names no object. */
  readonly given: Readonly<Record<string, unknown>>;
}

export class Guard {
  constructor(
    private readonly master: Master,
    /** What the master puts before a user's name in a job. */
    private readonly client = 'rapi',
  ) {}

  /** Throws HttpError 403 unless all of them may be done. */
  async opcodes(principal: Principal | null, asked: readonly AskedOpcode[]): Promise<void> {
    if (principal?.everything === true) return;
    for (const { definition, given } of asked) await this.opcode(principal, definition, given);
  }

  private async opcode(principal: Principal | null, definition: OpcodeDefinition, given: AskedOpcode['given']): Promise<void> {
    const { permission } = definition;
    if (principal === null || principal.everywhere(permission)) {
      // Nobody has a name: the route has let them in to read, and nothing else.
      if (principal === null && !permission.endsWith('.read')) throw new HttpError(403);
      return;
    }
    if (!principal.anywhere(permission)) throw new HttpError(403, `User ${principal.name} has no role that allows ${permission}`);
    await this.objects(principal, permission, touchedBy(definition, given));
  }

  /** Throws HttpError 403 unless the permission holds on each of them. */
  async objects(principal: Principal, permission: string, refs: readonly ObjectRef[]): Promise<void> {
    if (principal.everywhere(permission)) return;
    const forbidden = await this.firstForbidden(principal, permission, refs);
    if (forbidden === null) return;
    const what = forbidden === 'cluster' ? 'the whole cluster' : `${forbidden.kind} ${forbidden.name}`;
    throw new HttpError(403, `The roles of user ${principal.name} do not allow ${permission} on ${what}`);
  }

  private async firstForbidden(principal: Principal, permission: string, refs: readonly ObjectRef[]): Promise<ObjectRef | null> {
    for (const ref of refs) {
      if (ref === 'cluster') return ref;
      if (!principal.on(permission, await factsOf(this.master, ref))) return ref;
    }
    return refs.length === 0 ? 'cluster' : null;
  }

  /** One's own jobs, and those whose objects one has the right on. An unknown job is nobody's: refused. */
  async job(principal: Principal, permission: string, id: number): Promise<void> {
    if (principal.everywhere(permission) || (await this.visibleJobs(principal, permission, [id])).has(id)) return;
    throw new HttpError(403, `Job ${id} is none of user ${principal.name}, whose roles do not allow ${permission} on what it touches`);
  }

  /** Which of these jobs (none: of all outside the archive) one has the right on. */
  async visibleJobs(principal: Principal, permission: string, ids: readonly number[]): Promise<ReadonlySet<number>> {
    const visible = new Set<number>();
    for (const { id, user, ops } of await this.master.jobOwners(ids)) {
      if (user === `${this.client}:${principal.name}`) visible.add(id);
      else if (principal.anywhere(permission)) {
        const refs = ops.flatMap(touchedByStored);
        if ((await this.firstForbidden(principal, permission, refs)) === null) visible.add(id);
      }
    }
    return visible;
  }
}

/** Every object an opcode names, those of opcodes inside it too. */
export function touchedBy(definition: OpcodeDefinition, given: AskedOpcode['given']): ObjectRef[] {
  return objectsOf(definition, given, touchedByStored);
}

function touchedByStored(opcode: Readonly<Record<string, unknown>>): readonly ObjectRef[] {
  const definition = opcodes.get(String(opcode['OP_ID']));
  return definition === undefined ? ['cluster'] : touchedBy(definition, opcode);
}
