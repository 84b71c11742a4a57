/**
 * Tells the engine of the cluster: first everything, then what has changed. What has to be told is noted as it changes, and told in
 * slices, so that the event loop is free for others between them.
 */
import type { ClusterChanges } from '@ganeti/master-allocator';
import type { Change, ClusterConfig } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import type { Cluster, Disk, Instance, NodeGroup } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import type { Claim, Claims } from '../claims';
import { clusterFrame, concerns } from './frame';
import { claimedInstance, instanceData } from './instance-data';
import { nodeData } from './node-data';

export interface FeedParts {
  readonly config: Pick<ClusterConfig, 'view' | 'onCommit'>;
  readonly live: LiveView;
  readonly claims: Claims;
  readonly clock: Pick<Clock, 'after'>;
  readonly tell: (changes: ClusterChanges) => void;
}

/** Objects told at once: some milliseconds of work, with the copy for the thread. */
const perSlice = 50;
/** Seconds after which changes are told though nobody asks, so that whoever asks need not wait for thousands. */
const idleSeconds = 0.5;

export class ClusterFeed {
  #frameIsNew = true;
  readonly #nodes = new Set<string>();
  readonly #instances = new Set<string>();
  readonly #claimants = new Map<string, Claim>();
  /** Memory that instances will want, by instance and by node. */
  readonly #owedBy = new Map<string, { readonly node: string; readonly memory: number }>();
  readonly #owedOn = new Map<string, number>();
  #flushing: Promise<void> | null = null;
  #cancelIdle: (() => void) | null = null;
  readonly #stops: (() => void)[];
  #closed = false;

  constructor(private readonly parts: FeedParts) {
    const { config, live } = parts;
    this.#stops = [config.onCommit((changes) => this.#onCommit(changes)), live.onChange(({ node, instances }) => this.#onReport(node, instances))];
    this.#everything();
  }

