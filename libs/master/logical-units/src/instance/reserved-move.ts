/** The place of a forthcoming instance moves on paper: nothing of it is on its nodes. */
import type { CheckContext, RunContext } from '@ganeti/master-jobs';
import type { Instance, Node } from '@ganeti/objects';
import { setPrimary } from '../common/instance-state';
import { nodeName } from '../common/lookup';
import { checkCanReceive } from '../common/node-checks';
import { checkPolicy, specOf } from '../common/params';

export type ReservedMove = { readonly instance: string; readonly name: string; readonly source: string; readonly target: string };

/** Throws OpPrereqError when the target cannot take it. */
export function planReservedMove(cx: CheckContext, instance: Instance, target: Node, ignorePolicy: boolean): ReservedMove {
  checkCanReceive(target);
  const spec = specOf(cx.config, instance, cx.config.disksOf(instance).map((disk) => disk.size));
  checkPolicy(cx, instance.name, target.uuid, spec, ignorePolicy, spec);
  return { instance: instance.uuid, name: instance.name, source: instance.primary_node, target: target.uuid };
}

export async function runReservedMove(cx: RunContext, { instance, name, target }: ReservedMove): Promise<void> {
  cx.log(`* the place of forthcoming instance ${name} is on ${nodeName(cx.config, target)} now; nothing is moved`);
  await cx.update('primary', (tx) => setPrimary(tx, instance, target));
}
