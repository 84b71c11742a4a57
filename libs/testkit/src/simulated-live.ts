/** What simulated nodes report: everybody has room; what runs is known when it was told. */
import type { InstanceLive, LiveView, NodeLive } from '@ganeti/master-live';
import type { InstanceStatusReceived } from '@ganeti/node-api';
import type { Clock } from '@ganeti/runtime';

/** MiB; fixed, because tests want to know what they get. */
const resources = { memory_total: 65_536, memory_dom0: 1024, cpu_total: 16, cpu_nodes: 1, cpu_sockets: 1, cpu_dom0: 0 };
const storage = [
  ['lvm-vg', 'xenvg'],
  ['file', '/srv/ganeti/file-storage'],
  ['sharedfile', '/srv/ganeti/shared-file-storage'],
].map(([type = '', name = '']) => ({ type, name, total: 2_097_152, free: 1_000_000 }));

type Listener = Parameters<LiveView['onChange']>[0];

export class SimulatedLive implements LiveView {
  revision = 0;
  readonly #listeners = new Set<Listener>();
  /** By node. */
  #guests: ReadonlyMap<string, readonly InstanceStatusReceived[]> = new Map();

  /** Nodes are given by uuid. */
  constructor(
    private readonly clock: Clock,
    private readonly bootOf: (node: string) => string,
    private readonly isSilent: (node: string) => boolean = () => false,
  ) {}

  node(uuid: string): NodeLive {
    return { reachable: !this.isSilent(uuid), last_seen: this.clock.now(), resources: { ...resources, boot_id: this.bootOf(uuid), memory_free: 60_000, storage } };
  }

  instance(name: string): InstanceLive[] {
    return [...this.#guests].flatMap(([node, guests]) =>
      guests.filter((guest) => guest.name === name).map(({ state, memory, vcpus }): InstanceLive => ({ node, state, memory, vcpus })),
    );
  }

  runningOn(node: string): ReadonlySet<string> {
    return new Set(this.#guests.get(node)?.map(({ name }) => name));
  }

  caughtUp(): Promise<void> {
    return Promise.resolve();
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What runs on the nodes that are heard of. */
  hear(guests: ReadonlyMap<string, readonly InstanceStatusReceived[]>): void {
    this.#guests = guests;
    this.revision += 1;
    for (const [node, running] of guests) for (const listener of this.#listeners) listener({ node, instances: running.map(({ name }) => name) });
  }
}
