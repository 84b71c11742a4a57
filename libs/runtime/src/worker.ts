import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';

/**
 * Where a worker thread's program lies: `foo.worker.ts` is bundled to `dist/workers/foo.worker.mjs`, and its name is
 * "foo.worker". The bundle of an app finds it beside itself; sources run by tests are not in dist/, so GANETI_DIST says where
 * that is.
 */
export function workerEntry(name: string): URL {
  const dist = process.env.GANETI_DIST ?? fileURLToPath(new URL('..', import.meta.url));
  const path = join(dist, 'workers', `${name}.mjs`);
  if (!existsSync(path)) {
    throw new Error(`The worker thread program ${path} is missing; build it with "npm run build", or set GANETI_DIST to the directory it is in`);
  }
  return pathToFileURL(path);
}
