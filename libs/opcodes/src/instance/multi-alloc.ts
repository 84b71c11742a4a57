import { OpPrereqError } from '@ganeti/errors';
import { z } from 'zod';
import { defineOpcode, optional, type RestRequest } from '../define';
import { iallocator } from '../params';
import { checkParams } from '../check';
import { bodyParams, queryBool } from '../rest';
import { anyJson, flag, jobIdList, nonEmptyString } from '../types';
import { instanceCreate } from './create';

const creation = 'an opcode OP_INSTANCE_CREATE with its parameters';

export const instanceMultiAlloc = defineOpcode({
  id: 'OP_INSTANCE_MULTI_ALLOC',
  path: 'instance/multi-alloc',
  title: 'Create many instances at once',
  doc:
    'Places all instances with one run of the allocator, or on the nodes they name, and submits a job for each that found a place. ' +
    'Answers the jobs, and the names that found a place (`allocatable`) or did not (`failed`).',
  params: {
    opportunistic_locking: flag('No effect: a choice of nodes never waits for nodes that are not chosen.'),
    iallocator,
    instances: optional(z.array(anyJson), [], `The instances to create: ${creation} each.`, { opcodes: true }),
  },
  result: jobIdList.extend({ allocatable: z.array(nonEmptyString), failed: z.array(nonEmptyString) }),
  permission: 'instance.create',
  rule: (params) => checkCreations(params.instances as unknown[], params.iallocator as string | null),
  cli: [
    {
      command: 'instance batch-create',
      args: ['instances'],
      argTypes: { instances: 'jsonfile' },
      options: [{ flags: '-I, --iallocator <name>', param: 'iallocator', type: 'string' }],
      finish: (params) => ({
        ...params,
        instances: list(params.instances).map((item) => fromBody(item, { nics: [{}], mode: 'create' })),
      }),
      doc: 'Create the instances that a file describes: a JSON list with one object for each, as the REST API takes them.',
    },
  ],
  rest: [
    {
      method: 'POST',
      path: '/2/instances-multi-alloc',
      body: 'params',
      query: { 'dry-run': { param: 'dry_run', type: 'bool' } },
      parse,
      documented: {
        body: {
          instances: optional(
            z.array(z.record(z.string(), anyJson)),
            [],
            'One object for each instance, with the parameters of OP_INSTANCE_CREATE; `name` and `os` are taken for `instance_name` and `os_type`. Has to be given.',
          ),
        },
      },
      resource: 'instances_multi_alloc',
      doc: 'Create many instances at once.',
    },
  ],
});

function parse(request: RestRequest): Record<string, unknown> {
  const body = bodyParams(request, ['dry_run', 'reason']);
  if (body.instances === undefined) {
    throw new OpPrereqError(
      "Request is missing required 'instances' field in body: a list of instances to create",
      'wrong_input',
    );
  }
  return {
    ...body,
    dry_run: queryBool(request, 'dry-run'),
    instances: list(body.instances).map((item) => fromBody(item)),
  };
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new OpPrereqError("'instances' has to be a list with one object for each instance", 'wrong_input');
}

/** One instance as REST bodies and batch files describe it: older names are taken, and the opcode's name is added. */
function fromBody(item: unknown, defaults: Record<string, unknown> = {}): Record<string, unknown> {
  const request: RestRequest = { path: {}, query: {}, body: item };
  const { OP_ID: _, __version__: __, ...params } = bodyParams(request, [], { name: 'instance_name', os: 'os_type' });
  const opcode = { ...defaults, ...params };
  checkParams(instanceCreate, opcode);
  return { OP_ID: instanceCreate.id, ...opcode };
}

function checkCreations(instances: readonly unknown[], allocator: string | null): string | null {
  const names = new Set<string>();
  const placed = new Set<boolean>();
  for (const [index, item] of instances.entries()) {
    if (typeof item !== 'object' || item === null || (item as { OP_ID?: unknown }).OP_ID !== instanceCreate.id) {
      return `item ${index} of 'instances' is not ${creation}`;
    }
    const { OP_ID: _, ...given } = item as Record<string, unknown>;
    let params;
    try {
      params = checkParams(instanceCreate, given);
    } catch (error) {
      return `item ${index} of 'instances': ${error instanceof OpPrereqError ? error.message : String(error)}`;
    }
    const { instance_name: name, iallocator: own, pnode } = params as unknown as Record<string, string | null>;
    if (name === null || name === undefined || names.has(name)) return `'instances' names ${name ?? ''} twice`;
    if (own !== null) return `instance ${name} has an 'iallocator' of its own; one for all goes beside 'instances'`;
    names.add(name);
    placed.add(pnode !== null);
  }
  if (placed.size > 1) return 'either all of the instances name their nodes, or none does';
  if (placed.has(true) && allocator !== null) return "the instances name their nodes already; leave 'iallocator' away";
  return null;
}
