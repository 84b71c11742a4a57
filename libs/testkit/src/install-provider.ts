import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimulatedNodes } from './simulated-nodes';

/** A provider of external storage on these nodes, default all. Simulated disks need nothing of its scripts but that they are there. */
export function installProvider(nodes: SimulatedNodes, name: string, parameters: string, on: readonly string[] = nodes.names): void {
  for (const node of on) {
    const [dir = ''] = nodes.paths(node).extStorageSearchPath;
    mkdirSync(join(dir, name), { recursive: true });
    for (const script of ['create', 'remove', 'grow', 'attach', 'detach', 'setinfo', 'verify']) writeFileSync(join(dir, name, script), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(join(dir, name, 'parameters.list'), `${parameters}\n`);
  }
}
