/** What somebody may do: the rules of all their roles together. */
import { reading, type ObjectFacts, type Role, type Roles, type Where } from './roles';

export class Rights {
  /** Everything there is, and whatever comes to be. */
  readonly everything: boolean;
  /** Reads whatever there is to read. */
  readonly readsEverything: boolean;
  private readonly rules: Role;
  /** Permissions are those of opcodes and resources: few. */
  private readonly answers = new Map<string, readonly Where[]>();

  constructor(roles: readonly Role[]) {
    this.rules = roles.flat();
    // Names that no permission has: only `*` and `*.read` grant them.
    this.everything = this.everywhere('\0');
    this.readsEverything = this.everywhere('\0.read');
  }

  /** Where the permission is granted; empty: nowhere. */
  wheres(permission: string): readonly Where[] {
    let known = this.answers.get(permission);
    if (known === undefined) {
      known = this.rules.filter(({ grants }) => grants(permission)).map(({ where }) => where);
      this.answers.set(permission, known);
    }
    return known;
  }

  everywhere(permission: string): boolean {
    return this.wheres(permission).includes(null);
  }

  on(permission: string, object: ObjectFacts): boolean {
    return this.wheres(permission).some((where) => where === null || where(object));
  }
}

export const nothing = new Rights([]);

/** The roles that a user's options name. No options at all: reading. Words that are no role grant nothing, and are answered. */
export function rightsOf(options: Iterable<string>, roles: Roles): { readonly rights: Rights; readonly unknown: readonly string[] } {
  const names = [...options];
  if (names.length === 0) return { rights: new Rights([reading]), unknown: [] };
  const found = names.map((name) => [name, roles.get(name)] as const);
  return {
    rights: new Rights(found.flatMap(([, role]) => (role === undefined ? [] : [role]))),
    unknown: found.flatMap(([name, role]) => (role === undefined ? [name] : [])),
  };
}

/** Who speaks, and what they may do: what all of `rights` grant (a token's role narrows what its owner may). */
export class Principal {
  readonly everything: boolean;
  readonly readsEverything: boolean;

  constructor(
    readonly name: string,
    private readonly rights: readonly Rights[],
    /** Id of the token that was shown. */
    readonly token: string | null = null,
    /** Seconds since the epoch from which on it counts no more; null: for good. */
    readonly expires: number | null = null,
  ) {
    this.everything = rights.every((each) => each.everything);
    this.readsEverything = rights.every((each) => each.readsEverything);
  }

  /** Whether there is anything at all they may do under this name. */
  anywhere(permission: string): boolean {
    return this.rights.every((each) => each.wheres(permission).length > 0);
  }

  everywhere(permission: string): boolean {
    return this.rights.every((each) => each.everywhere(permission));
  }

  on(permission: string, object: ObjectFacts): boolean {
    return this.rights.every((each) => each.on(permission, object));
  }
}
