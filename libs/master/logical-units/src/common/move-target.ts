/** Where an instance can be moved to. */
import { OpPrereqError } from '@ganeti/errors';
import { LocksOutdated, type CheckContext } from '@ganeti/master-jobs';
import type { Placement } from '@ganeti/master-placement';
import { isMirrored, templateHas, type Instance, type Node } from '@ganeti/objects';
import { allocatorName, checkOneChoice } from './allocator-name';
import { info } from './disk-steps';
import { secondariesOf } from './instance-state';
import { nodeBy, nodeOf, type InstanceParams } from './lookup';
import { needsOf } from './needs';

export interface AskedTarget {
  readonly target_node: string | null;
  readonly target_node_uuid: string | null;
  readonly iallocator: string | null;
}

/**
 * Nodes to be locked as targets: the one that is named, or the one that the allocator chooses now. Nothing for an instance that has no choice;
 * `moveTarget` says why.
 */
export async function lockTargets(cx: CheckContext, placement: Placement, params: InstanceParams & AskedTarget): Promise<readonly string[]> {
  const instance = cx.config.instance(params.instance_name);
  const given = namedTarget(cx, params);
  if (instance === undefined || given.length > 0 || !hasChoice(instance) || (params.target_node_uuid ?? params.target_node) !== null) return given;
  const allocator = allocatorName(cx.config.cluster(), params.iallocator);
  return [await relocated(cx, placement, instance, allocator, instance.primary_node)];
}

/** The node that the allocator chose for this opcode, or chooses now: away from `from` (uuid). */
export async function relocated(cx: CheckContext, placement: Placement, instance: Instance, allocator: string, from: string): Promise<string> {
  const claimant = { jobId: cx.jobId, opIndex: cx.opIndex };
  const [chosen] = placement.claimed(claimant) ?? [];
  return chosen ?? placement.relocate(claimant, needsOf(cx.config, instance), { allocator, from: [from], signal: cx.signal });
}

/** What was chosen when the locks were asked for, if it is still good. Throws LocksOutdated. */
export function chosenNode(cx: CheckContext, placement: Placement, instance: Instance): Node {
  const claimant = { jobId: cx.jobId, opIndex: cx.opIndex };
  const [chosen = ''] = placement.claimed(claimant) ?? [];
  const problem = placement.problem(claimant);
  if (problem !== null) {
    info(cx, `The node chosen for instance ${instance.name} takes it no more (${problem}): choosing another`);
    throw new LocksOutdated(new OpPrereqError(`No node for instance ${instance.name} stays free until it is locked: ${problem}`, 'temp_insufficient_resources'));
  }
  return nodeBy(cx.config, chosen);
}

const hasChoice = ({ disk_template: template }: Instance): boolean => isMirrored(template) && !templateHas(template, 'netMirrored');

/** `what`: "migrated", "failed over". Throws OpPrereqError. */
export function moveTarget(cx: CheckContext, placement: Placement, instance: Instance, asked: AskedTarget, what: string): Node {
  const { name, disk_template: template } = instance;
  if (!isMirrored(template)) {
    throw new OpPrereqError(`Instance ${name} cannot be ${what}: disks of template '${template}' are on one node only`, 'wrong_state');
  }
  const given = asked.target_node_uuid ?? asked.target_node;
  if (templateHas(template, 'netMirrored')) {
    if (given !== null || asked.iallocator !== null) {
      throw new OpPrereqError(
        `Instance ${name} can only be ${what} to its secondary node; name no target and no allocator, or change the secondary with replace-disks first`,
        'wrong_input',
      );
    }
    const secondary = secondariesOf(cx.config, instance)[0];
    if (secondary === undefined) throw new OpPrereqError(`Instance ${name} has no secondary node`, 'wrong_state');
    return nodeBy(cx.config, secondary);
  }
  checkOneChoice(asked.iallocator, given, 'target node');
  if (given === null) {
    const allocator = allocatorName(cx.config.cluster(), asked.iallocator);
    const chosen = chosenNode(cx, placement, instance);
    info(cx, `Allocator ${allocator} chose for instance ${name}: ${chosen.name}`);
    return chosen;
  }
  const node = nodeOf(cx.config, asked.target_node ?? given, asked.target_node_uuid);
  if (node.uuid === instance.primary_node) {
    throw new OpPrereqError(`Instance ${name} cannot be ${what} to ${node.name}: it is there already`, 'wrong_state');
  }
  return node;
}

/** Nodes named as targets, to be locked. */
export function namedTarget(cx: CheckContext, asked: AskedTarget): string[] {
  const given = asked.target_node_uuid ?? asked.target_node;
  const node = given === null ? undefined : cx.config.node(given);
  return node === undefined ? [] : [node.uuid];
}