  /** Resolves when all that has changed until now has been told. */
  async flush(): Promise<void> {
    while (this.#hasNews && !this.#closed) await (this.#flushing ??= this.#slices().finally(() => (this.#flushing = null)));
  }

  /** A claim has come or gone. */
  claimChanged(claim: Claim): void {
    for (const node of claim.nodes) this.#nodes.add(node);
    if (claim.kind === 'new') this.#claimants.set(claimKey(claim), claim);
    this.#instanceNamed(claim.needs.name);
    this.#later();
  }

  close(): void {
    this.#closed = true;
    this.#cancelIdle?.();
    for (const stop of this.#stops) stop();
  }

  get #hasNews(): boolean {
    return this.#frameIsNew || this.#nodes.size + this.#instances.size + this.#claimants.size > 0;
  }

  /** Claims first: a name they give up may be an instance's by now. Nodes last: what instances want of them is then known. */
  async #slices(): Promise<void> {
    const { view } = this.parts.config;
    if (this.#frameIsNew) {
      this.#frameIsNew = false;
      this.parts.tell({ frame: clusterFrame(view), nodes: [], instances: [] });
    }
    while (this.#hasNews && !this.#closed) {
      const instances: [string, ClusterChanges['instances'][number][1]][] = [];
      const nodes: [string, ClusterChanges['nodes'][number][1]][] = [];
      for (const [key, claim] of take(this.#claimants, perSlice)) instances.push([key, this.#claimed(claim)]);
      for (const uuid of take(this.#instances, perSlice - instances.length)) instances.push([uuid, this.#instance(uuid)]);
      for (const uuid of take(this.#nodes, perSlice - instances.length)) nodes.push([uuid, this.#node(uuid)]);
      this.parts.tell({ nodes, instances });
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#frameIsNew) return;
    }
  }

  #claimed(claim: Claim): ReturnType<typeof claimedInstance> | null {
    const { config, claims } = this.parts;
    const stands = claims.get(claim) === claim && claim.kind === 'new';
    return stands && config.view.instance(claim.needs.name)?.name !== claim.needs.name ? claimedInstance(config.view, claim) : null;
  }

  #instance(uuid: string) {
    const { config, live, claims } = this.parts;
    const instance = config.view.get('instance', uuid);
    const claim = instance === undefined ? undefined : claims.named(instance.name);
    const seen = instance === undefined ? null : instanceData(config.view, live, instance, claim?.kind === 'new' && claim.needs.start);
    this.#owe(uuid, instance?.primary_node ?? '', seen?.owed ?? 0);
    return seen?.data ?? null;
  }

  #owe(instance: string, node: string, memory: number): void {
    const before = this.#owedBy.get(instance);
    if (before?.node === node && before.memory === memory) return;
    if (before !== undefined) this.#addOwed(before.node, -before.memory);
    if (memory === 0) this.#owedBy.delete(instance);
    else this.#owedBy.set(instance, { node, memory });
    if (memory > 0) this.#addOwed(node, memory);
  }

  #addOwed(node: string, memory: number): void {
    const sum = (this.#owedOn.get(node) ?? 0) + memory;
    if (sum === 0) this.#owedOn.delete(node);
    else this.#owedOn.set(node, sum);
    this.#nodes.add(node);
  }

  #node(uuid: string) {
    const { config, live, claims } = this.parts;
    const node = config.view.get('node', uuid);
    return node === undefined ? null : nodeData(config.view, live, node, { claims: claims.ofNode(uuid), owed: this.#owedOn.get(uuid) ?? 0 });
  }

  #everything(): void {
    const { view } = this.parts.config;
    this.#frameIsNew = true;
    for (const { uuid } of view.all('instance')) this.#instances.add(uuid);
    for (const { uuid } of view.all('node')) this.#nodes.add(uuid);
    this.#later();
  }

  #onReport(node: string, instances: readonly string[]): void {
    this.#nodes.add(node);
    for (const name of instances) this.#instanceNamed(name);
    this.#later();
  }

  #instanceNamed(name: string): void {
    const instance = this.parts.config.view.instance(name);
    if (instance?.name === name) this.#instances.add(instance.uuid);
  }

  #onCommit(changes: readonly Change[]): void {
    for (const { kind, uuid, before, after } of changes) {
      if (kind === 'cluster') {
        if (before === null || after === null || concerns(before as Cluster) !== concerns(after as Cluster)) this.#everything();
      } else if (kind === 'nodegroup') {
        this.#frameIsNew = true;
        const [old, now] = [before as NodeGroup | null, after as NodeGroup | null];
        if (JSON.stringify(old?.ndparams) !== JSON.stringify(now?.ndparams)) for (const node of this.parts.config.view.nodesOf(uuid)) this.#nodes.add(node);
      } else if (kind === 'node') {
        this.#nodes.add(uuid);
      } else if (kind === 'instance') {
        this.#instances.add(uuid);
        for (const instance of [before, after] as (Instance | null)[]) {
          if (instance === null) continue;
          this.#nodes.add(instance.primary_node);
          this.#claimNamed(instance.name);
        }
      } else if (kind === 'disk') {
        for (const disk of [before, after] as (Disk | null)[]) {
          if (disk?.instance != null) this.#instances.add(disk.instance);
          for (const node of disk?.nodes ?? []) this.#nodes.add(node);
        }
      }
    }
    this.#later();
  }

  #claimNamed(name: string): void {
    const claim = this.parts.claims.named(name);
    if (claim !== undefined) this.#claimants.set(claimKey(claim), claim);
  }

  #later(): void {
    if (this.#closed || !this.#hasNews) return;
    this.#cancelIdle ??= this.parts.clock.after(idleSeconds, () => {
      this.#cancelIdle = null;
      void this.flush();
    });
  }
}

const claimKey = ({ jobId, opIndex }: Claim): string => `claim ${jobId}/${opIndex}`;

/** Takes so many out of the collection. */
function* take<T>(from: { [Symbol.iterator](): IterableIterator<T>; delete(key: unknown): boolean }, count: number): Generator<T> {
  let left = count;
  for (const item of from) {
    if (left <= 0) return;
    left -= 1;
    from.delete(Array.isArray(item) ? item[0] : item);
    yield item;
  }
}
