/** What the simulated hardware of a dev cluster has done; see libs/node/storage-fake, `simulator/operations.log`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPaths, type Paths } from '@ganeti/runtime';
import { nodeRoot, readState } from './state';

export interface Operation {
  readonly op: string;
  readonly object: string;
  readonly step?: string;
  readonly method?: string;
}

/** All operations of a node, in order. */
export function operations(dir: string, node: string): Operation[] {
  return readOperations(createPaths(nodeRoot(dir, node)));
}

function readOperations(paths: Paths): Operation[] {
  const path = join(paths.simulator, 'operations.log');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Operation);
}

/** Effects that one step of a job had twice on the same object: there must be none. */
export function doubledSteps(dir: string): string[] {
  return (readState(dir)?.nodes ?? []).flatMap(({ name }) => doubledEffects(name, createPaths(nodeRoot(dir, name))));
}

/** The same for one node, whose files lie at `paths`. */
export function doubledEffects(name: string, paths: Paths): string[] {
  const seen = new Set<string>();
  const doubled: string[] = [];
  for (const { op, object, step } of readOperations(paths)) {
    if (step === undefined) continue;
    const key = `${name} ${step} ${op} ${object}`;
    if (seen.has(key)) doubled.push(key);
    seen.add(key);
  }
  return doubled;
}
