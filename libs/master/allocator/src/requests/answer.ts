/** Answers a request of the allocator protocol, as the program `hail` does. */
import { requestedInstance, type ParsedInput } from '../formats/request';
import type { AllocateJson, AllocatorAnswer, RequestJson } from '../formats/request-types';
import { ClusterModel, type ModelOptions } from '../model/cluster-model';
import { DataError, type InstanceData } from '../model/data';
import { Mirror } from '../model/templates';
import { ScoreSums } from '../score/sums';
import { allocate, type AllocateOptions, type Allocation } from '../search/allocate';
import { findSingle } from '../search/find';
import { stepsRefusal } from '../moves/steps';
import { changeGroup, evacuateNodes, nodesOf, replaceSecondary, type Evacuation } from './evacuate';

export interface AnswerOptions extends ModelOptions, Pick<AllocateOptions, 'ignoreSoft' | 'ignorePolicy' | 'noCapacityChecks'> {
  /** Names of nodes; overrides what the request says. */
  readonly restrictTo?: readonly string[] | null;
}

export interface Answered extends AllocatorAnswer {
  /** The cluster as it would be. */
  readonly model: ClusterModel;
}

/** Metadata of one mirrored disk, MiB. */
const DRBD_META = 128;

/** Throws DataError when the request or the cluster make no sense; a request that cannot be fulfilled is answered without success. */
export function answerRequest({ data, request }: ParsedInput, options: AnswerOptions = {}): Answered {
  const model = new ClusterModel(data, options);
  const answer = answerOn(model, request, options);
  return { ...answer, model };
}

/** The same on a model that is there already. It follows the answer; see LiveModel.trying. */
export function answerOn(model: ClusterModel, request: RequestJson, options: AnswerOptions): AllocatorAnswer {
  switch (request.type) {
    case 'allocate': {
      const [outcome] = allocateAll(model, [request], options);
      if (outcome?.place == null) return { success: false, info: `Instance ${request.name} fits nowhere: ${tell(outcome)}`, result: [] };
      return { success: true, info: tell(outcome), result: outcome.names };
    }
    case 'multi-allocate': {
      const outcomes = allocateAll(model, request.instances, options);
      const done = outcomes.filter(({ place }) => place !== null);
      const failed = outcomes.filter(({ place }) => place === null);
      return {
        success: true,
        info: `${done.length} instances are placed, ${failed.length} fit nowhere${failed[0] === undefined ? '' : `: ${failed[0].name}: ${tell(failed[0])}`}`,
        result: [done.map(({ name, names }) => [name, names]), failed.map(({ name }) => name)],
      };
    }
    case 'relocate':
      return relocate(model, request.name, request.relocate_from, options);
    case 'allocate-secondary':
      return secondaryFor(model, request.name, options);
    case 'node-evacuate':
      return evacuated(evacuateNodes(new ScoreSums(model), request.instances.map((name) => instanceNamed(model, name)), request.evac_mode, options));
    case 'change-group':
      for (const group of request.target_groups) {
        if (!model.groups.some(({ uuid, name }) => uuid === group || name === group)) throw new DataError(`group ${group} is not known`);
      }
      return evacuated(changeGroup(new ScoreSums(model), request.instances.map((name) => instanceNamed(model, name)), request.target_groups, options));
  }
}

interface Outcome extends Allocation {
  readonly name: string;
  readonly names: readonly string[];
}

/** One after the other, each with those before it in place. */
function allocateAll(model: ClusterModel, requests: readonly AllocateJson[], options: AnswerOptions): Outcome[] {
  const indices = requests.map((request) => addOrLift(model, requestedInstance(request)));
  const sums = new ScoreSums(model);
  return requests.map((request, i) => {
    const index = indices[i] ?? -1;
    const nodes = options.restrictTo ?? request.node_whitelist ?? null;
    const outcome = allocate(sums, index, { ...options, only: request.group_name ? [request.group_name] : null, nodes });
    const { place } = outcome;
    if (place !== null) model.place(index, place.primary, place.secondary);
    const names = place === null ? [] : [place.primary, place.secondary].flatMap((node) => model.nodes[node]?.name ?? []);
    return { ...outcome, name: request.name, names };
  });
}

