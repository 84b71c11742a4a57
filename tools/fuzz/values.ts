/** Values for JSON schemas, and values for none. */
import type { Random } from './random';

export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema | boolean;
  readonly prefixItems?: readonly Schema[];
  readonly minimum?: number;
}

const words = ['', 'none-1.example.com', 'auto', 'default', 'x', '0', '-1', '192.0.2.1', '2001:db8::1', 'aa:00:00:00:00:01', 'ä', '\u0000', '../../etc/passwd', 'a b!c', '%s%n', '*'.repeat(300), '__proto__', '\ud800', '${x}', '`id`', "'; --", '<b>'];

/** Something that the schema mostly allows; patterns and rules between parameters are not looked at. */
export function valueFor(schema: Schema | boolean | undefined, random: Random, depth = 0): unknown {
  if (schema === undefined || typeof schema === 'boolean') return depth > 3 ? null : strange(random, depth + 1);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined && schema.enum.length > 0) return random.pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return valueFor(random.pick(choices), random, depth + 1);
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map((each) => valueFor(each, random, depth + 1) as object));
  const type = typeof schema.type === 'string' ? schema.type : random.pick(schema.type ?? ['null']);
  switch (type) {
    case 'string':
      return random.pick(words);
    case 'integer':
    case 'number':
      return random.pick([schema.minimum ?? 0, 0, 1, -1, 64, 1024, 2 ** 31, 2 ** 53, 1.5]);
    case 'boolean':
      return random.chance(0.5);
    case 'array':
      if (schema.prefixItems !== undefined) return schema.prefixItems.map((item) => valueFor(item, random, depth + 1));
      return Array.from({ length: depth > 4 ? 0 : random.int(3) }, () => valueFor(schema.items, random, depth + 1));
    case 'object':
      return objectFor(schema, random, depth);
    default:
      return null;
  }
}

function objectFor({ properties = {}, required = [], additionalProperties }: Schema, random: Random, depth: number): Record<string, unknown> {
  const chosen = Object.entries(properties).filter(([name]) => required.includes(name) || random.chance(0.3));
  const pairs = chosen.map(([name, schema]): [string, unknown] => [name, valueFor(schema, random, depth + 1)]);
  if (typeof additionalProperties === 'object' && depth < 5 && random.chance(0.5)) pairs.push([random.pick(words), valueFor(additionalProperties, random, depth + 1)]);
  // Unlike assignment, this makes a key of `__proto__` too.
  return Object.fromEntries(pairs);
}

/** Anything JSON can say. */
export function strange(random: Random, depth = 0): unknown {
  const leaf = (): unknown => random.pick<unknown>([null, true, false, 0, -1, 1e308, 1.5, 2 ** 53, ...words]);
  if (depth > 3) return leaf();
  return random.pick([
    leaf,
    () => Array.from({ length: random.int(4) }, () => strange(random, depth + 1)),
    () => Object.fromEntries(Array.from({ length: random.int(4) }, () => [random.pick(words), strange(random, depth + 1)])),
  ])();
}
