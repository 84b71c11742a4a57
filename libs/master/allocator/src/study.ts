/** Larger questions on a cluster, as plain data both ways, so that a thread of their own can answer them. */
import { balance, jobSets, type BalanceStep } from './balance/balance';
import type { BalanceOptions } from './balance/options';
import { capacity, type Capacity, type CapacityOptions, type Spec } from './capacity/capacity';
import { checkCluster, type ClusterCheck } from './check/check';
import type { JobJson } from './formats/request-types';
import { ClusterModel, type ModelOptions } from './model/cluster-model';
import type { ClusterData } from './model/data';
import { groupPart } from './model/group-part';
import { commandsOf, jobOf, notation } from './moves/opcodes';
import { planReboots, type RebootOptions, type RebootPlan } from './reboot/plan';

/** `group`: name or uuid. Groups are balanced and rebooted each on its own. */
export type Study =
  | { readonly kind: 'check'; readonly simulate: boolean; readonly options?: BalanceOptions & ModelOptions }
  | { readonly kind: 'balance'; readonly group: string; readonly options?: BalanceOptions & ModelOptions }
  | { readonly kind: 'capacity'; readonly start: Spec; readonly tiered: boolean; readonly options: CapacityOptions & ModelOptions }
  | { readonly kind: 'reboots'; readonly group: string; readonly options?: RebootOptions & ModelOptions };

export interface BalancePlan {
  /** Scores. */
  readonly initial: number;
  readonly final: number;
  readonly steps: readonly PlannedMove[];
  /** Indices of steps that can be made together; sets are made one after the other. */
  readonly sets: readonly (readonly number[])[];
}

export interface PlannedMove {
  readonly instance: string;
  /** Node names, primary first. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Of the cluster after it. */
  readonly score: number;
  readonly notation: string;
  readonly commands: readonly string[];
  readonly job: JobJson;
}

interface Results {
  readonly check: ClusterCheck;
  readonly balance: BalancePlan;
  readonly capacity: Capacity;
  readonly reboots: RebootPlan;
}
export type StudyResult<S extends Study = Study> = Results[S['kind']];

/** Throws DataError for a group that is not known. */
export function runStudy<S extends Study>(data: ClusterData, study: S): StudyResult<S>;
export function runStudy(data: ClusterData, study: Study): StudyResult {
  switch (study.kind) {
    case 'check':
      return checkCluster(data, study.simulate, study.options);
    case 'balance':
      return balancePlan(new ClusterModel(groupPart(data, study.group), study.options), study.options ?? {});
    case 'capacity':
      return capacity(new ClusterModel(data, study.options), study.start, study.tiered, study.options);
    case 'reboots':
      return planReboots(new ClusterModel(groupPart(data, study.group), study.options), study.options);
  }
}

function balancePlan(model: ClusterModel, options: BalanceOptions): BalancePlan {
  const names = (nodes: readonly number[]): string[] => nodes.flatMap((node) => model.nodes[node]?.name ?? []);
  const planned: PlannedMove[] = [];
  // As things are before the model follows: whether it is a migration is asked of that.
  const note = (step: BalanceStep): void => {
    const { instance, primary, secondary, score, steps, from } = step;
    planned.push({
      instance: model.instances[instance]?.name ?? '',
      from: names(from),
      to: names([primary, secondary]),
      score,
      notation: notation(model, steps),
      commands: commandsOf(model, instance, steps),
      job: jobOf(model, instance, steps),
    });
  };
  const { initial, final, steps } = balance(model, options, note);
  let at = 0;
  return { initial, final, steps: planned, sets: jobSets(steps).map((set) => set.map(() => at++)) };
}
