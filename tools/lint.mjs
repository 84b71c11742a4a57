// One eslint over the whole tree (a program per project would load the type checker thirty times). The module boundary rule
// reads the Nx project graph, so that is made first.
import { spawnSync } from 'node:child_process';

const run = (args) => {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, NX_DAEMON: 'false' } });
  if (status !== 0) process.exit(status ?? 1);
};
run(['node_modules/nx/dist/bin/nx.js', 'graph', '--file=.cache/project-graph.json']);
run(['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '--cache', '--cache-location', '.cache/eslint', 'apps', 'libs', 'tools', ...process.argv.slice(2)]);
