// Files that generators own: brought up to date, or with --check only compared.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const root = new URL('../../', import.meta.url).pathname;

const check = process.argv.includes('--check');
let stale = 0;

/** Brings a file up to date, or says that it is not. `text` null: there should be no such file. */
export function settle(path, text) {
  const full = join(root, path);
  const present = existsSync(full) ? readFileSync(full, 'utf8') : null;
  if (present === text) return;
  if (check) {
    console.error(`stale: ${path} (run: npm run generate)`);
    stale += 1;
  } else if (text === null) {
    rmSync(full);
  } else {
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
}

/** A directory with exactly these files: name to text. */
export function settleDirectory(directory, files) {
  for (const [name, text] of files) settle(join(directory, name), text);
  const full = join(root, directory);
  for (const entry of existsSync(full) ? readdirSync(full, { withFileTypes: true }) : []) {
    if (entry.isFile() && !files.has(entry.name)) settle(join(directory, entry.name), null);
  }
}

/** The exit code: 1 when something is stale. */
export const outcome = () => (stale > 0 ? 1 : 0);
