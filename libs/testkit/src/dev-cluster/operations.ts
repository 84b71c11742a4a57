/** What the simulated hardware of a dev cluster has done; see libs/node/storage-fake, `simulator/operations.log`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPaths } from '@ganeti/runtime';
import { nodeRoot, readState } from './state';

export interface Operation {
  readonly op: string;
  readonly object: string;
  readonly step?: string;
  readonly method?: string;
}

/** All operations of a node, in order. */
export function operations(dir: string, node: string): Operation[] {
  const path = join(createPaths(nodeRoot(dir, node)).simulator, 'operations.log');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Operation);
}

/** Effects that one step of a job had twice on the same object: there must be none. */
export function doubledSteps(dir: string): string[] {
  return (readState(dir)?.nodes ?? []).flatMap((node) => {
    const seen = new Set<string>();
    const doubled: string[] = [];
    for (const { op, object, step } of operations(dir, node.name)) {
      if (step === undefined) continue;
      const key = `${node.name} ${step} ${op} ${object}`;
      if (seen.has(key)) doubled.push(key);
      seen.add(key);
    }
    return doubled;
  });
}
