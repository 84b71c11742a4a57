/** An OS definition as it lies in its directory, judged by the rules of its API version (10, 15, 20). */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readListFile, readParameters, scriptProblem } from '@ganeti/runtime';

/** API versions this node speaks, best last. */
export const SUPPORTED_API = [10, 15, 20] as const;
const VARIANTS_FROM = 15;
const PARAMETERS_FROM = 20;

export type OsScript = 'create' | 'import' | 'export' | 'rename' | 'verify';

export interface OsDefinition {
  readonly name: string;
  readonly path: string;
  /** Why it cannot be used; empty: it can. */
  readonly problems: readonly string[];
  readonly apiVersions: readonly number[];
  /** Highest version both sides know; 0: none. */
  readonly api: number;
  /** The first is the default. */
  readonly variants: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly help: string }[];
  readonly scripts: { readonly [S in OsScript]?: string };
  /** False: its create script is `create_untrusted` and must not see the node. */
  readonly trusted: boolean;
}

export async function readDefinition(name: string, path: string): Promise<OsDefinition> {
  const problems: string[] = [];
  const apiVersions = await readVersions(path, problems);
  const api = Math.max(0, ...SUPPORTED_API.filter((version) => apiVersions.includes(version)));
  if (api === 0 && problems.length === 0) {
    problems.push(`its API versions (${apiVersions.join(', ')}) are not among ${SUPPORTED_API.join(', ')}; update the definition`);
  }

  const scripts: { [S in OsScript]?: string } = {};
  const trusted = (await exists(join(path, 'create'))) || !(await exists(join(path, 'create_untrusted')));
  const wanted: [OsScript, string][] = [
    ['create', trusted ? 'create' : 'create_untrusted'],
    ['import', 'import'],
    ['export', 'export'],
    ['rename', 'rename'],
    ...(api >= PARAMETERS_FROM ? [['verify', 'verify'] as [OsScript, string]] : []),
  ];
  for (const [script, file] of wanted) {
    const problem = await scriptProblem(path, file);
    if (problem === null) scripts[script] = join(path, file);
    // What an untrusted definition does is confined; it needs no script but its creation.
    else if (trusted || script === 'create') problems.push(problem);
  }

  const variants = api >= VARIANTS_FROM ? await readListFile(join(path, 'variants.list')) : null;
  const parameterLines = api >= PARAMETERS_FROM ? await readListFile(join(path, 'parameters.list')) : null;
  const parameters = readParameters(parameterLines ?? []);
  return { name, path, problems, apiVersions, api, variants: variants ?? [], parameters, scripts, trusted };
}

async function readVersions(path: string, problems: string[]): Promise<number[]> {
  const file = 'ganeti_api_version';
  const lines = await readListFile(join(path, file));
  if (lines === null) {
    problems.push(`${file} is missing; write the API versions it supports there, one per line`);
    return [];
  }
  const versions = lines.map(Number);
  if (versions.length === 0 || versions.some((version) => !Number.isInteger(version))) {
    problems.push(`${file} must hold one whole number per line`);
    return [];
  }
  return versions;
}

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);
