/** What administrators install on a search path: directories of scripts (OS definitions, external storage providers), and programs (allocators). */
import { constants } from 'node:fs';
import { access, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A name that cannot lead out of the search path. */
export const isInstalledName = (name: string): boolean => name !== '' && !name.startsWith('.') && !name.includes('/');

/** Name -> path of every directory on the search path; the first of a name wins, a part that is not there counts as empty. */
export async function listInstalled(searchPath: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const dir of searchPath) {
    for (const name of await directories(dir)) if (!found.has(name)) found.set(name, join(dir, name));
  }
  return found;
}

/** Path of one of them; null: it is on no part of the search path. */
export async function findInstalled(searchPath: readonly string[], name: string): Promise<string | null> {
  if (!isInstalledName(name)) return null;
  for (const dir of searchPath) {
    const path = join(dir, name);
    if (await isDirectory(path)) return path;
  }
  return null;
}

/** A program on the search path, the first of its name wins; or why it cannot be run, as a clause. */
export async function findProgram(searchPath: readonly string[], name: string): Promise<{ readonly path: string } | { readonly problem: string }> {
  if (!isInstalledName(name)) return { problem: 'the name cannot be that of a program' };
  for (const dir of searchPath) {
    const path = join(dir, name);
    const found = await stat(path).catch(() => null);
    if (found?.isFile() !== true) continue;
    return access(path, constants.X_OK).then(() => ({ path }), () => ({ problem: `${path} is not executable` }));
  }
  return { problem: 'it is on no part of the search path' };
}

/** Names of the directories in a directory, without hidden ones; none when it is not there. */
export async function directories(dir: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(dir);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
  const checked = await Promise.all(names.filter(isInstalledName).map(async (name) => ((await isDirectory(join(dir, name))) ? [name] : [])));
  return checked.flat();
}

/** Also through a link: definitions are often linked to where they were unpacked. */
const isDirectory = (path: string): Promise<boolean> => stat(path).then((found) => found.isDirectory(), () => false);

/** Why a script cannot be run; null: it can. */
export async function scriptProblem(dir: string, file: string): Promise<string | null> {
  const path = join(dir, file);
  try {
    if (!(await stat(path)).isFile()) return `${file} is not a file`;
    await access(path, constants.X_OK);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? `its script ${file} is missing` : `its script ${file} is not executable`;
  }
}

/** Lines without blanks and comments; null: no such file. */
export async function readListFile(path: string): Promise<string[] | null> {
  try {
    const text = await readFile(path, 'utf8');
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Lines of a parameters.list: a name in lower case, then its help. */
export function readParameters(lines: readonly string[]): { name: string; help: string }[] {
  return lines.map((line) => {
    const [name = '', ...help] = line.split(/\s+/);
    return { name: name.toLowerCase(), help: help.join(' ') };
  });
}
