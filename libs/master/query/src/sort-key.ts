/** Names are sorted so that inst2 comes before inst10. */

/** Text whose plain order is the natural order of the names. */
export function sortKey(name: string): string {
  return name.replace(/\d+/g, (digits) => digits.padStart(12, '0'));
}

export function sortNames(names: Iterable<string>): string[] {
  return [...names]
    .map((name) => [sortKey(name), name] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, name]) => name);
}
