/** What a dev cluster remembers about itself: `cluster.json` in its directory. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DevNode {
  readonly name: string;
  readonly address: string;
}

export interface DevClusterState {
  readonly clusterName: string;
  /** Nodes have the addresses 127.0.<block>.1 and so on; a block per cluster, so that several can run at once. */
  readonly block: number;
  readonly nodes: readonly DevNode[];
  readonly rapiPort: number;
  readonly user: string;
  readonly password: string;
  /** One noded process for each node, or one for all of them. */
  readonly processes: 'one' | 'many';
  /** Memory of each simulated node, MiB. */
  readonly nodeMemory: number;
  /** Missing: simulated. kvm: real QEMU with its emulator, over simulated storage. */
  readonly guests?: 'simulated' | 'kvm';
}

export const nodesPerBlock = 250;

/** Address of node `index` (from 0) of a cluster: the first 250 nodes are in its block, the next in the following one. */
export function nodeAddress(block: number, index: number): string {
  return `127.0.${block + Math.floor(index / nodesPerBlock)}.${(index % nodesPerBlock) + 1}`;
}

export function nodeName(index: number): string {
  return `node${index + 1}.example.com`;
}

/** Root directory of a node: its /etc/ganeti, /var/lib/ganeti and so on are below it. */
export function nodeRoot(dir: string, name: string): string {
  return join(dir, 'nodes', name.split('.')[0] ?? name);
}

export function readState(dir: string): DevClusterState | null {
  const path = join(dir, 'cluster.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as DevClusterState) : null;
}

export function writeState(dir: string, state: DevClusterState): void {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, 'cluster.json');
  writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
