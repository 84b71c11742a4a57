// Makes a checkout ready to run: npm packages as locked, and bundles not older than the sources. Cheap when nothing changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('../../', import.meta.url).pathname;
const sourceDirs = ['apps', 'libs', 'tools', 'proto'];

export async function prepare() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Node.js 20.19 or newer is needed; this is ${process.versions.node}`);
    process.exit(1);
  }
  await locked(async () => {
    installPackages();
    await bundleIfStale();
  });
}

/** Two commands at once must not install or bundle at the same time. */
async function locked(work) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const path = join(root, '.cache/prepare.lock');
  for (;;) {
    try {
      const fd = openSync(path, 'wx');
      writeFileSync(fd, String(process.pid));
      closeSync(fd);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!holderAlive(path)) rmSync(path, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function holderAlive(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    if (!pid) return Date.now() - statSync(path).mtimeMs < 1000;
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function installPackages() {
  // Several checkouts may share one node_modules (git worktrees with a link); then only its owner installs.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  const stamp = join(root, 'node_modules/.ganeti-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing npm packages (two to three minutes the first time) …');
  // `npm ci` wants the packages of every platform in the lock file. Where a registry serves only its own platform's, that can
  // not be; then the same locked versions are installed by `npm install`.
  const npm = (args, stderr) => spawnSync('npm', [...args, '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 2, stderr] }).status;
  if (npm(['ci'], 'ignore') !== 0 && npm(['install', '--no-save'], 2) !== 0) {
    console.error('npm could not install the packages; python3, make and g++ are needed to build better-sqlite3');
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

async function bundleIfStale() {
  const stamp = join(root, 'dist/.stamp');
  const newest = Math.max(...sourceDirs.map((dir) => newestChange(join(root, dir))), statSync(join(root, 'tsconfig.base.json')).mtimeMs);
  if (existsSync(stamp) && Number(readFileSync(stamp, 'utf8')) >= newest) return;
  const { bundleAll } = await import('./bundle.mjs');
  await bundleAll();
  writeFileSync(stamp, String(newest));
}

function newestChange(dir) {
  let newest = statSync(dir).mtimeMs;
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestChange(path) : statSync(path).mtimeMs);
  }
  return newest;
}
