/** A cluster that changes: what is told of it is kept, and the model follows change by change instead of being made anew. */
import { ClusterModel } from './cluster-model';
import type { ClusterData, InstanceData, NodeData } from './data';

/** Objects by a key of the teller's (their uuid); null: it is gone. */
export interface ClusterChanges {
  /** Without: as before. */
  readonly frame?: Pick<ClusterData, 'tags' | 'ipolicy' | 'groups'>;
  readonly nodes: readonly (readonly [key: string, node: NodeData | null])[];
  readonly instances: readonly (readonly [key: string, instance: InstanceData | null])[];
}

export class LiveModel {
  #frame: Pick<ClusterData, 'tags' | 'ipolicy' | 'groups'> | null = null;
  readonly #nodes = new Map<string, NodeData>();
  readonly #instances = new Map<string, InstanceData>();
  /** null: to be made when it is needed. */
  #model: ClusterModel | null = null;
  /** Keys of the model's instances, in its order, and where each is. */
  #keys: string[] = [];
  readonly #indexOf = new Map<string, number>();
  /** How often the model has been made; for tests and figures. */
  built = 0;

  /** Nodes report what is free with the instances that are there, so whoever moves an instance tells of its nodes too. */
  apply({ frame, nodes, instances }: ClusterChanges): void {
    const reports: NodeData[] = [];
    if (frame !== undefined) {
      this.#frame = frame;
      this.#model = null;
    }
    for (const [key, node] of nodes) {
      const old = this.#nodes.get(key);
      if (node === null) this.#nodes.delete(key);
      else this.#nodes.set(key, node);
      if (node === null || old === undefined || isAnother(old, node)) this.#model = null;
      else reports.push(node);
    }
    for (const [key, instance] of instances) {
      if (instance === null) this.#instances.delete(key);
      else this.#instances.set(key, instance);
    }
    const model = this.#model;
    if (model === null) return;
    try {
      // Names that are given up first: others may take them.
      for (const [key, instance] of instances) if (instance === null) this.#remove(model, key);
      for (const [key, instance] of instances) if (instance !== null) this.#put(model, key, instance);
      for (const node of reports) model.report(model.nodeIds.find(node.name) ?? -1, node);
    } catch {
      // What does not fit together yet may do so after the next change.
      this.#model = null;
    }
  }

  /** As it was told, without instances on nodes that are not known. */
  data(): ClusterData {
    if (this.#frame === null) throw new Error('nothing has been told of the cluster yet');
    return { ...this.#frame, nodes: [...this.#nodes.values()], instances: this.#known().map(([, instance]) => instance) };
  }

  get model(): ClusterModel {
    if (this.#model === null) {
      const known = this.#known();
      this.#model = new ClusterModel(this.data());
      this.#keys = known.map(([key]) => key);
      this.#indexOf.clear();
      this.#keys.forEach((key, index) => this.#indexOf.set(key, index));
      this.built += 1;
    }
    return this.#model;
  }

  /** Whatever the work does to instances of the model is taken back. */
  trying<T>(work: (model: ClusterModel) => T): T {
    const { model } = this;
    const before = [...model.instances];
    const primaries = model.primaryOf.slice(0, before.length);
    const secondaries = model.secondaryOf.slice(0, before.length);
    try {
      return work(model);
    } finally {
      while (model.instances.length > before.length) {
        model.place(model.instances.length - 1, -1, -1);
        model.dropLast();
      }
      before.forEach((instance, index) => {
        if (model.instances[index] !== instance) model.change(index, instance);
        const [primary = -1, secondary = -1] = [primaries[index], secondaries[index]];
        if (model.primaryOf[index] !== primary || model.secondaryOf[index] !== secondary) model.place(index, primary, secondary);
      });
    }
  }

  #known(): [string, InstanceData][] {
    const names = new Set([...this.#nodes.values()].map(({ name }) => name));
    return [...this.#instances].filter(([, { primary, secondary }]) => [primary, secondary].every((node) => node === null || names.has(node)));
  }

  #put(model: ClusterModel, key: string, instance: InstanceData): void {
    let index = this.#indexOf.get(key);
    if (index === undefined) {
      index = model.add(instance);
      this.#keys.push(key);
      this.#indexOf.set(key, index);
    } else model.change(index, instance);
    const [primary, secondary] = [instance.primary, instance.secondary].map((name) => (name === null ? -1 : model.nodeIds.find(name)));
    if (primary === undefined || secondary === undefined) throw new Error(`a node of instance ${instance.name} is not known`);
    if (model.primaryOf[index] !== primary || model.secondaryOf[index] !== secondary) model.place(index, primary, secondary);
  }

  /** The last one takes its index. */
  #remove(model: ClusterModel, key: string): void {
    const index = this.#indexOf.get(key);
    if (index === undefined) return;
    const last = model.instances.length - 1;
    const moved = model.instances[last];
    const [primary = -1, secondary = -1] = [model.primaryOf[last], model.secondaryOf[last]];
    model.place(index, -1, -1);
    model.place(last, -1, -1);
    model.dropLast();
    const lastKey = this.#keys.pop();
    this.#indexOf.delete(key);
    if (index === last || moved === undefined || lastKey === undefined) return;
    model.change(index, moved);
    model.place(index, primary, secondary);
    this.#keys[index] = lastKey;
    this.#indexOf.set(lastKey, index);
  }
}

/** Whether more than its report is new: what the model takes for granted once it is made. */
function isAnother(old: NodeData, node: NodeData): boolean {
  return FIXED.some((key) => old[key] !== node[key]) || old.tags.join() !== node.tags.join();
}

const FIXED = ['name', 'group', 'diskTotal', 'cpus', 'cpusReserved', 'spindles', 'exclusiveStorage'] as const;
