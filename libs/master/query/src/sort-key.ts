/** Names are sorted so that inst2 comes before inst10. */

/** Text whose plain order is the natural order of the names. */
export function sortKey(name: string): string {
  return name.replace(/\d+/g, (digits) => digits.padStart(12, '0'));
}

interface Named {
  readonly name: string;
}

/** Objects are immutable: each needs its key made once. */
const keys = new WeakMap<Named, string>();

export function sortKeyOf(object: Named): string {
  let key = keys.get(object);
  if (key === undefined) keys.set(object, (key = sortKey(object.name)));
  return key;
}

export function byName(a: Named, b: Named): number {
  const [first, second] = [sortKeyOf(a), sortKeyOf(b)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

/** Names of the objects that exist. */
export function namesInOrder(objects: Iterable<Named | undefined>): string[] {
  const present: Named[] = [];
  for (const object of objects) if (object !== undefined) present.push(object);
  return present.sort(byName).map(({ name }) => name);
}
