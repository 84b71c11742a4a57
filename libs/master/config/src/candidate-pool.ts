/** Master candidates: how many there are, and how many there should be. */
import type { Cluster, Node } from '@ganeti/objects';
import type { ConfigTx, ConfigView } from './types';

/** Counts kept as nodes come, change and go. */
export class CandidatePool {
  private candidates = 0;
  /** Nodes that are candidates or could be made so. */
  private possible = 0;

  replace(before: Node | null, after: Node | null): void {
    if (before !== null) this.count(before, -1);
    if (after !== null) this.count(after, 1);
  }

  /** How many candidates are missing for the cluster's pool size, as far as there are nodes for it. `spared`: nodes that could be candidates, but shall not. */
  shortfall(cluster: Pick<Cluster, 'candidate_pool_size'>, spared = 0): number {
    return Math.max(0, Math.min(cluster.candidate_pool_size, this.possible - spared) - this.candidates);
  }

  private count(node: Node, step: 1 | -1): void {
    if (node.master_candidate) this.candidates += step;
    if (canBeCandidate(node)) this.possible += step;
  }
}

export function canBeCandidate(node: Node): boolean {
  return node.master_capable && !node.drained && !node.offline;
}

/** Takes the role from candidates that are too many, never from the master, last names first; answers their uuids. */
export function trimCandidatePool(tx: ConfigTx): string[] {
  const { candidate_pool_size: size, master_node: master } = tx.cluster();
  const candidates = [...tx.all('node')].filter((node) => node.master_candidate);
  const others = candidates.filter(({ uuid }) => uuid !== master).sort((a, b) => (a.name < b.name ? 1 : -1));
  const demoted = others.slice(0, Math.max(0, candidates.length - size)).map(({ uuid }) => uuid);
  for (const uuid of demoted) tx.update('node', uuid, { master_candidate: false });
  return demoted;
}

/** How many candidates would be missing if these nodes were none and could be none. */
export function poolShortfallWithout(view: ConfigView, nodes: readonly string[]): number {
  const pool = new CandidatePool();
  for (const node of view.all('node')) if (!nodes.includes(node.uuid)) pool.replace(null, node);
  return pool.shortfall(view.cluster());
}

/**
 * Makes regular nodes master candidates until the pool is full, in the order of their names; answers the uuids of those it
 * promoted. For every transaction that takes a candidate away, adds a node or raises candidate_pool_size. `except`: nodes that are
 * left as they are.
 */
export function fillCandidatePool(tx: ConfigTx, except: readonly string[] = []): string[] {
  const pool = new CandidatePool();
  const regular: Node[] = [];
  for (const node of tx.all('node')) {
    if (except.includes(node.uuid)) continue;
    pool.replace(null, node);
    if (canBeCandidate(node) && !node.master_candidate) regular.push(node);
  }
  regular.sort((a, b) => (a.name < b.name ? -1 : 1));
  const promoted = regular.slice(0, pool.shortfall(tx.cluster())).map(({ uuid }) => uuid);
  for (const uuid of promoted) tx.update('node', uuid, { master_candidate: true });
  return promoted;
}
