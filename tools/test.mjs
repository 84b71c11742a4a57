// npm test: everything a change must pass, in the order that fails fastest.
import { spawnSync } from 'node:child_process';
import { prepare } from './build/prepare.mjs';

await prepare();

const node = process.execPath;
/** `--only-tests`: leaves the other checks out. */
const args = process.argv.slice(2).filter((arg) => arg !== '--only-tests');
const onlyTests = args.length < process.argv.length - 2;
const steps = [
  ['generated files', node, ['tools/generate/all.mjs', '--check']],
  ['type check', node, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']],
  ['lint and module boundaries', node, ['tools/lint.mjs']],
  ['tests', node, ['tools/test/run.mjs', ...args]],
].filter(([name]) => !onlyTests || name === 'tests');
for (const [name, program, args] of steps) {
  const start = Date.now();
  console.log(`\n== ${name}`);
  const { status } = spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, NX_DAEMON: 'false' } });
  console.log(`== ${name}: ${status === 0 ? 'ok' : 'FAILED'} after ${Math.round((Date.now() - start) / 1000)} s`);
  if (status !== 0) process.exit(status ?? 1);
}
