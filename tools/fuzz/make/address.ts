/** The target of a request: the path of an operation with names in it, and arguments. */
import type { Operation, Parameter } from '../operations';
import type { Random } from '../random';
import { valueFor } from '../values';
import { existing, jobIds, missing, queryKinds } from '../world';

/** A path of the operation; `present`: with names of objects that there are. */
export function pathOf({ path }: Pick<Operation, 'path'>, random: Random, present: boolean): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => segmentFor(name, random, present));
}

function segmentFor(name: string, random: Random, present: boolean): string {
  if (name === 'job_id') return random.pick(jobIds);
  if (name === 'resource') return random.pick([...queryKinds, 'zzz']);
  if (name === 'disk') return String(random.pick([0, 0, 1, 20, 2 ** 40]));
  return random.pick((present ? existing[name] : undefined) ?? missing);
}

/** Arguments of the operation, each with a value that fits; those in `without` are left out. */
export function argumentsOf({ parameters }: Pick<Operation, 'parameters'>, random: Random, without: readonly string[] = []): string[] {
  return parameters
    .filter((each) => each.in === 'query' && !without.includes(each.name) && random.chance(0.4))
    .map(({ name, schema }) => argument(name, String(valueFor(schema, random))));
}

/** A lone surrogate has no form in a URL; it is sent as the replacement character. */
export function argument(name: string, value: string): string {
  return `${name}=${encodeURIComponent(Buffer.from(value).toString())}`;
}

export function target(path: string, args: readonly string[]): string {
  return args.length === 0 ? path : `${path}?${args.join('&')}`;
}

/** Arguments that take a number. */
export function numberParameters({ parameters }: Pick<Operation, 'parameters'>): Parameter[] {
  return parameters.filter((each) => each.in === 'query' && each.schema.type === 'integer');
}

/** Arguments that no operation has, and text that is none. */
export function garbageQuery(random: Random): string {
  const { pick, int } = random;
  return pick<() => string>([
    () => `zzz${int(9)}=${int(9)}`,
    () => '&&&===',
    () => '%',
    () => '%zz=%e2%82',
    () => 'a'.repeat(int(4000)),
    () => Array.from({ length: int(800) }, (_, n) => `k${n}=1`).join('&'),
    () => '__proto__=1&constructor=2&__proto__[x]=3',
    () => 'reason=%00%0d%0aX-Injected:1',
    () => '?',
    () => 'bulk=1&bulk=1',
  ])();
}
