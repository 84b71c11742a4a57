/**
 * External storage providers: directories of scripts that make, attach and remove the disks of template ext. Which files a
 * provider consists of is Ganeti's external storage interface.
 */
import { join } from 'node:path';
import { findInstalled, listInstalled, readListFile, readParameters, scriptProblem } from '@ganeti/runtime';

export const providerScripts = ['create', 'remove', 'grow', 'attach', 'detach', 'setinfo', 'verify'] as const;
/** A provider that has no such script cannot do this; all else works. */
export const optionalProviderScripts = ['snapshot', 'open', 'close'] as const;
export type ProviderScript = (typeof providerScripts)[number] | (typeof optionalProviderScripts)[number];

const parametersFile = 'parameters.list';

export interface Provider {
  readonly name: string;
  readonly path: string;
  /** Why it cannot be used; empty: it can. */
  readonly problems: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly help: string }[];
  /** Full paths of the scripts that can be run. */
  readonly scripts: { readonly [S in ProviderScript]?: string };
}

export async function readProvider(name: string, path: string): Promise<Provider> {
  const problems: string[] = [];
  const scripts: { [S in ProviderScript]?: string } = {};
  for (const script of [...providerScripts, ...optionalProviderScripts]) {
    const problem = await scriptProblem(path, script);
    if (problem === null) scripts[script] = join(path, script);
    else if ((providerScripts as readonly string[]).includes(script)) problems.push(problem);
  }
  const parameters = await readListFile(join(path, parametersFile));
  if (parameters === null) problems.push(`${parametersFile} is missing; write the parameters it takes there, or leave the file empty`);
  return { name, path, problems, parameters: readParameters(parameters ?? []), scripts };
}

/** The providers on this node; the first of a name on the search path wins. */
export class Providers {
  constructor(private readonly searchPath: readonly string[]) {}

  /** All of them, sorted by name, with those that cannot be used. */
  async list(): Promise<Provider[]> {
    const found = await listInstalled(this.searchPath);
    const providers = await Promise.all([...found].map(([name, path]) => readProvider(name, path)));
    return providers.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async find(name: string): Promise<Provider | null> {
    const path = await findInstalled(this.searchPath, name);
    return path === null ? null : readProvider(name, path);
  }
}
