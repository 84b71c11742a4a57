/** What an allocator answered, held against what it was asked. Nothing it says is believed before. */
import type { AllocatorAnswer, RequestJson } from '@ganeti/master-allocator';
import type { ConfigView } from '@ganeti/master-config';
import { checkParams, opcodes } from '@ganeti/opcodes';
import { z } from 'zod';

/** The answer is not one to the request. The message completes "Allocator NAME answered …". */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer';
}

const names = z.array(z.string().min(1));
const envelope = z.object({ success: z.boolean(), info: z.string(), result: z.unknown().optional(), nodes: z.unknown().optional() });
const placed = z.array(z.tuple([z.string(), names]));
const moves = z.tuple([
  z.array(z.tuple([z.string(), z.string(), names])),
  z.array(z.tuple([z.string(), z.string()])),
  z.array(z.array(z.looseObject({ OP_ID: z.string() })).min(1)),
]);

/** What jobs of an allocator may do. */
const MOVING: ReadonlySet<string> = new Set(['OP_INSTANCE_FAILOVER', 'OP_INSTANCE_MIGRATE', 'OP_INSTANCE_REPLACE_DISKS']);

/** Throws WrongAnswer. */
export function readAnswer(text: string, request: RequestJson, view: ConfigView): AllocatorAnswer {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new WrongAnswer(`what is no JSON: ${(error as Error).message}`);
  }
  const { success, info, result, nodes } = parsed(envelope, json, 'something without "success", "info" and "result"');
  // `nodes` is what the first version of the protocol called it.
  return checkAnswer({ success, info, result: result ?? nodes }, request, view);
}

/** Throws WrongAnswer. */
export function checkAnswer(answer: AllocatorAnswer, request: RequestJson, view: ConfigView): AllocatorAnswer {
  if (!answer.success) return { ...answer, result: [] };
  return { ...answer, result: checkResult(answer.result, request, view) };
}

function checkResult(result: unknown, request: RequestJson, view: ConfigView): unknown {
  switch (request.type) {
    case 'allocate':
      return checkNodes(parsed(names, result, 'no list of nodes'), request.required_nodes, view);
    case 'relocate': {
      const found = checkNodes(parsed(names, result, 'no list of nodes'), request.required_nodes, view);
      const instance = view.instance(request.name);
      const group = view.get('node', instance?.primary_node ?? '')?.group;
      for (const name of found) {
        if (request.relocate_from.includes(name)) throw new WrongAnswer(`node ${name}, which instance ${request.name} is to leave`);
        if (view.node(name)?.group !== group) throw new WrongAnswer(`node ${name}, which is in another group than instance ${request.name}`);
      }
      return found;
    }
    case 'allocate-secondary':
      return checkNodes([parsed(z.string(), result, 'no name of a node')], 1, view)[0];
    case 'multi-allocate': {
      const [done, failed] = parsed(z.tuple([placed, names]), result, 'no pair of placed and failed instances');
      const needed = new Map(request.instances.map(({ name, required_nodes }) => [name, required_nodes]));
      for (const [name, nodes] of done) checkNodes(nodes, needed.get(name) ?? 0, view);
      checkOnce([...done.map(([name]) => name), ...failed], [...needed.keys()]);
      return [done, failed];
    }
    case 'node-evacuate':
    case 'change-group': {
      const [moved, failed, jobs] = parsed(moves, result, 'no triple of moved and failed instances and jobs');
      for (const [, , nodes] of moved) checkNodes(nodes, nodes.length, view);
      checkOnce([...moved, ...failed].map(([name]) => name), request.instances);
      for (const opcode of jobs.flat()) checkOpcode(opcode, request.instances);
      return [moved, failed, jobs];
    }
  }
}

function checkNodes(nodes: readonly string[], count: number, view: ConfigView): readonly string[] {
  if (nodes.length !== count) throw new WrongAnswer(`${nodes.length} nodes (${nodes.join(', ')}) where ${count} are needed`);
  if (new Set(nodes).size !== nodes.length) throw new WrongAnswer(`node ${nodes[0]} twice`);
  for (const name of nodes) if (view.node(name)?.name !== name) throw new WrongAnswer(`node ${name}, which is not known`);
  return nodes;
}

function checkOnce(answered: readonly string[], asked: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of answered) {
    if (!asked.includes(name)) throw new WrongAnswer(`for instance ${name}, which it was not asked about`);
    if (seen.has(name)) throw new WrongAnswer(`for instance ${name} twice`);
    seen.add(name);
  }
  const missing = asked.filter((name) => !seen.has(name));
  if (missing.length > 0) throw new WrongAnswer(`nothing for instance ${missing.join(', ')}`);
}

function checkOpcode({ OP_ID: id, ...params }: { readonly OP_ID: string }, instances: readonly string[]): void {
  const definition = MOVING.has(id) ? opcodes.get(id) : undefined;
  if (definition === undefined) throw new WrongAnswer(`a job with ${id}, which does not move instances`);
  let checked: Record<string, unknown>;
  try {
    checked = checkParams(definition, params);
  } catch (error) {
    throw new WrongAnswer(`a job that is not right: ${(error as Error).message}`);
  }
  const name = String(checked['instance_name']);
  if (!instances.includes(name)) throw new WrongAnswer(`a job for instance ${name}, which it was not asked about`);
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data;
  const [issue] = outcome.error.issues;
  throw new WrongAnswer(`${what}${issue === undefined ? '' : ` (${issue.path.join('.') || 'result'}: ${issue.message})`}`);
}
