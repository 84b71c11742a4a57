/**
 * Roles: named sets of rights. A few are built in; others are defined in /etc/ganeti/rapi-roles.json (docs/security.md). A rule grants
 * permissions, either everywhere or only on the objects it describes.
 */
import { z } from 'zod';
import { wildcard } from './wildcard';

const patterns = z.array(z.string().min(1)).min(1);

const whereSchema = z
  .strictObject({
    /** Names of objects of these kinds. When one of them is given, objects of the kinds that are not given are out. */
    instances: patterns.optional(),
    nodes: patterns.optional(),
    networks: patterns.optional(),
    /** Names of node groups: all the groups an object lies in have to fit. */
    groups: patterns.optional(),
    /** One of the object's own tags has to fit. */
    tags: patterns.optional(),
  })
  .refine((where) => Object.values(where).some((list) => list !== undefined), 'says nothing: leave it out for a right everywhere');

const ruleSchema = z.strictObject({
  permissions: z.array(z.string().regex(/^[a-z*?][a-z0-9*?.-]*$/, 'is no permission like instance.startup or instance.*')).min(1),
  where: whereSchema.optional(),
});

const reserved = ['admin', 'write', 'read', 'read-only'];

export const rolesFileSchema = z.strictObject({
  roles: z.record(
    z
      .string()
      .regex(/^[A-Za-z0-9_][\w.-]*$/, 'a role name is made of letters, digits and _.-')
      .refine((name) => !reserved.includes(name), 'this role is built in'),
    z.strictObject({ description: z.string().optional(), rules: z.array(ruleSchema) }),
  ),
});

/** What is known of an object when somebody wants to do something with it. */
export interface ObjectFacts {
  readonly kind: 'instance' | 'node' | 'group' | 'network';
  readonly name: string;
  readonly tags: readonly string[];
  /** Names of all node groups it lies in; empty: none, or not known. */
  readonly groups: readonly string[];
}

/** Null: everywhere. */
export type Where = ((object: ObjectFacts) => boolean) | null;

export interface Rule {
  readonly grants: (permission: string) => boolean;
  readonly where: Where;
}

export type Role = readonly Rule[];
export type Roles = ReadonlyMap<string, Role>;

const everything: Role = [{ grants: () => true, where: null }];
/** What a user without any option may do. */
export const reading: Role = [{ grants: wildcard('*.read'), where: null }];
/** Ganeti's option `read`: queries and consoles too. */
const querying: Role = [...reading, ...['*.query', 'instance.console'].map((each) => ({ grants: wildcard(each), where: null }))];

/** `write` and `read` are Ganeti's words. */
export const builtInRoles: Roles = new Map([
  ['admin', everything],
  ['write', everything],
  ['read', querying],
  ['read-only', querying],
]);

/** Throws when the text is no roles file; the message names the place. */
export function parseRoles(text: string): Roles {
  const parsed = rolesFileSchema.safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map(explain).join('; '));
  }
  const roles = Object.entries(parsed.data.roles).map(([name, { rules }]): [string, Role] => [name, rules.map(compileRule)]);
  return new Map([...builtInRoles, ...roles]);
}

function explain(issue: z.core.$ZodIssue): string {
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return `${issue.path.join('.')}: ${message}`;
}

function compileRule({ permissions, where }: z.output<typeof ruleSchema>): Rule {
  const tests = permissions.map(wildcard);
  return {
    grants: (permission) => tests.some((test) => test(permission)),
    where: where === undefined ? null : compileWhere(where),
  };
}

function compileWhere({ instances, nodes, networks, groups, tags }: z.output<typeof whereSchema>): (object: ObjectFacts) => boolean {
  const anyOf = (list: readonly string[]): ((text: string) => boolean) => {
    const tests = list.map(wildcard);
    return (text) => tests.some((test) => test(text));
  };
  const names = { instance: instances, node: nodes, network: networks, group: undefined };
  const namesGiven = instances !== undefined || nodes !== undefined || networks !== undefined;
  const tests: ((object: ObjectFacts) => boolean)[] = [];
  if (namesGiven) {
    const byKind = new Map(Object.entries(names).flatMap(([kind, list]) => (list === undefined ? [] : [[kind, anyOf(list)] as const])));
    tests.push(({ kind, name }) => byKind.get(kind)?.(name) === true);
  }
  if (groups !== undefined) {
    const fits = anyOf(groups);
    tests.push((object) => object.groups.length > 0 && object.groups.every(fits));
  }
  if (tags !== undefined) {
    const fits = anyOf(tags);
    tests.push((object) => object.tags.some(fits));
  }
  return (object) => tests.every((test) => test(object));
}
