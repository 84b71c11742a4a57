// The npm packages that the daemons need when they run, with all that those need; nothing of it is compiled or fetched here.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = new URL('../../', import.meta.url).pathname;
/** Never read when a daemon runs. */
const useless = /\.(map|md|markdown|ts|mts|cts|c|cc|cpp|h|hpp|gyp|gypi|a|o|d)$|^\/(\.github|test|tests|__tests__|docs|examples|benchmarks?)$|\/(obj|obj\.target|test_extension\.node)$/;
const keep = /\/(licen[cs]e|copying|notice)[^/]*$/i;

/** Programs of packages; nothing here runs them. */
const programs = /\/(bin|cli)\.js$|^\/bin\/|\/build\/bin$/;
/** Needed when better-sqlite3 is installed by npm. */
const installers = new Set(['prebuild-install']);
/** What better-sqlite3 was built from. */
const sources = new Set(['deps', 'src'].map((name) => join(root, 'node_modules/better-sqlite3', name)));

/** They lie as they do here: a package that needs another version of something has that inside. */
export function copyModules(to) {
  for (const from of closure()) {
    const target = join(to, relative(join(root, 'node_modules'), from));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(from, target, { recursive: true, dereference: true, filter: (path) => isNeeded(path.slice(from.length)) && !sources.has(path) });
  }
  const library = join(to, 'better-sqlite3/build/Release/better_sqlite3.node');
  execFileSync('strip', ['--strip-unneeded', library]);
  chmodSync(library, 0o644);
}

/** `path`: inside a package; empty: the package. */
function isNeeded(path) {
  return path === '' || (!path.endsWith('/node_modules') && !/\/\.[^/]+$/.test(path) && (keep.test(path) || !(useless.test(path) || programs.test(path))));
}

/** Directories of all packages that are needed. */
function closure() {
  const found = new Set();
  const visit = (name, from) => {
    if (installers.has(name)) return;
    const dir = locate(name, from);
    if (dir === null || found.has(dir)) return;
    found.add(dir);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
    for (const each of Object.keys({ ...dependencies, ...optionalDependencies }).sort()) visit(each, dir);
  };
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies).sort()) visit(name, root);
  return [...found];
}

/** As Node.js looks for it, from a directory upwards; null: an optional one that is not installed. */
function locate(name, from) {
  for (let dir = from; ; dir = dirname(dir)) {
    const path = join(dir, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return path;
    if (dir === dirname(dir)) return null;
  }
}
