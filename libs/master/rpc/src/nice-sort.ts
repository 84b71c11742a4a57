/** Names as people count: node2 before node10. */
export function niceSorted(names: Iterable<string>): string[] {
  return [...names].map((name) => ({ name, key: name.split(/(\d+)/) })).sort(compare).map(({ name }) => name);
}

interface Keyed {
  readonly name: string;
  /** Text and digits in turn: odd places hold digits. */
  readonly key: readonly string[];
}

function compare(a: Keyed, b: Keyed): number {
  for (let i = 0; i < Math.min(a.key.length, b.key.length); i += 1) {
    const [x, y] = [a.key[i]!, b.key[i]!];
    if (x === y) continue;
    const byNumber = i % 2 === 1 ? Number(x) - Number(y) : 0;
    return byNumber !== 0 ? byNumber : x < y ? -1 : 1;
  }
  return a.key.length - b.key.length;
}
