// npm run crash: create, remove, migrate and replace-disks on a whole cluster, cut everywhere, daemons killed (tools/e2e/crash.spec.ts).
// npm run crash -- --all [--json]: every operation, master killed at each place of its journal; see tools/bin/crash.ts
// npm run crash -- --weather [--json]: every operation with nodes that are offline, drained, silent, slow; see tools/bin/weather.ts
import { spawnSync } from 'node:child_process';
import { prepare } from './build/prepare.mjs';
import { scratch } from './test/scratch.mjs';

await prepare();
const part = ['all', 'weather'].find((name) => process.argv.includes(`--${name}`));
if (part !== undefined) {
  const { dir, remove } = scratch();
  process.env.TMPDIR = dir;
  process.on('exit', remove);
  await import(`../dist/tools/${part === 'all' ? 'crash' : 'weather'}.mjs`);
} else {
  const env = { ...process.env, GANETI_CRASH_EVERY: '1' };
  process.exitCode = spawnSync(process.execPath, ['tools/test/run.mjs', 'tools/e2e/crash.spec.ts'], { stdio: 'inherit', env }).status ?? 1;
}
