// The cluster of machines: builds packages, and runs the steps in machines/ in the guests' network namespace.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildPackages } from '../package/package.mjs';
import { ensureImage } from './image.mjs';

/** Where logs and summary of the last run are kept. */
export const results = 'dist/real-nodes';

/**
 * Answers the exit code. `dir`: working directory, `share`: the folder guests see, with the agent in it; `only`: names of steps that run
 * beside the vital ones, empty: all; `started`: gets the child process.
 */
export async function runCluster({ root, dir, share, only, log, started }) {
  const image = await ensureImage(log, 'machine');
  log('packages');
  mkdirSync(join(share, 'packages'), { recursive: true });
  await buildPackages(join(share, 'packages'));
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  const runner = join(dir, 'runner.mjs');
  await build({ entryPoints: [join(root, 'tools/real-nodes/machines/runner.ts')], outfile: runner, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'warning', tsconfig: join(root, 'tsconfig.base.json'), banner });
  const own = join(dir, 'cluster');
  mkdirSync(own);
  const namespace = `gnt-cluster-${process.pid}`;
  spawnSync('ip', ['netns', 'add', namespace], { stdio: 'inherit' });
  // For the clean-up of run.mjs.
  writeFileSync(join(own, 'namespace'), namespace);
  const settings = { image, dir: own, share, namespace, root, results: join(root, results), only };
  const child = spawn('ip', ['netns', 'exec', namespace, process.execPath, runner, JSON.stringify(settings)], { stdio: 'inherit' });
  started(child);
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}
