/** Parts of rules over several parameters. Each answers what is wrong, or null. */
export type Rule = (params: Readonly<Record<string, unknown>>) => string | null;

/** The first complaint of several rules. */
export function rules(...parts: readonly Rule[]): Rule {
  return (params) => {
    for (const part of parts) {
      const problem = part(params);
      if (problem !== null) return problem;
    }
    return null;
  };
}

/** Given: true, or a value other than null, false and an empty list. */
export function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

/** Two parameters that exclude each other; `why` follows their names. */
export function notBoth(one: string, other: string, why = 'exclude each other; give one of them'): Rule {
  return (params) => (isGiven(params[one]) && isGiven(params[other]) ? `'${one}' and '${other}' ${why}` : null);
}

/** A parameter that makes sense only with another one. */
export function needs(one: string, other: string, why = 'give both'): Rule {
  return (params) => (isGiven(params[one]) && !isGiven(params[other]) ? `'${one}' needs '${other}': ${why}` : null);
}

/** A node that is named, by name or UUID, or chosen by an allocator. */
export function nodeOrAllocator(node: string): Rule {
  const why = 'are given, but only one of them can choose the node';
  return rules(notBoth('iallocator', node, why), notBoth('iallocator', `${node}_uuid`, why));
}
