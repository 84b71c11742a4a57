// What the host must have to build and boot guest nodes, and how its programs are run.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Program -> Debian package. */
const needed = {
  'qemu-system-x86_64': 'qemu-system-x86',
  debootstrap: 'debootstrap',
  cpio: 'cpio',
  depmod: 'kmod',
  ip: 'iproute2',
  mke2fs: 'e2fsprogs',
};

const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const env = { ...process.env, PATH: searchPath, LC_ALL: 'C' };

/** Everything that is kept between runs lies here, outside the repository. */
export const cacheDir = process.env.GANETI_REAL_NODES_CACHE ?? join(homedir(), '.cache/ganeti-real-nodes');

/** Why guests cannot be run here; null: they can. */
export function whyNot() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'needs Linux on x86-64';
  if (process.getuid() !== 0) return 'needs root (network namespaces, debootstrap)';
  if (missingPackages().length > 0 && !existsSync('/usr/bin/apt-get')) return `needs ${missingPackages().join(', ')}, and there is no apt-get to install them`;
  return null;
}

/** Installs what is missing. Throws when that fails. */
export function installHostPackages() {
  const packages = missingPackages();
  if (packages.length === 0) return;
  const apt = (...args) => spawnSync('apt-get', ['-q', '-y', '--no-install-recommends', ...args], { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: ['ignore', 'ignore', 'pipe'] });
  apt('update');
  const { status, stderr } = apt('install', ...packages);
  if (status !== 0) throw new Error(`apt-get install ${packages.join(' ')} failed: ${stderr}`);
}

function missingPackages() {
  const found = (program) => searchPath.split(':').some((dir) => existsSync(join(dir, program)));
  return [...new Set(Object.entries(needed).flatMap(([program, name]) => (found(program) ? [] : [name])))];
}

/** Runs a program to its end; answers stdout. `input`: a Buffer or string for stdin. Throws with the end of its output. */
export function run(program, args, { cwd, input } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    const out = [];
    let errors = '';
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => (errors = (errors + String(chunk)).slice(-4000)));
    child.on('error', reject);
    child.on('close', (code) => {
      const text = Buffer.concat(out);
      if (code === 0) resolve(text);
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}: ${errors || text.toString('utf8').slice(-2000)}`));
    });
  });
}
