// Bundles the apps and worker threads into dist/: one ES module each; npm packages stay outside.
// Usage: node tools/build/bundle.mjs [app …]
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const root = new URL('../../', import.meta.url).pathname;

/** name in dist/ -> source. Worker threads are files named `*.worker.ts`. */
function entries() {
  const apps = ['masterd', 'noded', 'rapi', 'gnt'].map((app) => [`${app}/main`, join(root, `apps/${app}/src/main.ts`)]);
  const tools = ['cluster', 'start', 'bench', 'bench-placement', 'bench-turns', 'burnin', 'compat', 'crash', 'crash-master', 'fuzz', 'weather'].map((tool) => [`tools/${tool}`, join(root, `tools/bin/${tool}.ts`)]);
  const libraries = [['rapi-client/index', join(root, 'libs/rapi-client/src/index.ts')]];
  const workers = globLibs('.worker.ts').map((path) => [`workers/${basename(path, '.ts')}`, path]);
  return Object.fromEntries([...apps, ...tools, ...libraries, ...workers].filter(([, path]) => existsSync(path)));
}

function globLibs(suffix) {
  const { paths } = JSON.parse(readFileSync(join(root, 'tsconfig.base.json'), 'utf8')).compilerOptions;
  return Object.values(paths).flatMap(([index]) => walk(join(root, index, '..'), suffix));
}

function walk(dir, suffix) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : walk(path, suffix);
    return path.endsWith(suffix) ? [path] : [];
  });
}

const STANDALONE = ['hail', 'hbal', 'hspace', 'hroller', 'hinfo', 'hcheck'];

/** Programs without an ending, each in one file of its own: they are started for every request, so they have to start quickly. */
async function bundlePrograms() {
  const dir = join(root, 'dist/bin');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'package.json'), '{ "type": "commonjs" }\n');
  await build({
    entryPoints: Object.fromEntries(STANDALONE.map((name) => [name, join(root, `apps/htools/src/${name}.ts`)])),
    outdir: dir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // A young generation of 16 MiB at once: growing into it copies what was just read several times.
    banner: { js: '#!/usr/bin/env -S node --min-semi-space-size=16' },
    logLevel: 'warning',
    tsconfig: join(root, 'tsconfig.base.json'),
  });
  for (const name of STANDALONE) {
    writeFileSync(join(dir, name), readFileSync(join(dir, `${name}.cjs`)));
    rmSync(join(dir, `${name}.cjs`));
    chmodSync(join(dir, name), 0o755);
  }
}

export async function bundleAll(only = []) {
  if (only.length === 0 || only.includes('htools')) await bundlePrograms();
  const all = entries();
  const wanted = only.length === 0 ? all : Object.fromEntries(Object.entries(all).filter(([name]) => only.some((app) => name.startsWith(`${app}/`) || name.startsWith('workers/'))));
  if (Object.keys(wanted).length === 0) return;
  await build({
    entryPoints: wanted,
    outdir: join(root, 'dist'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
    tsconfig: join(root, 'tsconfig.base.json'),
    outExtension: { '.js': '.mjs' },
  });
}

if (process.argv[1] === new URL(import.meta.url).pathname) await bundleAll(process.argv.slice(2));
