// Debian packages, built by dpkg-deb alone, without the internet.
// Usage: node tools/package/package.mjs [--check] [directory; default dist/packages]     --check: builds and proves them, see check.mjs
// The same commit makes the same bytes: times are the commit's, owners are root's, order is the alphabet's.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, lstatSync, lutimesSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { bundleAll } from '../build/bundle.mjs';
import { architecture, maintainer, packages, version } from './contents.mjs';

const root = new URL('../../', import.meta.url).pathname;

/** Answers the paths of the packages. */
export async function buildPackages(target) {
  await bundleAll();
  mkdirSync(target, { recursive: true });
  const epoch = Number(process.env.SOURCE_DATE_EPOCH ?? execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }));
  return packages.map((each) => buildOne(each, target, epoch));
}

function buildOne({ name, control, stage, scripts = {}, conffiles = [] }, target, epoch) {
  const dir = mkdtempSync(join(tmpdir(), 'ganeti-package-'));
  try {
    stage(dir, epoch);
    const meta = join(dir, 'DEBIAN');
    mkdirSync(meta, { recursive: true });
    const files = walk(dir).filter((path) => !path.startsWith('DEBIAN/'));
    const regular = files.filter((path) => lstatSync(join(dir, path)).isFile());
    const size = Math.ceil(regular.reduce((sum, path) => sum + lstatSync(join(dir, path)).size, 0) / 1024);
    const fields = { Package: name, Version: version, Architecture: architecture, Maintainer: maintainer, 'Installed-Size': size, Section: 'admin', Priority: 'optional', ...control };
    writeFileSync(join(meta, 'control'), Object.entries(fields).map(([key, value]) => `${key}: ${value}\n`).join(''));
    writeFileSync(join(meta, 'md5sums'), regular.map((path) => `${createHash('md5').update(readFileSync(join(dir, path))).digest('hex')}  ${path}\n`).join(''));
    if (conffiles.length > 0) writeFileSync(join(meta, 'conffiles'), conffiles.map((path) => `${path}\n`).join(''));
    for (const [script, text] of Object.entries(scripts)) writeFileSync(join(meta, script), text, { mode: 0o755 });
    for (const path of [...walk(dir), '.']) lutimesSync(join(dir, path), epoch, epoch);
    const file = join(target, `${name}_${version}_${architecture}.deb`);
    // gzip: what this compresses most is the runtime, and xz takes minutes for it on a small machine.
    execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', dir, file], { env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) }, stdio: ['ignore', 'ignore', 'inherit'] });
    return file;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Everything below, directories too, in order. */
function walk(dir, from = dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(dir, entry.name);
      return [relative(from, path), ...(entry.isDirectory() ? walk(path, from) : [])];
    });
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [target = join(root, 'dist/packages')] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
  if (process.argv.includes('--check')) await (await import('./check.mjs')).checkPackages(buildPackages);
  else for (const file of await buildPackages(target)) console.log(file);
}
