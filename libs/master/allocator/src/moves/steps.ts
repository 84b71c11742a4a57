/** How an instance gets from its nodes to others, and whether each step on the way is possible. */
import { primaryRefusal, secondaryRefusal, type Refusal, type Rules } from '../model/constraints';
import type { ClusterModel } from '../model/cluster-model';
import { Mirror } from '../model/templates';

/**
 * failover: to its secondary, which becomes the primary (a migration, when it runs and its primary does). move: to a node that
 * sees its disks. replace: a new secondary.
 */
export type Step =
  | { readonly kind: 'failover' }
  | { readonly kind: 'move'; readonly to: number }
  | { readonly kind: 'replace'; readonly to: number };

const FAILOVER: Step = { kind: 'failover' };

/** The shortest way; null: there is none. */
export function stepsTo(model: ClusterModel, instance: number, primary: number, secondary: number): Step[] | null {
  const p = model.primaryOf[instance] ?? -1;
  const s = model.secondaryOf[instance] ?? -1;
  const replace = (to: number): Step => ({ kind: 'replace', to });
  if (p === primary && s === secondary) return [];
  if (model.mirrorOf(instance) === Mirror.external) return [{ kind: 'move', to: primary }];
  if (model.mirrorOf(instance) === Mirror.none || s < 0) return null;
  if (primary === p) return [replace(secondary)];
  if (primary === s) return secondary === p ? [FAILOVER] : [FAILOVER, replace(secondary)];
  if (secondary === p) return [replace(primary), FAILOVER];
  if (secondary === s) return [FAILOVER, replace(primary), FAILOVER];
  // A primary that is down cannot copy its disks to a new secondary.
  return model.online[p] === 1 ? [replace(primary), FAILOVER, replace(secondary)] : [FAILOVER, replace(primary), FAILOVER, replace(secondary)];
}

/**
 * Why one of the steps is not possible; null: all are. On the way, N+1 of the node it leaves may be short for a moment; where it
 * ends, and where it runs in between, all rules hold. The model is as before afterwards.
 */
export function stepsRefusal(model: ClusterModel, instance: number, steps: readonly Step[], rules: Rules = {}): Refusal | null {
  const p = model.primaryOf[instance] ?? -1;
  const s = model.secondaryOf[instance] ?? -1;
  const { revision } = model;
  let refusal: Refusal | null = null;
  for (const [index, step] of steps.entries()) {
    refusal = take(model, instance, step, index === steps.length - 1, rules);
    if (refusal !== null) break;
  }
  if (model.primaryOf[instance] !== p || model.secondaryOf[instance] !== s) model.place(instance, p, s);
  model.revision = revision;
  return refusal;
}

function take(model: ClusterModel, instance: number, step: Step, last: boolean, rules: Rules): Refusal | null {
  const p = model.primaryOf[instance] ?? -1;
  const s = model.secondaryOf[instance] ?? -1;
  const down = model.online[p] !== 1;
  if (step.kind === 'replace') {
    if (down) return 'FailOffline';
    const refusal = secondaryRefusal(model, instance, step.to, p, rules);
    if (refusal === null) model.place(instance, p, step.to);
    return refusal;
  }
  const to = step.kind === 'move' ? step.to : s;
  if (!down && !model.migrationAllowed(p, to)) return 'FailMig';
  const refusal =
    primaryRefusal(model, instance, to, down ? { ...rules, force: true } : rules) ??
    (last && step.kind === 'failover' && !down ? secondaryRefusal(model, instance, p, to, rules) : null);
  if (refusal === null) model.place(instance, to, step.kind === 'move' ? -1 : p);
  return refusal;
}
