/**
 * The cluster in memory, laid out for speed: everything is a number in a typed array, and moving an instance updates a few rows.
 * Nodes, groups and instances are known by their index. Whoever places uses `score/` and `model/constraints.ts` on it.
 */
import { AffinitySets, breachesBy, moveInSet } from './affinity';
import { DataError, isRunning, type ClusterData, type InstanceData, type NodeData } from './data';
import { Locations } from './locations';
import { migrationAllowed } from './migration-tags';
import { Names } from './names';
import { Peers } from './peers';
import { R, writeInstanceRows, writeNodeScale } from './resources';
import { StorageUnits } from './storage-units';
import { selected, tagRules, type TagRules } from './tags';
import { mirrorOf, type Mirror } from './templates';

export interface ModelOptions {
  /** Names of nodes to take as offline. */
  readonly offline?: readonly string[];
  readonly exclusionTags?: readonly string[];
  /** Part of a node's disk that stays free, 0..1. */
  readonly minDisk?: number;
  /** Most virtual CPUs per CPU; without: what each group's policy says. */
  readonly maxCpu?: number;
  /** Load of instances counts as nothing. */
  readonly ignoreLoad?: boolean;
}

const MISSING_MEMORY = 512;
const MISSING_DISK = 1024;
const columns: number = R.count;
const NONE: readonly number[] = [];

export class ClusterModel {
  readonly rules: TagRules;
  readonly groups: ClusterData['groups'];
  readonly nodes: NodeData[];
  readonly instances: InstanceData[] = [];
  readonly nodeIds = new Names();
  readonly groupIds = new Names();
  readonly instanceIds = new Names();

  /** Per node. */
  readonly online: Uint8Array;
  readonly groupOf: Int32Array;
  readonly rows: Float64Array;
  readonly scale: Float64Array;
  readonly reserved: Float64Array;
  readonly primaries: Int32Array;
  readonly secondaries: Int32Array;
  readonly peers: readonly Peers[];
  readonly cpuLimit: Float64Array;
  readonly spindleLimit: Float64Array;
  readonly diskFloor: Float64Array;
  readonly spindlesFree: Float64Array;
  /** Memory that is in use, but not by the node itself or an instance that is known. */
  readonly unaccounted: Float64Array;
  /** Indices of instances, by their primary node. */
  readonly primariesOf: readonly Set<number>[];

  /** Per instance; grow with `add`. */
  asPrimary = new Float64Array(0);
  asSecondary = new Float64Array(0);
  primaryOf = new Int32Array(0);
  secondaryOf = new Int32Array(0);
  /** Memory its secondary node keeps free for it. */
  standby = new Float64Array(0);
  mirror = new Uint8Array(0);
  /** Affinity sets, exclusion sets among them, and wishes for locations. */
  readonly sets: (readonly number[])[] = [];
  readonly exclusions: (readonly number[])[] = [];
  readonly wishes: (readonly number[])[] = [];

  readonly affinity: AffinitySets;
  readonly locations: Locations;
  readonly storage: StorageUnits;
  readonly migrationAllowed: (from: number, to: number) => boolean;
  readonly #locationIds = new Names();
  readonly #useLoad: boolean;

  /** Instances that are offline somewhere, N+1 failures and broken wishes: integers, kept up to date by `place`. */
  readonly counts = { failingN1: 0, offlineAll: 0, offlinePrimary: 0, exclusion: 0, location: 0, locationExclusion: 0, affinity: 0 };
  /** How many instances are stopped, forthcoming, or come with a load of their own: what tells some metrics apart. */
  readonly traits = { stopped: 0, forthcoming: 0, loaded: 0 };
  /** Things in the data that do not add up, for people. */
  readonly warnings: string[] = [];
  /** Grows with every placement, so that derived sums know when they are out of date. */
  revision = 0;

