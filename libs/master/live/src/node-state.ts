/** What one node has reported, and how an update changes it. */
import type { InstanceStatusReceived, NodeResourcesReceived, StatusUpdateReceived } from '@ganeti/node-api';
import type { InstanceLive, NodeLive, NodeResourcesLive } from './types';

export class NodeState implements NodeLive {
  reachable = false;
  last_seen = 0;
  resources: NodeResourcesLive | null = null;
  readonly instances = new Map<string, InstanceLive>();
  readonly #node: string;
  #complete = false;

  constructor(node: string) {
    this.#node = node;
  }

  /** Takes in an update. Answers the instances that changed, or null when nothing did. Before the first full report nothing is believed. */
  apply(update: StatusUpdateReceived, now: number): ReadonlySet<string> | null {
    this.last_seen = now;
    if (!update.full && !this.#complete) return null;
    const becameReachable = !this.reachable;
    this.reachable = true;
    this.#complete = true;
    const resourcesChanged = update.resources !== null && this.#setResources(update.resources);
    const changed = new Set<string>();
    if (update.full) this.#removeAllBut(new Set(update.instances.map((instance) => instance.name)), changed);
    for (const name of update.gone) if (this.instances.delete(name)) changed.add(name);
    for (const status of update.instances) this.#setInstance(status, changed);
    return becameReachable || resourcesChanged || changed.size > 0 ? changed : null;
  }

  /**
   * Nothing is known any more of what runs there; its resources are remembered. Answers the instances that were there, or
   * null when it was silent already.
   */
  silence(): ReadonlySet<string> | null {
    if (!this.reachable) return null;
    this.reachable = false;
    this.#complete = false;
    const names = new Set(this.instances.keys());
    this.instances.clear();
    return names;
  }

  #removeAllBut(names: ReadonlySet<string>, changed: Set<string>): void {
    for (const name of this.instances.keys()) {
      if (names.has(name)) continue;
      this.instances.delete(name);
      changed.add(name);
    }
  }

  #setInstance(status: InstanceStatusReceived, changed: Set<string>): void {
    const { name, state, memory, vcpus } = status;
    const old = this.instances.get(name);
    if (old !== undefined && old.state === state && old.memory === memory && old.vcpus === vcpus) return;
    this.instances.set(name, { node: this.#node, state, memory, vcpus });
    changed.add(name);
  }

  #setResources(received: NodeResourcesReceived): boolean {
    const resources: NodeResourcesLive = {
      memory_total: received.memory_total,
      memory_free: received.memory_free,
      memory_dom0: received.memory_dom0,
      cpu_total: received.cpu_total,
      cpu_nodes: received.cpu_nodes,
      cpu_sockets: received.cpu_sockets,
      cpu_dom0: received.cpu_dom0,
      boot_id: received.boot_id,
      storage: received.storage.map(({ type, name, total, free }) => ({ type, name, total, free })),
    };
    if (JSON.stringify(resources) === JSON.stringify(this.resources)) return false;
    this.resources = resources;
    return true;
  }
}