/** An instance that is there already gets a place as if it were new: its disks are to be made anew. */
function addOrLift(model: ClusterModel, instance: InstanceData): number {
  const index = model.instanceIds.find(instance.name);
  if (index === undefined) return model.add(instance);
  model.place(index, -1, -1);
  model.change(index, instance);
  return index;
}

function tell(outcome: Allocation | undefined): string {
  if (outcome === undefined) return '';
  return outcome.told.length === 0 ? 'the cluster has no groups that take it' : outcome.told.join('; ');
}

function relocate(model: ClusterModel, name: string, from: readonly string[], options: AnswerOptions): AllocatorAnswer {
  const instance = instanceNamed(model, name);
  const sums = new ScoreSums(model);
  const primary = model.primaryOf[instance] ?? -1;
  const away = new Set(from);
  const nodes = nodesOf(model, model.groupOf[primary] ?? -1).filter((node) => !away.has(model.nodes[node]?.name ?? ''));
  if (model.mirrorOf(instance) === Mirror.none) throw new DataError(`instance ${name} has its disks on one node only and cannot be relocated`);
  if (model.mirrorOf(instance) === Mirror.internal) {
    const { best, refused } = replaceSecondary(sums, instance, nodes, options);
    if (best !== null) model.place(instance, best.primary, best.secondary);
    return nodeAnswer(model, best?.secondary, name, refused);
  }
  const { best, refused } = findSingle(sums, instance, nodes.filter((node) => node !== primary), {
    ...options,
    accept: (to) => stepsRefusal(model, instance, [{ kind: 'move', to }], options),
  });
  if (best !== null) model.place(instance, best.primary, -1);
  return nodeAnswer(model, best?.primary, name, refused);
}

function nodeAnswer(model: ClusterModel, node: number | undefined, instance: string, refused: ReadonlyMap<string, number>): AllocatorAnswer {
  if (node === undefined) {
    const reasons = [...refused].map(([reason, count]) => `${reason}: ${count}`).join(', ');
    return { success: false, info: `No node of its group can take instance ${instance}${reasons === '' ? '' : ` (${reasons})`}`, result: [] };
  }
  return { success: true, info: 'done', result: [model.nodes[node]?.name] };
}

function secondaryFor(model: ClusterModel, name: string, options: AnswerOptions): AllocatorAnswer {
  const instance = instanceNamed(model, name);
  becomeMirrored(model, instance);
  const { best, refused } = replaceSecondary(new ScoreSums(model), instance, nodesOf(model, model.groupOf[model.primaryOf[instance] ?? -1] ?? -1), options);
  if (best !== null) model.place(instance, best.primary, best.secondary);
  const answer = nodeAnswer(model, best?.secondary, name, refused);
  return answer.success ? { ...answer, result: (answer.result as readonly string[])[0] } : answer;
}

/** The instance as a mirrored one that has no secondary yet. */
function becomeMirrored(model: ClusterModel, index: number): void {
  const instance = model.instances[index];
  if (instance === undefined) return;
  if (instance.template === 'drbd') throw new DataError(`instance ${instance.name} is mirrored already`);
  model.place(index, model.primaryOf[index] ?? -1, -1);
  model.change(index, { ...instance, template: 'drbd', secondary: null, disk: instance.disk + DRBD_META * (instance.diskSizes?.length ?? 1) });
}

function evacuated({ moved, failed, jobs }: Evacuation): AllocatorAnswer {
  return { success: true, info: `${moved.length} instances are moved, ${failed.length} cannot be`, result: [moved, failed, jobs] };
}

export function instanceNamed(model: ClusterModel, name: string): number {
  const index = model.instanceIds.find(name);
  if (index === undefined) throw new DataError(`instance ${name} is not known`);
  return index;
}