  constructor(data: ClusterData, options: ModelOptions = {}) {
    this.rules = tagRules(data.tags, options.exclusionTags);
    this.groups = data.groups;
    this.nodes = [...data.nodes];
    this.#useLoad = options.ignoreLoad !== true;
    for (const group of data.groups) this.groupIds.add(group.uuid);
    for (const node of data.nodes) this.nodeIds.add(node.name);
    if (this.nodeIds.size !== data.nodes.length) throw new DataError('two nodes have the same name');

    const n = data.nodes.length;
    const numbers = (value: (node: ClusterData['nodes'][number], index: number) => number): Float64Array => Float64Array.from(data.nodes, value);
    this.groupOf = Int32Array.from(data.nodes, ({ name, group }) => this.#known(this.groupIds, group, `group of node ${name}`));
    const policy = (index: number) => this.groups[this.groupOf[index] ?? 0]?.ipolicy;
    const away = new Set(options.offline ?? []);
    for (const name of away) this.#known(this.nodeIds, name, 'node');
    this.online = Uint8Array.from(data.nodes, ({ name, offline }) => Number(!offline && !away.has(name)));
    this.cpuLimit = numbers(({ cpus }, i) => cpus * (options.maxCpu ?? policy(i)?.['vcpu-ratio'] ?? 1));
    this.spindleLimit = numbers(({ spindles, exclusiveStorage }, i) => (exclusiveStorage ? spindles : spindles * (policy(i)?.['spindle-ratio'] ?? 1)));
    this.diskFloor = numbers(({ diskTotal }) => diskTotal * (options.minDisk ?? 0));
    this.spindlesFree = numbers(({ spindlesFree }) => spindlesFree);
    this.unaccounted = new Float64Array(n);
    this.reserved = new Float64Array(n);
    this.primaries = new Int32Array(n);
    this.secondaries = new Int32Array(n);
    this.peers = data.nodes.map(() => new Peers());
    this.primariesOf = data.nodes.map(() => new Set<number>());
    this.rows = new Float64Array(n * R.count);
    this.scale = new Float64Array(n * R.count);
    data.nodes.forEach((node, i) => writeNodeScale(node, this.spindleLimit[i] ?? 0, this.scale, i * R.count));

    this.affinity = new AffinitySets(this.rules);
    this.locations = new Locations(data.nodes.map(({ tags }) => selected(tags, this.rules.location).map((tag) => this.#locationIds.add(tag))));
    this.migrationAllowed = migrationAllowed(data.nodes, this.rules);
    this.storage = new StorageUnits(data.nodes);
    this.#load(data);
  }

  /** Nodes and instances as they are now, to be written or read again. */
  snapshot(): Pick<ClusterData, 'nodes' | 'instances'> {
    const nameOf = (node: number | undefined): string | null => this.nodes[node ?? -1]?.name ?? null;
    return {
      nodes: this.nodes.map((node, i) => ({
        ...node,
        // Negative unaccounted memory is not believed, so what is written says what is so.
        memFree: this.memFree(i) - Math.min(0, this.unaccounted[i] ?? 0),
        diskFree: this.row(i, R.diskFree),
        spindlesFree: this.spindlesFree[i] ?? 0,
        offline: this.online[i] !== 1,
      })),
      instances: this.instances.map((instance, i) => ({ ...instance, primary: nameOf(this.primaryOf[i]), secondary: nameOf(this.secondaryOf[i]) })),
    };
  }

  get nodeCount(): number {
    return this.nodes.length;
  }

  /** Adds an instance that is not placed yet. Answers its index. */
  add(instance: InstanceData): number {
    const index = this.instances.length;
    if (this.instanceIds.find(instance.name) !== undefined) throw new DataError(`instance ${instance.name} is already there`);
    this.#grow(index + 1);
    this.instanceIds.add(instance.name);
    this.instances.push(instance);
    this.primaryOf[index] = -1;
    this.secondaryOf[index] = -1;
    this.#describe(index, instance);
    this.revision += 1;
    return index;
  }

  /** The instance is another one, or has changed: it stays on its nodes. Its name may be new. */
  change(index: number, instance: InstanceData): void {
    const old = this.instances[index];
    if (old === undefined) throw new RangeError(`no instance ${index}`);
    const primary = this.primaryOf[index] ?? -1;
    const secondary = this.secondaryOf[index] ?? -1;
    this.place(index, -1, -1);
    this.#countTraits(old, -1);
    if (old.name !== instance.name) this.instanceIds.rename(index, instance.name);
    this.instances[index] = instance;
    this.#describe(index, instance);
    this.place(index, primary, secondary);
  }

  /** What the node reports is new. Group and size of the cluster stay; for these a new model is made. */
  report(index: number, node: NodeData): void {
    this.#count(index, -1);
    this.nodes[index] = node;
    this.online[index] = Number(!node.offline);
    writeNodeScale(node, this.spindleLimit[index] ?? 0, this.scale, index * R.count);
    this.#settle(index);
    this.#count(index, 1);
    this.revision += 1;
  }

  /** Takes away the instance that was added last; it must not be placed. */
  dropLast(): void {
    const last = this.instances.at(-1);
    if (last !== undefined) this.#countTraits(last, -1);
    for (const list of [this.instances, this.sets, this.exclusions, this.wishes]) list.pop();
    this.instanceIds.dropLast();
  }

  /** Puts the instance on these nodes; -1: on none. All sums follow. */
  place(instance: number, primary: number, secondary: number): void {
    const p = this.primaryOf[instance] ?? -1;
    const s = this.secondaryOf[instance] ?? -1;
    this.#countAll(p, s, primary, secondary, -1);
    if (p >= 0) this.#addRow(p, this.asPrimary, instance, -1);
    if (s >= 0) this.#addRow(s, this.asSecondary, instance, -1);
    if (primary >= 0) this.#addRow(primary, this.asPrimary, instance, 1);
    if (secondary >= 0) this.#addRow(secondary, this.asSecondary, instance, 1);
    this.#movePeers(instance, p, s, primary, secondary);
    this.#moveTags(instance, p, s, primary, secondary);
    const { space, spindles = 0 } = this.instances[instance] ?? {};
    if (space !== undefined) this.storage.move(space, [p, s], [primary, secondary]);
    if (spindles !== null && spindles > 0) this.#moveSpindles(spindles, p, s, primary, secondary);
    this.primaryOf[instance] = primary;
    this.secondaryOf[instance] = secondary;
    this.#countAll(p, s, primary, secondary, 1);
    this.revision += 1;
  }

  memFree(node: number): number {
    return this.rows[node * R.count + R.memFree] ?? 0;
  }

  row(node: number, resource: R): number {
    return this.rows[node * R.count + resource] ?? 0;
  }

  /** What the node would have to give to instances whose primary fails is more than it has. */
  failsN1(node: number): boolean {
    return (this.reserved[node] ?? 0) > this.memFree(node);
  }

  mirrorOf(instance: number): Mirror {
    return this.mirror[instance] ?? 0;
  }

  #known(names: Names, name: string, what: string): number {
    const id = names.find(name);
    if (id === undefined) throw new DataError(`${what}: ${name} is not known`);
    return id;
  }

  /**
   * Nodes report what is free with the instances that are there, so these are taken in without changing it. Memory that nobody
   * accounts for stays away; a node that reports more free memory than there can be is not believed.
   */
  #load(data: ClusterData): void {
    const names = this.nodeIds;
    this.#grow(data.instances.length + 16);
    for (const instance of data.instances) {
      const index = this.add(instance);
      if (instance.primary === null) continue;
      const primary = this.#known(names, instance.primary, `primary node of instance ${instance.name}`);
      const secondary = instance.secondary === null ? -1 : this.#known(names, instance.secondary, `secondary node of instance ${instance.name}`);
      if (primary === secondary) throw new DataError(`instance ${instance.name} has ${instance.primary} as both primary and secondary node`);
      this.#enter(index, primary, secondary);
    }
    data.nodes.forEach((node, i) => {
      this.reserved[i] = this.peers[i]?.first ?? 0;
      const missingDisk = node.diskTotal - node.diskFree + this.row(i, R.diskFree);
      this.rows[i * R.count + R.cpu] = this.row(i, R.cpu) + node.cpusReserved;
      this.rows[i * R.count + R.cpuF] = this.row(i, R.cpuF) + node.cpusReserved;
      this.#settle(i);
      this.#count(i, 1);
      const missing = this.unaccounted[i] ?? 0;
      if (this.online[i] === 1 && (missing > MISSING_MEMORY || missingDisk > MISSING_DISK)) {
        this.warnings.push(`node ${node.name} has ${missing} MiB of memory and ${Math.floor(missingDisk / 1024)} GiB of disk in use that no instance accounts for`);
      }
    });
    this.revision += 1;
  }

  /** As `place` for an instance that is nowhere, while nodes are not counted and what they reserve is not known yet: ten thousand at once. */
  #enter(instance: number, primary: number, secondary: number): void {
    this.#addRow(primary, this.asPrimary, instance, 1);
    this.primariesOf[primary]?.add(instance);
    this.primaries[primary] = (this.primaries[primary] ?? 0) + 1;
    if (secondary >= 0) {
      this.#addRow(secondary, this.asSecondary, instance, 1);
      this.secondaries[secondary] = (this.secondaries[secondary] ?? 0) + 1;
      const memory = this.standby[instance] ?? 0;
      if (memory > 0) this.peers[secondary]?.add(primary, memory);
    }
    this.#moveTags(instance, -1, -1, primary, secondary);
    this.primaryOf[instance] = primary;
    this.secondaryOf[instance] = secondary;
  }

  /** Free memory and space of a node, from what it reports and the instances that are there. */
  #settle(index: number): void {
    const node = this.nodes[index];
    if (node === undefined) return;
    const at = index * R.count;
    let used = 0;
    let usedF = 0;
    for (const instance of this.primariesOf[index] ?? []) {
      used -= this.asPrimary[instance * R.count + R.memFree] ?? 0;
      usedF -= this.asPrimary[instance * R.count + R.memFreeF] ?? 0;
    }
    const missing = node.memTotal - node.memNode - node.memFree - used;
    const notHere = this.row(index, R.diskFree) - this.row(index, R.diskFreeF);
    this.unaccounted[index] = missing;
    this.rows[at + R.memFree] = node.memTotal - node.memNode - used - Math.max(0, missing);
    this.rows[at + R.memFreeF] = this.row(index, R.memFree) - (usedF - used);
    this.rows[at + R.diskFree] = node.diskFree;
    this.rows[at + R.diskFreeF] = node.diskFree - notHere;
    this.spindlesFree[index] = node.spindlesFree;
    this.storage.report(index, node);
  }

