/** Comparison of the fields with facts about Ganeti (fields.json of the reference), for tests and `npm run compat`. */
import { fieldDeviations } from './field-deviations';
import { describeAllFields } from './resources';
import type { FieldDescription, QueryKind } from './types';

/** The part of fields.json that is compared. `/%d` in a name stands for each number of `indexed`, e.g. "0..15". */
export interface FieldReference {
  readonly resources: Readonly<Record<string, { readonly fields: readonly ReferenceField[] }>>;
}
interface ReferenceField {
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly indexed?: string;
}

export interface FieldComparison {
  /** Fields of the reference, numbered ones counted each, and how many of them are served alike. */
  readonly compared: number;
  readonly served: number;
  /** `instance/zzz: missing`, …; those with a reason in `fieldDeviations` are left out. */
  readonly differences: readonly string[];
  /** Deviations with a reason that were met. */
  readonly deviations: readonly string[];
}

export function compareFields(reference: FieldReference): FieldComparison {
  const ours = describeAllFields();
  const differences: string[] = [];
  let compared = 0;
  let served = 0;
  for (const [kind, { fields }] of Object.entries(reference.resources)) {
    const table = new Map((ours[kind as QueryKind] ?? []).map((field) => [field.name, field]));
    const expected = fields.flatMap(numbered);
    for (const field of expected) {
      const found = table.get(field.name);
      compared += 1;
      if (isSame(found, field)) served += 1;
      else differences.push(`${kind}/${field.name}: ${found === undefined ? 'missing' : `is ${found.title} (${found.kind}), not ${field.title} (${field.kind})`}`);
      table.delete(field.name);
    }
    for (const name of table.keys()) if (!expected.some((field) => field.name === name)) differences.push(`${kind}/${name}: not in Ganeti`);
  }
  for (const kind of Object.keys(ours)) if (reference.resources[kind] === undefined) differences.push(`${kind}: not in Ganeti`);
  const isMeant = (difference: string): boolean => fieldDeviations[difference.split(':')[0] ?? ''] !== undefined;
  return { compared, served, differences: differences.filter((each) => !isMeant(each)), deviations: differences.filter(isMeant) };
}

/** An older name of a numbered field (`bridge`, `sdb_size`) has its title, with whichever number it stands for. */
function isSame(found: FieldDescription | undefined, { title, kind }: ReferenceField): boolean {
  return found !== undefined && found.kind === kind && (found.title === title || found.title.replace(/\d+$/, '%d') === title);
}

function numbered(field: ReferenceField): ReferenceField[] {
  if (field.indexed === undefined) return [field];
  const [first = 0, last = 0] = field.indexed.split('..').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    name: field.name.replace('%d', String(first + index)),
    title: field.title.replace('%d', String(first + index)),
    kind: field.kind,
  }));
}
