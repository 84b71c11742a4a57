/** Settings of a daemon: one JSON file with a zod schema; every key has a default, so the file may be missing. */
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';

/** A settings file that cannot be used; the text names the file and the key. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** A file that does not exist counts as `{}`. Throws SettingsError. */
export async function loadSettings<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  const result = schema.safeParse(await readJson(path));
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || '(whole file)'}: ${issue.message}`);
  throw new SettingsError(`${path}: ${problems.join('; ')}`);
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new SettingsError(`${path} cannot be read: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new SettingsError(`${path} is not valid JSON: ${(error as Error).message}`);
  }
}