  #describe(index: number, instance: InstanceData): void {
    const at = index * R.count;
    this.asPrimary.fill(0, at, at + columns);
    this.asSecondary.fill(0, at, at + columns);
    writeInstanceRows(instance, this.asPrimary, this.asSecondary, at, this.#useLoad);
    this.standby[index] = instance.autoBalance && !instance.forthcoming ? instance.memory : 0;
    this.mirror[index] = mirrorOf(instance.template);
    const sets = instance.tags.length === 0 ? NONE : this.affinity.setsOf(instance.tags);
    this.sets[index] = sets;
    this.exclusions[index] = sets.length === 0 ? NONE : sets.filter((id) => this.affinity.all[id]?.exclusion === true);
    this.wishes[index] = instance.tags.length === 0 ? NONE : selected(instance.tags, this.rules.desired).map((tag) => this.#locationIds.add(tag));
    this.#countTraits(instance, 1);
  }

  #countTraits(instance: InstanceData, sign: 1 | -1): void {
    if (!isRunning(instance)) this.traits.stopped += sign;
    if (instance.forthcoming) this.traits.forthcoming += sign;
    if (instance.load !== undefined && this.#useLoad) this.traits.loaded += sign;
  }

  #grow(needed: number): void {
    if (this.primaryOf.length >= needed) return;
    const size = Math.max(needed, this.primaryOf.length * 2, 64);
    const larger = <T extends Float64Array | Int32Array | Uint8Array>(old: T, fresh: T): T => (fresh.set(old), fresh);
    this.asPrimary = larger(this.asPrimary, new Float64Array(size * R.count));
    this.asSecondary = larger(this.asSecondary, new Float64Array(size * R.count));
    this.primaryOf = larger(this.primaryOf, new Int32Array(size).fill(-1));
    this.secondaryOf = larger(this.secondaryOf, new Int32Array(size).fill(-1));
    this.standby = larger(this.standby, new Float64Array(size));
    this.mirror = larger(this.mirror, new Uint8Array(size));
  }

