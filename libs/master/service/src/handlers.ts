/** What rapi and gnt ask over proto/master/v1: each request goes to the part that knows, and who changed what is noted. */
import { JobLost, ProtocolError } from '@ganeti/errors';
import type { CallerContext, JobOwner, MasterEvent, MasterHandlers, SubmitOutcome } from '@ganeti/master-api';
import type { JobQueue, JobView } from '@ganeti/master-jobs';
import type { Query } from '@ganeti/master-query';
import type { Json } from '@ganeti/objects';
import { opcodes, summary } from '@ganeti/opcodes';
import type { FilterRules } from './filter-rules/rules';

export interface ServiceParts {
  readonly jobs: Pick<
    JobQueue,
    'submit' | 'waitForChange' | 'cancel' | 'archive' | 'autoArchive' | 'changePriority' | 'setDrain' | 'get' | 'archived' | 'list'
  >;
  readonly query: Pick<Query, 'query' | 'queryFields'>;
  readonly filters: FilterRules;
  readonly watcher: WatcherDoors;
  readonly events: { after(id: string, signal: AbortSignal): AsyncIterable<readonly MasterEvent[]> };
  readonly metrics: { text(): Promise<string> };
  /** Called for every request that changes something, with who asked for it and what came of it. */
  readonly audit: (entry: AuditEntry) => void;
}

export interface AuditEntry {
  /** Name of the call in MasterHandlers. */
  readonly call: string;
  readonly client: string;
  readonly user: string;
  /** Jobs it is about; empty: the whole queue. */
  readonly jobs: readonly number[];
  /** Submitted opcodes, one line each. */
  readonly opcodes?: readonly string[];
  /** What was asked for: a priority, whether the queue drains. */
  readonly value?: Json;
  /** What the call answered, or why it was refused. */
  readonly result?: Json;
  readonly error?: string;
}

/** The watcher, and how it is made to rest. */
export interface WatcherDoors {
  status(): Json;
  run(ignorePause: boolean): Promise<Json>;
  /** Durable when it resolves. Throws OpPrereqError (wrong_input) for a time that is over. */
  pause(until: number | null): Promise<void>;
}

export function createMasterHandlers({ jobs, query, filters, watcher, events, metrics, audit }: ServiceParts): MasterHandlers {
  /** Carries out a call, and notes what came of it. */
  async function noted<T>(call: string, { client, user }: CallerContext, about: Partial<AuditEntry>, carryOut: () => Promise<T>): Promise<T> {
    const entry = { call, client, user, jobs: [], ...about };
    try {
      const result = await carryOut();
      audit({ ...entry, result: (result ?? null) });
      return result;
    } catch (error) {
      audit({ ...entry, error: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }

  return {
    async submit(requested, cx) {
      const entry = { call: 'submit', client: cx.client, user: cx.user, opcodes: requested.flatMap((job) => job.map(opcodeLine)) };
      try {
        const taken = await jobs.submit(requested, { user: `${cx.client}:${cx.user}` });
        const refused = taken.flatMap((one) => ('id' in one ? [] : [one.error.message]));
        audit({ ...entry, jobs: taken.flatMap((one) => ('id' in one ? [one.id] : [])), ...(refused.length > 0 ? { error: refused.join('; ') } : {}) });
        return taken.map((one): SubmitOutcome => ('id' in one ? { jobId: one.id } : { error: one.error }));
      } catch (error) {
        audit({ ...entry, jobs: [], error: error instanceof Error ? error.message : String(error) });
        throw error;
      }
    },

    async query(request) {
      const form = request.form ?? 'pairs';
      const answer = await query.query({ ...request, form });
      return {
        revision: answer.revision,
        notModified: answer.notModified,
        rows: answer.rows,
        ...(answer.base === undefined ? {} : { base: answer.base }),
        // Dicts name their fields themselves.
        fieldsJson: form === 'pairs' ? JSON.stringify(answer.fields) : '',
      };
    },

    queryFields: async (kind, fields) => JSON.stringify(query.queryFields(kind, fields)),

    async waitForChange({ jobId, fields, previousInfo, previousLogSerial, timeout }, cx) {
      const known = previousValues(previousInfo);
      try {
        return (await jobs.waitForChange(jobId, fields, known, previousLogSerial, timeout, cx.signal)) ?? 'nochange';
      } catch (error) {
        if (error instanceof JobLost) return null;
        throw error;
      }
    },

    cancelJob: (id, cx) => noted('cancelJob', cx, { jobs: [id] }, () => jobs.cancel(id)),
    killJob: (id, cx) => noted('killJob', cx, { jobs: [id] }, () => jobs.cancel(id, true)),
    archiveJob: (id, cx) => noted('archiveJob', cx, { jobs: [id] }, () => jobs.archive(id)),
    autoArchive: (age, timeout, cx) => noted('autoArchive', cx, { value: age }, () => jobs.autoArchive(age, timeout)),
    changePriority: (id, priority, cx) =>
      noted('changePriority', cx, { jobs: [id], value: priority }, () => jobs.changePriority(id, priority)),
    watcherStatus: () => Promise.resolve(watcher.status()),
    watcherRun: (ignorePause, cx) => noted('watcherRun', cx, { value: ignorePause }, () => watcher.run(ignorePause)),
    setWatcherPause: (until, cx) => noted('setWatcherPause', cx, { value: until }, () => watcher.pause(until)),
    setDrain: (drained, cx) => noted('setDrain', cx, { value: drained }, () => jobs.setDrain(drained)),

    async jobOwners(ids) {
      if (ids.length === 0) return [...jobs.list()].map(ownerOf);
      const found = await Promise.all(ids.map(async (id) => jobs.get(id) ?? (await jobs.archived(id))));
      return found.flatMap((job) => (job === null ? [] : [ownerOf(job)]));
    },

    replaceFilter: (rule, cx) => noted('replaceFilter', cx, { value: rule as unknown as Json }, () => filters.replace(rule)),
    deleteFilter: (uuid, cx) => noted('deleteFilter', cx, { value: uuid }, () => filters.remove(uuid)),

    metrics: () => metrics.text(),
    subscribe: (after, { signal }) => events.after(after, signal),
  };
}

const ownerOf = ({ id, user, ops }: JobView): JobOwner => ({ id, user, ops: ops.map(({ input }) => input) });

/** INSTANCE_STARTUP(web1), or what can be said of something that is no opcode. */
function opcodeLine(opcode: Json): string {
  const input = typeof opcode === 'object' && opcode !== null && !Array.isArray(opcode) ? (opcode as Readonly<Record<string, Json>>) : {};
  const id = typeof input['OP_ID'] === 'string' ? input['OP_ID'] : 'no opcode';
  const definition = opcodes.get(id);
  return definition === undefined ? id.slice(0, 100) : summary(definition, input);
}

function previousValues(info: Json): readonly Json[] | null {
  if (info === null || Array.isArray(info)) return info as readonly Json[] | null;
  throw new ProtocolError('The previous values of job fields must be a list, or null');
}
