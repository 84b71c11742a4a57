import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, withJobs, type CheckContext, type LogicalUnit } from '@ganeti/master-jobs';
import type { Json } from '@ganeti/objects';
import { checkParams, instanceCreate, instanceMultiAlloc, type ParamsOf } from '@ganeti/opcodes';
import { allocatorName } from '../common/allocator-name';
import { info } from '../common/disk-steps';
import type { Services } from '../services';
import { readCreateRequest, type CreateParams, type CreateRequest } from './create-request';

/** Names with their nodes, primary first; null: the ones they name themselves. */
type Placed = readonly (readonly [name: string, nodes: readonly string[] | null])[];
type Plan = { readonly placed: Placed; readonly failed: readonly string[] };

export function instanceMultiAllocUnit(services: Services): LogicalUnit<typeof instanceMultiAlloc, Plan> {
  return defineLogicalUnit({
    definition: instanceMultiAlloc,
    /** Each job takes its own locks; until then its room is kept. */
    locks: () => ({}),

    async check(params, cx): Promise<Plan> {
      const requests = opcodesOf(params).map(([, creation]) => readCreateRequest(creation, cx.config));
      checkNames(cx, requests);
      if (requests.every(({ nodes }) => nodes !== null)) return { placed: requests.map(({ name }) => [name, null] as const), failed: [] };
      const allocator = allocatorName(cx.config.cluster(), params.iallocator);
      const [placed, failed] = await services.placement.placeMany(requests, { allocator, keep: params.dry_run !== true, signal: cx.signal });
      for (const [name, nodes] of placed) info(cx, `Allocator ${allocator} chose for instance ${name}: ${nodes.join(', ')}`);
      for (const name of failed) info(cx, `Allocator ${allocator} found no place for instance ${name}`);
      return { placed, failed };
    },

    dryRunResult: (_params, plan) => ({ ...outcome(plan), jobs: [] }),

    async run(params, plan) {
      const asked = new Map(opcodesOf(params).map(([opcode, creation]) => [creation.instance_name, opcode]));
      const jobs = plan.placed.map(([name, nodes]) => [nodes === null ? (asked.get(name) ?? null) : onNodes(asked.get(name), nodes)]);
      return withJobs(jobs, outcome(plan));
    },
  });
}

/** Each as it was given, and its parameters with defaults. The definition has checked them. */
function opcodesOf({ instances }: ParamsOf<typeof instanceMultiAlloc>): (readonly [opcode: Readonly<Record<string, Json>>, creation: CreateParams])[] {
  return instances.map((item) => {
    const opcode = item as Readonly<Record<string, Json>>;
    const { OP_ID: _, ...given } = opcode;
    const creation = checkParams(instanceCreate, given) as CreateParams;
    return [{ ...opcode, instance_name: creation.instance_name }, creation] as const;
  });
}

function checkNames(cx: CheckContext, requests: readonly CreateRequest[]): void {
  for (const { name, commit } of requests) {
    if (!commit && cx.config.instance(name)?.name === name) {
      throw new OpPrereqError(`Instance ${name} exists already: none of the instances is created`, 'already_exists');
    }
  }
}

function onNodes(opcode: Readonly<Record<string, Json>> = {}, [pnode = null, snode = null]: readonly (string | null)[]): Json {
  return { ...opcode, pnode, ...(snode === null ? {} : { snode }) };
}

const outcome = ({ placed, failed }: Plan): { allocatable: string[]; failed: string[] } => ({ allocatable: placed.map(([name]) => name), failed: [...failed] });