  #addRow(node: number, from: Float64Array, instance: number, sign: 1 | -1): void {
    const at = node * R.count;
    const row = instance * R.count;
    for (let r = 0; r < columns; r++) this.rows[at + r] = (this.rows[at + r] ?? 0) + sign * (from[row + r] ?? 0);
  }

  #movePeers(instance: number, p: number, s: number, primary: number, secondary: number): void {
    const memory = this.standby[instance] ?? 0;
    if (p >= 0) {
      this.primariesOf[p]?.delete(instance);
      this.primaries[p] = (this.primaries[p] ?? 0) - 1;
    }
    if (primary >= 0) {
      this.primariesOf[primary]?.add(instance);
      this.primaries[primary] = (this.primaries[primary] ?? 0) + 1;
    }
    if (s >= 0) {
      this.secondaries[s] = (this.secondaries[s] ?? 0) - 1;
      const peers = this.peers[s];
      peers?.remove(p, memory, peers.of(p) - memory <= 0);
      this.reserved[s] = peers?.first ?? 0;
    }
    if (secondary >= 0) {
      this.secondaries[secondary] = (this.secondaries[secondary] ?? 0) + 1;
      if (memory > 0) this.peers[secondary]?.add(primary, memory);
      this.reserved[secondary] = this.peers[secondary]?.first ?? 0;
    }
  }

  #moveTags(instance: number, p: number, s: number, primary: number, secondary: number): void {
    const counts = this.counts;
    for (const id of this.sets[instance] ?? NONE) {
      const set = this.affinity.all[id];
      if (set === undefined) continue;
      const change = breachesBy(set, p, primary);
      if (set.exclusion) counts.exclusion += change;
      else counts.affinity += change;
      moveInSet(set, p, primary);
    }
    const wishes = this.wishes[instance] ?? NONE;
    if (this.locations.any || wishes.length > 0) counts.location += this.locations.score(wishes, primary, secondary) - this.locations.score(wishes, p, s);
    const exclusions = this.exclusions[instance] ?? NONE;
    if (exclusions.length === 0) return;
    counts.locationExclusion += this.locations.sharingBy(exclusions, p, primary);
    this.locations.move(exclusions, p, primary);
  }

  #moveSpindles(spindles: number, p: number, s: number, primary: number, secondary: number): void {
    for (const node of [p, s]) if (node >= 0) this.spindlesFree[node] = (this.spindlesFree[node] ?? 0) + spindles;
    for (const node of [primary, secondary]) if (node >= 0) this.spindlesFree[node] = (this.spindlesFree[node] ?? 0) - spindles;
  }

  /** Each of these nodes once; -1 is none. */
  #countAll(p: number, s: number, primary: number, secondary: number, sign: 1 | -1): void {
    if (p >= 0) this.#count(p, sign);
    if (s >= 0 && s !== p) this.#count(s, sign);
    if (primary >= 0 && primary !== p && primary !== s) this.#count(primary, sign);
    if (secondary >= 0 && secondary !== p && secondary !== s && secondary !== primary) this.#count(secondary, sign);
  }

  /** Takes the node out of the integer sums, or into them. */
  #count(node: number, sign: 1 | -1): void {
    const primaries = this.primaries[node] ?? 0;
    const all = primaries + (this.secondaries[node] ?? 0);
    if (this.online[node] === 1) {
      if (this.failsN1(node)) this.counts.failingN1 += sign * all;
    } else {
      this.counts.offlineAll += sign * all;
      this.counts.offlinePrimary += sign * primaries;
    }
  }
}
