/** What jobs under way have been promised. */
import type { SpaceNeed } from '@ganeti/master-allocator';
import { diskUsage, STORAGE_TYPES, templateHas, type DiskTemplate } from '@ganeti/objects';
import type { Claimant, Needs } from './types';

export interface Claim extends Claimant {
  readonly needs: Needs;
  /** uuids. Of a new instance all of them, primary first; of one that moves where it goes. */
  readonly nodes: readonly string[];
  readonly kind: 'new' | 'move';
}

/** In place of a job: room that is kept for a job that has not begun. */
export const promiseOwner = 0;

export class Claims {
  readonly #all = new Map<string, Claim>();
  readonly #ofNode = new Map<string, Set<Claim>>();
  readonly #named = new Map<string, Claim>();

  /** `onChange` is told of each claim that comes or goes. */
  constructor(private readonly onChange: (claim: Claim) => void = () => undefined) {}

  get({ jobId, opIndex }: Claimant): Claim | undefined {
    return this.#all.get(keyOf(jobId, opIndex));
  }

  set(claim: Claim): void {
    this.delete(claim);
    const kept = this.#named.get(claim.needs.name);
    if (kept?.jobId === promiseOwner) this.delete(kept);
    this.#all.set(keyOf(claim.jobId, claim.opIndex), claim);
    this.#named.set(claim.needs.name, claim);
    for (const node of claim.nodes) {
      const there = this.#ofNode.get(node);
      if (there === undefined) this.#ofNode.set(node, new Set([claim]));
      else there.add(claim);
    }
    this.onChange(claim);
  }

  delete({ jobId, opIndex }: Claimant): void {
    const key = keyOf(jobId, opIndex);
    const claim = this.#all.get(key);
    if (claim === undefined) return;
    this.#all.delete(key);
    if (this.#named.get(claim.needs.name) === claim) this.#named.delete(claim.needs.name);
    for (const node of claim.nodes) {
      const there = this.#ofNode.get(node);
      there?.delete(claim);
      if (there?.size === 0) this.#ofNode.delete(node);
    }
    this.onChange(claim);
  }

  /** An opcode of the job has ended. A job has one at a time. */
  releaseJob(jobId: number): void {
    for (const claim of [...this.#all.values()]) if (claim.jobId === jobId) this.delete(claim);
  }

  all(): Iterable<Claim> {
    return this.#all.values();
  }

  ofNode(uuid: string): Iterable<Claim> {
    return this.#ofNode.get(uuid) ?? [];
  }

  /** Of the instance of this name. */
  named(name: string): Claim | undefined {
    return this.#named.get(name);
  }
}

/** MiB of memory that a claim needs on a node: a secondary lends its memory to others until it takes over. */
export function memoryOn({ needs, nodes, kind }: Claim, node: string): number {
  const runsThere = nodes[0] === node && (kind === 'new' || needs.template !== 'drbd');
  return needs.start && runsThere ? needs.memory : 0;
}

/** Space on each node. By volume group where the disks are volumes; else what the template takes from the node's directories. */
export function spaceOf({ template, disks, volumeSpace }: Needs): readonly SpaceNeed[] {
  const volumes = Object.entries(volumeSpace);
  if (volumes.length > 0) return volumes.map(([name, size]) => ({ type: 'lvm-vg', name, size }));
  const size = diskUsage(template, disks.map((disk) => disk.size));
  // Others take their space from somewhere that all nodes share: it says nothing about where the instance can be.
  if (size === 0 || !templateHas(template, 'fileBased') || templateHas(template, 'shared')) return [];
  return [{ type: STORAGE_TYPES[template], name: null, size }];
}

/** Physical volumes that disks take for themselves on a node with exclusive storage. */
export function spindlesOf(template: DiskTemplate, disks: readonly { readonly spindles: number | null }[]): number {
  if (!templateHas(template, 'lvmBased')) return 0;
  return disks.reduce((sum, { spindles }) => sum + (spindles ?? 1), 0);
}

export function spindlesOn({ needs, kind }: Claim): number {
  return kind === 'move' && needs.template !== 'drbd' ? 0 : spindlesOf(needs.template, needs.disks);
}

/** Space that the claim takes on a node. Disks on shared storage are there already when the instance moves. */
export function spaceOn(claim: Claim): readonly SpaceNeed[] {
  return claim.kind === 'move' && claim.needs.template !== 'drbd' ? [] : spaceOf(claim.needs);
}

const keyOf = (jobId: number, opIndex: number): string => `${jobId}/${opIndex}`;
