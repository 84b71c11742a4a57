/** Free space per storage unit (volume group, …), for nodes and instances whose data says so. */
import type { NodeData, SpaceNeed } from './data';

export class StorageUnits {
  readonly #free: { readonly type: string; readonly name: string; free: number }[][];

  constructor(nodes: readonly NodeData[]) {
    this.#free = nodes.map(unitsOf);
  }

  /** What a node reports includes the instances that are there. */
  report(index: number, node: NodeData): void {
    this.#free[index] = unitsOf(node);
  }

  /** Free MiB; null: the node has no such unit; undefined: its units are not known. */
  free(node: number, type: string, name: string | null): number | null | undefined {
    const units = this.#free[node] ?? [];
    if (units.length === 0) return undefined;
    return this.#find(node, type, name)?.free ?? null;
  }

  /** Whether the node has room. Nodes that tell nothing about units are judged by their disk alone. */
  fits(node: number, needs: readonly SpaceNeed[] | undefined): boolean {
    if (needs === undefined) return true;
    return needs.every(({ type, name, size }) => {
      const free = this.free(node, type, name);
      return free === undefined || (free !== null && free >= size);
    });
  }

  move(needs: readonly SpaceNeed[] | undefined, from: readonly number[], to: readonly number[]): void {
    for (const { type, name, size } of needs ?? []) {
      for (const node of from) this.#add(node, type, name, size);
      for (const node of to) this.#add(node, type, name, -size);
    }
  }

  #add(node: number, type: string, name: string | null, size: number): void {
    const unit = node < 0 ? undefined : this.#find(node, type, name);
    if (unit !== undefined) unit.free += size;
  }

  #find(node: number, type: string, name: string | null) {
    return (this.#free[node] ?? []).find((unit) => unit.type === type && (name === null || unit.name === name));
  }
}

const unitsOf = ({ storage = [] }: NodeData): { type: string; name: string; free: number }[] => storage.map(({ type, name, free }) => ({ type, name, free }));
