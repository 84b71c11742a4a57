import { OpExecError } from '@ganeti/errors';
import { findInstalled, listInstalled } from '@ganeti/runtime';
import { readDefinition, type OsDefinition } from './definition';

/** `debian+minimal` -> name and variant. */
export function splitOsName(os: string): { readonly name: string; readonly variant: string } {
  const at = os.indexOf('+');
  return at < 0 ? { name: os, variant: '' } : { name: os.slice(0, at), variant: os.slice(at + 1) };
}

export interface UsableOs {
  readonly definition: OsDefinition;
  /** The one asked for, or the default; empty: it has none. */
  readonly variant: string;
}

/** The OS definitions on this node: directories on a search path; the first of a name wins. */
export class OsDefinitions {
  readonly #searchPath: readonly string[];

  constructor(searchPath: readonly string[]) {
    this.#searchPath = searchPath;
  }

  /** All of them, sorted by name, with those that cannot be used. */
  async list(): Promise<OsDefinition[]> {
    const found = await listInstalled(this.#searchPath);
    const definitions = await Promise.all([...found].map(([name, path]) => readDefinition(name, path)));
    return definitions.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async find(name: string): Promise<OsDefinition | null> {
    const path = await findInstalled(this.#searchPath, name);
    return path === null ? null : readDefinition(name, path);
  }

  /** A definition to work with. Throws OpExecError when it is missing, not valid, or does not have the variant. */
  async use(os: string, options: { readonly forceVariant?: boolean } = {}): Promise<UsableOs> {
    const { name, variant } = splitOsName(os);
    const definition = await this.find(name);
    if (definition === null) throw new OpExecError(`OS ${name} is not found on this node in ${this.#searchPath.join(', ')}; install it there`);
    if (definition.problems.length > 0) throw new OpExecError(`OS ${name} in ${definition.path} cannot be used: ${definition.problems.join('; ')}`);
    const problem = variantProblem(definition, variant);
    if (problem !== null && options.forceVariant !== true) throw new OpExecError(problem);
    return { definition, variant: variant === '' ? (definition.variants[0] ?? '') : variant };
  }
}

/** What is wrong with this variant of this OS; null: nothing. An empty variant takes the default. */
export function variantProblem({ name, variants }: OsDefinition, variant: string): string | null {
  if (variant === '' || variants.includes(variant)) return null;
  if (variants.length === 0) return `OS ${name} has no variants; use it without "+${variant}"`;
  return `OS ${name} has no variant ${variant}; choose one of ${variants.join(', ')}`;
}
