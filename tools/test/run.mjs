// Runs jest with what its ESM support needs. Usage: node tools/test/run.mjs [jest arguments]
import { spawnSync } from 'node:child_process';
import { scratch } from './scratch.mjs';

const { dir, remove } = scratch();
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, TMPDIR: dir } },
);
remove();
process.exitCode = status ?? 1;
