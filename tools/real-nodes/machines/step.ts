import type { Cluster } from './cluster';

/** A scenario; steps.ts says in which order. */
export interface Step {
  readonly title: string;
  /** Nothing after it makes sense without it. */
  readonly vital?: boolean;
  run(cluster: Cluster): Promise<void>;
}
