// Makes every generated file, or with --check fails when one is stale.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const generators = ['tools/generate/proto.mjs', 'tools/generate/reference.mjs'].filter((path) => existsSync(path));
for (const generator of generators) {
  const { status } = spawnSync(process.execPath, [generator, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
