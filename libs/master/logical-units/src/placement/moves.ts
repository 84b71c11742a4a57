/** Plans of how instances leave nodes or groups, as jobs to submit. */
import { OpExecError, OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import type { Placement } from '@ganeti/master-placement';
import type { Json } from '@ganeti/objects';
import { allocatorName } from '../common/allocator-name';
import { info } from '../common/disk-steps';

export type OpcodeInput = { readonly [name: string]: Json };
/** Opcodes of each job. */
export type Jobs = readonly (readonly OpcodeInput[])[];

export type MoveRequest =
  | { readonly type: 'node-evacuate'; readonly instances: readonly string[]; readonly evac_mode: 'primary-only' | 'secondary-only' }
  | { readonly type: 'change-group'; readonly instances: readonly string[]; readonly target_groups: readonly string[] };

export interface MoveOptions {
  /** A place that breaks a rule of good placement is better than none. */
  readonly ignoreSoft?: boolean;
}

/**
 * Asks an allocator (null: the cluster's default). Throws OpPrereqError (insufficient_resources) when it has no answer, OpExecError
 * when there is no such allocator or an instance has nowhere to go: then none is moved.
 */
export async function planMoves(cx: CheckContext, placement: Placement, allocator: string | null, request: MoveRequest, options: MoveOptions = {}): Promise<Jobs> {
  if (request.instances.length === 0) return [];
  const name = allocatorName(cx.config.cluster(), allocator);
  const answer = await placement.ask(request, { allocator: name, signal: cx.signal, ...options });
  if (!answer.success) throw new OpPrereqError(`Allocator ${name} has no plan: ${answer.info}`, 'insufficient_resources');
  const [moved, failed, jobs] = answer.result as [[string, string, string[]][], [string, string][], Jobs];
  if (failed.length > 0) {
    const reasons = failed.map(([instance, why]) => `${instance}: ${why}`);
    throw new OpExecError(`Allocator ${name} found no place for ${failed.length} of ${request.instances.length} instances (${reasons.join('; ')}); none is moved`);
  }
  for (const [instance, group, nodes] of moved) info(cx, `Instance ${instance} goes to ${nodes.join(', ')}${request.type === 'change-group' ? ` in group ${group}` : ''}`);
  return jobs;
}

/** `early_release` for the replacements among them. */
export function withEarlyRelease(jobs: Jobs, early_release: boolean): Jobs {
  return jobs.map((job) => job.map((op) => (op['OP_ID'] === 'OP_INSTANCE_REPLACE_DISKS' ? { ...op, early_release } : op)));
}

/** Stop and start where they would migrate. */
export function withFailover(jobs: Jobs): Jobs {
  return jobs.map((job) =>
    job.map((op) => {
      if (op['OP_ID'] !== 'OP_INSTANCE_MIGRATE') return op;
      const { instance_name = null, target_node, ignore_ipolicy = false } = op;
      return { OP_ID: 'OP_INSTANCE_FAILOVER', instance_name, ignore_ipolicy, ignore_consistency: false, ...(target_node === undefined ? {} : { target_node }) };
    }),
  );
}

/** Each waits for the end of the one before, whatever it is. */
export function inSequence(jobs: Jobs): Jobs {
  return jobs.map((job, index) => (index === 0 ? job : job.map((op, place) => (place === 0 ? { ...op, depends: [[-1, []]] } : op))));
}
