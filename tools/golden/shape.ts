/** Comparing JSON by its form: keys and types, not values. */

type Dict = Readonly<Record<string, unknown>>;

const isDict = (value: unknown): value is Dict => typeof value === 'object' && value !== null && !Array.isArray(value);
const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : isDict(value) ? 'dictionary' : typeof value);

/**
 * What differs in form, one text each: `ops[].reason: list, not string`, `nic.ips: missing`, `x: extra`. A null says nothing about
 * a type, an empty list nothing about its elements. Lists whose elements differ in type are tuples, compared place by place.
 */
export function shapeDifferences(theirs: unknown, ours: unknown, path = ''): string[] {
  if (theirs === null || ours === null) return [];
  if (kindOf(theirs) !== kindOf(ours)) return [`${path}: ${kindOf(theirs)}, not ${kindOf(ours)}`];
  if (Array.isArray(theirs) && Array.isArray(ours)) return listDifferences(theirs, ours, path);
  if (isDict(theirs) && isDict(ours)) return dictDifferences(theirs, ours, path);
  return [];
}

/** Of a long list so many elements show all forms there are. */
const formsLooked = 60;
const fewest = (candidates: readonly string[][]): string[] => candidates.reduce((best, each) => (each.length < best.length ? each : best));

function listDifferences(theirs: readonly unknown[], ours: readonly unknown[], path: string): string[] {
  if (theirs.length === 0 || ours.length === 0) return [];
  if (new Set(theirs.filter((each) => each !== null).map(kindOf)).size > 1) {
    if (theirs.length !== ours.length) return [`${path}: ${theirs.length} places, not ${ours.length}`];
    return theirs.flatMap((each, index) => shapeDifferences(each, ours[index], `${path}[${index}]`));
  }
  // Rows of a query, and the values of a row.
  if (theirs.length === ours.length && theirs.every(Array.isArray)) {
    return [...new Set(theirs.flatMap((each, index) => shapeDifferences(each, ours[index], `${path}[]`)))];
  }
  // Elements of one list may be of several forms, such as opcodes: each of ours has to be like one of theirs.
  const forms = theirs.length <= formsLooked ? theirs : theirs.slice(0, formsLooked);
  return [...new Set(ours.flatMap((each) => fewest(forms.map((form) => shapeDifferences(form, each, `${path}[]`)))))];
}

function dictDifferences(theirs: Dict, ours: Dict, path: string): string[] {
  const inside = (key: string): string => (path === '' ? key : `${path}.${key}`);
  return [
    ...Object.keys(theirs).flatMap((key) => (Object.hasOwn(ours, key) ? shapeDifferences(theirs[key], ours[key], inside(key)) : [`${inside(key)}: missing`])),
    ...Object.keys(ours).flatMap((key) => (Object.hasOwn(theirs, key) ? [] : [`${inside(key)}: extra`])),
  ];
}
