/** Settings of the node daemon on a machine that becomes a node: of the first one by init, of others when they join. */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from './files';
import type { Paths } from './paths';

export interface NodeSetup {
  readonly address: string;
  readonly port: number;
  /** Its guests and disks are: where settings do not say so already. */
  readonly simulated: boolean;
  /** Where file disks will lie. */
  readonly directories: readonly string[];
}

/** What the administrator has set stays, but for address and port. Throws when the settings are there and no JSON object. */
export async function prepareNode(paths: Paths, { address, port, simulated, directories }: NodeSetup): Promise<void> {
  const path = paths.settings('noded');
  const before = existsSync(path) ? asObject(await readFile(path, 'utf8'), path) : {};
  const settings = { drivers: simulated ? 'simulated' : 'real', ...before, address, port };
  await writeFileDurably(path, `${JSON.stringify(settings, null, 2)}\n`);
  for (const directory of directories) await mkdir(join(paths.root, directory), { recursive: true, mode: 0o750 });
  if (directories.length > 0 && !existsSync(paths.fileStoragePaths)) {
    await writeFileDurably(paths.fileStoragePaths, `# Directories that may hold file disks, a line each.\n${directories.join('\n')}\n`);
  }
}

function asObject(text: string, path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // The same to whoever has to mend it.
  }
  throw new Error(`${path} is no JSON object; correct it or remove it`);
}
