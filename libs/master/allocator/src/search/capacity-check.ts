/**
 * Whether the instances of a node could go on elsewhere if it failed: mirrored ones on their secondaries, those on shared
 * storage on any node of the group that has memory left. (Local disks are lost with their node.)
 */
import type { ClusterModel } from '../model/cluster-model';
import type { Refusal } from '../model/constraints';
import { R } from '../model/resources';
import { Mirror, restartsElsewhere } from '../model/templates';

/** Nodes whose instances on mirrored or shared storage could not all be restarted. */
export function withoutRefuge(model: ClusterModel): number[] {
  return model.nodes.flatMap((_, node) => (model.online[node] === 1 && !hasRefuge(model, node) ? [node] : []));
}

/**
 * Refuses places that would break this for an instance on shared storage; null for templates it does not concern, and in
 * clusters where it is broken already.
 */
export function keepsCapacity(model: ClusterModel, instance: number): ((primary: number, secondary: number) => Refusal | null) | undefined {
  const template = model.instances[instance]?.template;
  if (template === undefined || !restartsElsewhere(template) || withoutRefuge(model).length > 0) return undefined;
  return (primary, secondary) => {
    model.place(instance, primary, secondary);
    const group = model.groupOf[primary];
    const lost = model.nodes.some((_, node) => model.groupOf[node] === group && model.online[node] === 1 && !hasRefuge(model, node));
    model.place(instance, -1, -1);
    return lost ? 'FailN1' : null;
  };
}

/** Largest first onto the node with most memory left: simple, and it errs on the safe side. */
function hasRefuge(model: ClusterModel, failed: number): boolean {
  const shared: number[] = [];
  const takenOver = new Map<number, number>();
  for (const instance of model.primariesOf[failed] ?? []) {
    const data = model.instances[instance];
    const memory = -(model.asPrimary[instance * R.count + R.memFree] ?? 0);
    if (data === undefined || memory <= 0) continue;
    if (model.mirrorOf(instance) === Mirror.internal) {
      const secondary = model.secondaryOf[instance] ?? -1;
      takenOver.set(secondary, (takenOver.get(secondary) ?? 0) + memory);
    } else if (restartsElsewhere(data.template)) shared.push(memory);
  }
  if (shared.length === 0) return true;
  const free: number[] = [];
  for (let node = 0; node < model.nodeCount; node++) {
    if (node === failed || model.online[node] !== 1 || model.groupOf[node] !== model.groupOf[failed]) continue;
    free.push(model.memFree(node) - (takenOver.get(node) ?? 0));
  }
  for (const memory of shared.sort((a, b) => b - a)) {
    let most = 0;
    for (let i = 1; i < free.length; i++) if ((free[i] ?? 0) > (free[most] ?? 0)) most = i;
    if (!((free[most] ?? 0) - memory > 0)) return false;
    free[most] = (free[most] ?? 0) - memory;
  }
  return true;
}
