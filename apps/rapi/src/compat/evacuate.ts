/**
 * Evacuation of a node as the seed has it: the secondary disks of each instance go to another node, one job for each, and the
 * answer is `[job id, instance, new node]` for each of them. Its arguments are in the query, where today's form has none, so that
 * both forms are served at the same address.
 */
import { decodeError, isEncodedError, OpExecError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';
import { findOpcode } from '@ganeti/opcodes';
import { Answer } from '../answer';
import { HttpError } from '../http-error';
import type { Master } from '../master';
import { reasonTrail } from '../opcode-routes';
import type { RapiRequest, SubmittedOpcode } from '../request';
import type { ResourceContext } from '../resources/context';
import type { Route } from '../routes';

type Opcode = Readonly<Record<string, Json>>;
/** Instance and its new secondary node. */
type Move = readonly [instance: string, node: string];

/** `route`: that of today's form; any other is answered as it is. */
export function withSeedEvacuation(route: Route, cx: ResourceContext): Route {
  if (route.method !== 'POST' || !/^\/2\/nodes\/\[\w+\]\/evacuate$/.test(route.path)) return route;
  return {
    ...route,
    handle: (request) => {
      const { query, body } = request;
      const isOld =
        (query['iallocator'] ?? query['remote_node']) !== undefined && (body === undefined || body === null);
      return isOld || cx.dialect.evacuatesAtOnce ? evacuate(request, cx) : route.handle(request);
    },
  };
}

async function evacuate(request: RapiRequest, { master, clock, dialect }: ResourceContext): Promise<Answer> {
  const { iallocator, remote_node: remoteNode } = request.query;
  if ((iallocator === undefined) === (remoteNode === undefined)) {
    throw new HttpError(400, 'Evacuation needs one of the arguments iallocator and remote_node');
  }
  const dryRun = request.flag('dry-run');
  const [name = ''] = Object.values(request.path);
  const opcode = (instance: string): Opcode => ({
    OP_ID: 'OP_INSTANCE_REPLACE_DISKS',
    instance_name: instance,
    mode: 'replace_new_secondary',
    early_release: request.flag('early_release'),
    reason: reasonTrail(request, 'nodes_name_evacuate', clock),
  });
  const { sinst_list: instances } = await nodeRow<{ sinst_list: readonly string[] }>(master, name, 'sinst_list');
  const moves =
    remoteNode?.[0] === undefined
      ? await chosen(master, request, instances, (each) => ({ ...opcode(each), iallocator: iallocator?.[0] ?? '' }))
      : await given(master, instances, remoteNode[0]);
  if (dryRun || moves.length === 0) return Answer.json(moves.map((move) => [null, ...move]));
  const outcomes = await request.submit(
    moves.map(([instance, node]) => [submitted({ ...opcode(instance), remote_node: node })]),
  );
  const ids = outcomes.flatMap((outcome) => ('jobId' in outcome ? [outcome.jobId] : []));
  const refused = outcomes.find((outcome) => 'error' in outcome);
  if (ids.length === 0 && refused !== undefined) throw refused.error;
  const answer = moves.map((move, i) => {
    const outcome = outcomes[i];
    return [outcome !== undefined && 'jobId' in outcome ? dialect.jobId(outcome.jobId) : null, ...move];
  });
  return Answer.json(answer, ids);
}

/** Rights are those of each replacement. */
function submitted({ OP_ID: id, ...given }: Opcode): SubmittedOpcode {
  return { definition: findOpcode(id), given };
}

/** Throws unknown_entity. */
async function nodeRow<T>(master: Master, name: string, field: string): Promise<T> {
  const { rowsJson } = await master.query({
    kind: 'node',
    fields: [field],
    names: [name],
    mustExist: true,
    form: 'dicts',
  });
  const [row] = JSON.parse(rowsJson.toString()) as [T];
  return row;
}

async function given(master: Master, instances: readonly string[], node: string): Promise<Move[]> {
  const { name } = await nodeRow<{ name: string }>(master, node, 'name');
  return instances.map((instance) => [instance, name]);
}

/** What the allocator would choose: a dry run of each replacement answers it. Throws what one of them failed with. */
async function chosen(
  master: Master,
  request: RapiRequest,
  instances: readonly string[],
  opcode: (instance: string) => Opcode,
): Promise<Move[]> {
  if (instances.length === 0) return [];
  const outcomes = await request.submit(instances.map((instance) => [submitted({ ...opcode(instance), dry_run: true })]));
  return Promise.all(
    outcomes.map(async (outcome, i): Promise<Move> => {
      if ('error' in outcome) throw outcome.error;
      const result = await resultOf(master, outcome.jobId, request.signal);
      if (typeof result !== 'string') throw new OpExecError(`Job ${outcome.jobId} did not say which node it would be`);
      return [instances[i] ?? '', result];
    }),
  );
}

/** Result of the only opcode of a job, when it has ended. Throws what it failed with. */
async function resultOf(master: Master, jobId: number, signal: AbortSignal): Promise<Json> {
  let previousInfo: Json = null;
  for (;;) {
    const wait = { jobId, fields: ['status', 'opresult'], previousInfo, previousLogSerial: null, timeout: 10 };
    const change = await master.waitForChange(wait, signal);
    if (change === null) throw new HttpError(404, `Job ${jobId} is not known`);
    if (change === 'nochange') continue;
    previousInfo = [...change.job_info];
    const [status, results] = change.job_info as [string, Json[]];
    const [result = null] = results ?? [];
    if (status === 'success') return result;
    if (status === 'error' && isEncodedError(result)) throw refusal(decodeError(result));
    if (status === 'error' || status === 'canceled') throw new OpExecError(`Job ${jobId} ended as ${status}`);
  }
}

/** What a dry run fails with is told to the client; an allocator that is missing or does not work is no failure of the daemon. */
function refusal(error: Error): Error {
  return error instanceof OpExecError ? new HttpError(409, error.message) : error;
}
