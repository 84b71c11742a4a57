/** Calls and answers <-> messages. */
import { type GanetiError, OpPrereqError, ProtocolError, decodeError, encodeError, isEncodedError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';
import type { Request, RequestReceived, Response } from './definition';
import { answerMessages } from './rows';
import type { CallerContext, FilterRuleInput, JobOpcodes, MasterEvent, MasterHandlers, QueryRequest, SubmitOutcome, WaitForChangeRequest } from './types';

export const errorToJson = (error: unknown): string => JSON.stringify(encodeError(error));

export function errorFromJson(text: string): GanetiError {
  const encoded = JSON.parse(text) as unknown;
  return isEncodedError(encoded) ? decodeError(encoded) : new ProtocolError(`The master sent an error of unknown form: ${text}`);
}

export const requests = {
  submit: (jobs: readonly JobOpcodes[]): Request => ({
    submit: { jobs: jobs.map((opcodes) => ({ opcodes_json: opcodes.map((opcode) => JSON.stringify(opcode)) })) },
  }),
  query: (request: QueryRequest, hasRows: boolean): Request => ({
    query: {
      kind: request.kind,
      fields: [...request.fields],
      filter_json: request.filter === undefined || request.filter === null ? '' : JSON.stringify(request.filter),
      names: [...(request.names ?? [])],
      must_exist: request.mustExist ?? false,
      form: request.form === 'dicts' ? 'DICTS' : 'PAIRS',
      if_revision: request.ifRevision ?? '',
      has_rows: hasRows,
    },
  }),
  waitForChange: (request: WaitForChangeRequest): Request => ({
    wait_for_change: {
      job_id: request.jobId,
      fields: [...request.fields],
      previous_info_json: request.previousInfo === null ? '' : JSON.stringify(request.previousInfo),
      previous_log_serial: request.previousLogSerial ?? -1,
      timeout: request.timeout,
    },
  }),
  replaceFilter: ({ uuid, priority, predicates, action, reason }: FilterRuleInput): Request => ({
    replace_filter: {
      uuid: uuid ?? '',
      priority,
      predicates_json: JSON.stringify(predicates),
      action_json: JSON.stringify(action),
      reason_json: JSON.stringify(reason),
    },
  }),
};

/** Carries out one request; the answers to send, without their id. */
export async function dispatch(request: RequestReceived, handlers: MasterHandlers, cx: CallerContext): Promise<Iterable<Response> | AsyncIterable<Response>> {
  switch (request.call) {
    case 'submit': {
      const jobs = request.submit!.jobs.map(({ opcodes_json }) => opcodes_json.map((text) => parse(text, 'an opcode')));
      return [{ submit: { jobs: (await handlers.submit(jobs, cx)).map(outcomeToMessage) } }];
    }
    case 'query': {
      const { kind, fields, filter_json, names, must_exist, form, if_revision, has_rows } = request.query!;
      const answer = await handlers.query(
        {
          kind,
          fields,
          filter: filter_json === '' ? null : parse(filter_json, 'the filter'),
          names,
          mustExist: must_exist,
          form: form === 'DICTS' ? 'dicts' : 'pairs',
          ...(if_revision === '' ? {} : { ifRevision: if_revision }),
        },
        cx,
      );
      return answerMessages(has_rows ? answer : { ...answer, base: undefined });
    }
    case 'query_fields': {
      const { kind, fields } = request.query_fields!;
      return [{ json: await handlers.queryFields(kind, fields, cx) }];
    }
    case 'wait_for_change': {
      const { job_id, fields, previous_info_json, previous_log_serial, timeout } = request.wait_for_change!;
      const previousInfo = previous_info_json === '' ? null : parse(previous_info_json, 'the previous job information');
      const previousLogSerial = previous_log_serial < 0 ? null : previous_log_serial;
      return json(await handlers.waitForChange({ jobId: job_id, fields, previousInfo, previousLogSerial, timeout }, cx));
    }
    case 'cancel':
      return json(await handlers.cancelJob(request.cancel!.job_id, cx));
    case 'kill':
      return json(await handlers.killJob(request.kill!.job_id, cx));
    case 'archive':
      return json(await handlers.archiveJob(request.archive!.job_id, cx));
    case 'auto_archive':
      return json(await handlers.autoArchive(request.auto_archive!.age_seconds, request.auto_archive!.timeout, cx));
    case 'change_priority':
      return json(await handlers.changePriority(request.change_priority!.job_id, request.change_priority!.priority, cx));
    case 'set_drain':
      await handlers.setDrain(request.set_drain!.drained, cx);
      return json(null);
    case 'watcher_status':
      return json(await handlers.watcherStatus(cx));
    case 'watcher_run':
      return json(await handlers.watcherRun(request.watcher_run!.ignore_pause, cx));
    case 'set_watcher_pause': {
      const { until } = request.set_watcher_pause!;
      await handlers.setWatcherPause(until === 0 ? null : until, cx);
      return json(null);
    }
    case 'replace_filter': {
      const { uuid, priority, predicates_json, action_json, reason_json } = request.replace_filter!;
      const rule = {
        uuid: uuid === '' ? null : uuid,
        priority,
        predicates: parseList(predicates_json, 'the list of predicates'),
        action: parse(action_json, 'the action'),
        reason: parseList(reason_json, 'the reason trail'),
      };
      return json(await handlers.replaceFilter(rule, cx));
    }
    case 'delete_filter':
      await handlers.deleteFilter(request.delete_filter!.uuid, cx);
      return json(null);
    case 'job_owners':
      return json(await handlers.jobOwners(request.job_owners!.job_ids, cx));
    case 'metrics':
      return [{ json: await handlers.metrics(cx) }];
    case 'subscribe':
      return eventMessages(handlers.subscribe(request.subscribe!.after, cx));
    case 'abort':
    case 'hello':
    case undefined:
      throw new ProtocolError(`The master cannot carry out a request of kind ${request.call ?? 'unknown'}; are both of the same release?`);
  }
}

async function* eventMessages(batches: AsyncIterable<readonly MasterEvent[]>): AsyncIterable<Response> {
  for await (const events of batches) yield { events: { events_json: events.map((event) => JSON.stringify(event)) } };
}

const json = (value: unknown): Response[] => [{ json: JSON.stringify(value) }];

function parse(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new OpPrereqError(`${what} is not valid JSON: ${(error as Error).message}`, 'wrong_input');
  }
}

function parseList(text: string, what: string): readonly Json[] {
  const value = parse(text, what);
  if (!Array.isArray(value)) throw new OpPrereqError(`${what} is not a list`, 'wrong_input');
  return value as readonly Json[];
}

const outcomeToMessage = (outcome: SubmitOutcome): { job_id?: number; error_json?: string } =>
  'error' in outcome ? { error_json: errorToJson(outcome.error) } : { job_id: outcome.jobId };
