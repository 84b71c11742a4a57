/** What differs between two makings of the ssconf values. */
export type Ssconf = Readonly<Record<string, string>>;

/** `next`, in the texts of `known` where they are equal; `known` itself when all are. */
export function shared(known: Ssconf | undefined, next: Ssconf): Ssconf {
  if (known === undefined) return next;
  const entries = Object.entries(next).map(([name, value]) => [name, known[name] === value ? (known[name] ?? value) : value] as const);
  return entries.length === Object.keys(known).length && entries.every(([name, value]) => known[name] === value) ? known : Object.fromEntries(entries);
}

/** Values that a node with `known` lacks. */
export function changed(known: Ssconf | undefined, next: Ssconf): Record<string, string> {
  return known === next ? {} : Object.fromEntries(Object.entries(next).filter(([name, value]) => known?.[name] !== value));
}

export const sizeOf = (values: Ssconf): number => Object.entries(values).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
