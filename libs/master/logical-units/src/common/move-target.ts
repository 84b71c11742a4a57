/** Where an instance can be moved to. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import { isMirrored, templateHas, type Instance, type Node } from '@ganeti/objects';
import type { Placement } from '../placement/placement';
import { allocatorName, checkOneChoice } from './allocator-name';
import { info } from './disk-steps';
import { secondariesOf } from './instance-state';
import { nodeBy, nodeOf } from './lookup';
import { needsOf } from './needs';

export interface AskedTarget {
  readonly target_node: string | null;
  readonly target_node_uuid: string | null;
  readonly iallocator: string | null;
}

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
    const chosen = nodeBy(cx.config, placement.relocate(needsOf(cx.config, instance), instance.primary_node, []));
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
