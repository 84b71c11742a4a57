// Real nodes: tests of the drivers, and of a cluster of installed machines, on real kernels in emulated guests.
// Usage: npm run -s real-nodes -- [--quick] [--if-possible] [--test=PATTERN] [cluster | suite …]     suites: lvm drbd places xen …; default: all
// --quick: LVM on one guest and DRBD on two, at once; without the slowest tests. --test: only tests whose names match; of the cluster, these steps and the vital ones.
// --if-possible: where guests cannot run, says why in one line and succeeds.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { runCluster } from './cluster.mjs';
import { installHostPackages, whyNot } from './host.mjs';
import { ensureImage } from './image.mjs';

const root = new URL('../../', import.meta.url).pathname;
const args = process.argv.slice(2);
const named = args.filter((arg) => !arg.startsWith('--'));
const quick = args.includes('--quick');
/** Half a minute each: left to the full tier. */
const slow = '^(?!.*(stripes over|thin volumes))';
const all = readdirSync(join(root, 'tools/real-nodes/suites')).flatMap((name) => (name.endsWith('.real.ts') ? [name.slice(0, -'.real.ts'.length)] : []));
/** They say in many minutes what another one says nearly as well. */
const onlyByName = ['xen-pv'];
const suites = quick ? ['lvm', 'drbd'] : named.length > 0 ? named.filter((name) => name !== 'cluster') : all.filter((name) => !onlyByName.includes(name));
/** Suites on nodes of another kind than `drivers`. */
const flavourOf = { xen: 'xen', 'xen-pv': 'xen' };
const tests = args.flatMap((arg) => (arg.startsWith('--test=') ? [arg.slice('--test='.length)] : []));
const started = performance.now();
const log = (text) => console.log(`[${((performance.now() - started) / 1000).toFixed(1)} s] ${text}`);

const images = await prepared().catch((error) => {
  console.log(`real nodes: skipped, because ${error.message}`);
  process.exit(args.includes('--if-possible') ? 0 : 1);
});
log('images are ready');
const dir = mkdtempSync(join(tmpdir(), 'ganeti-real-'));
let child;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child?.kill(signal));
try {
  mkdirSync(join(dir, 'share'));
  await build({
    entryPoints: [join(root, 'tools/real-nodes/agent.ts')],
    outfile: join(dir, 'share/agent.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
    minify: true,
    tsconfig: join(root, 'tsconfig.base.json'),
    // Packages in the old module format ask for `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const withCluster = !quick && (named.length === 0 || named.includes('cluster'));
  const codes = [];
  if (withCluster) codes.push(await runCluster({ root, dir, share: join(dir, 'share'), only: tests, log, started: (process) => (child = process) }));
  if (suites.length > 0) codes.push(await runSuites());
  process.exitCode = Math.max(...codes);
  log(process.exitCode === 0 ? 'passed' : 'failed');
} finally {
  cleanUp();
}

/** The exit code of the suites. */
function runSuites() {
  const only = (quick && tests.length === 0 ? [slow] : tests).flatMap((pattern) => ['--testNamePattern', pattern]);
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--config', 'tools/real-nodes/jest.config.js', `--maxWorkers=${quick ? 2 : 1}`, '--testPathPatterns', `suites/(${suites.join('|')})\\.`, ...only];
  child = spawn(process.execPath, jest, { cwd: root, stdio: 'inherit', env: { ...process.env, GANETI_REAL_NODES: JSON.stringify({ images, dir }) } });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

/** Kind of node -> paths of its image. Throws when this machine cannot run guests, or cannot be made to. */
async function prepared() {
  const reason = whyNot();
  if (reason !== null) throw new Error(`this machine ${reason}`);
  installHostPackages();
  const made = {};
  for (const flavour of new Set(suites.map((suite) => flavourOf[suite] ?? 'drivers'))) made[flavour] = await ensureImage(log, flavour);
  return made;
}

/** Ends what a killed test run left: its guests (by their pid files) and its namespaces. */
function cleanUp() {
  for (const suite of readdirSync(dir).filter((name) => existsSync(join(dir, name, 'namespace')))) {
    for (const entry of readdirSync(join(dir, suite))) {
      const file = join(dir, suite, entry, 'pid');
      if (!existsSync(file)) continue;
      try {
        process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
    spawnSync('ip', ['netns', 'delete', readFileSync(join(dir, suite, 'namespace'), 'utf8')], { stdio: 'ignore' });
  }
  rmSync(dir, { recursive: true, force: true });
}
