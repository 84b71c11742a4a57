/**
 * Where instances go, and what jobs that are still under way have been promised. Reported free memory and space are old news
 * as soon as a job has chosen a node, so what was chosen counts as taken until the job has used it. This is
 * what lets hundreds of creations run at once on the same nodes without node locks that exclude each other.
 */
import type { DiskTemplate } from '@ganeti/objects';

/** Who asks: one opcode of one job. */
export interface Claimant {
  readonly jobId: number;
  readonly opIndex: number;
}

export type Needs = {
  readonly name: string;
  readonly template: DiskTemplate;
  /** MiB */
  readonly memory: number;
  readonly vcpus: number;
  readonly spindleUse: number;
  /** MiB of each disk, as asked for. */
  readonly diskSizes: readonly number[];
  /** MiB on each node of it, by volume group. */
  readonly volumeSpace: Readonly<Record<string, number>>;
  /** Whether memory is needed at once; free space is needed always. */
  readonly start: boolean;
};

export interface Placement {
  /**
   * Chooses nodes (uuids, primary first) for a new instance and claims them. Asked again by the same claimant it answers the
   * same nodes. `group`: uuid, null for any. Throws OpPrereqError (insufficient_resources).
   */
  place(claimant: Claimant, needs: Needs, group: string | null): readonly string[];
  /** What `place` answered this claimant, if it did. */
  placed(claimant: Claimant): readonly string[] | undefined;
  /** Claims given nodes. Throws OpPrereqError (insufficient_resources) when one of them has not enough. */
  claim(claimant: Claimant, needs: Needs, nodes: readonly string[]): void;
  /** The claim is being used: it stands until `release`, also after a restart of masterd, when nothing else tells of it. */
  hold(claimant: Claimant, needs: Needs, nodes: readonly string[]): void;
  release(claimant: Claimant): void;
  /**
   * Another node in the group of `primary`: new secondary of a mirror, or new home of an instance on shared storage. Never
   * `primary` itself or one of `exclude`. uuid. Throws OpPrereqError (insufficient_resources).
   */
  relocate(needs: Needs, primary: string, exclude: readonly string[]): string;
}
