import type { ObjectKind, ObjectKinds } from '@ganeti/objects';
import { ConfigurationError } from '@ganeti/errors';
import { frozenCopy } from './frozen-copy';
import type { Head } from './head';
import type { AnyObject } from './tables';
import type { Change, ConfigTx, NewObject } from './types';
import { View } from './view';

/**
 * Changes the head in place and remembers how each object was before: `fn` of a transaction is synchronous, so nobody else
 * can see the head in between, and `rollback` puts it back.
 */
export class Transaction extends View implements ConfigTx {
  poolMayShrink = false;
  private readonly touched = new Map<string, { kind: ObjectKind; uuid: string; before: AnyObject | null }>();
  private ended = false;

  constructor(
    private readonly head: Head,
    private readonly now: number,
  ) {
    super(head.tables);
  }

  letPoolShrink(): void {
    this.poolMayShrink = true;
  }

  insert<K extends ObjectKind>(kind: K, object: NewObject<K>): ObjectKinds[K] {
    const { uuid } = object as unknown as AnyObject;
    if (this.get(kind, uuid) !== undefined) throw new ConfigurationError(`There is already a ${kind} with uuid ${uuid}`);
    const stamps = { serial_no: this.serialBefore(kind, uuid) + 1, ctime: this.now, mtime: this.now };
    return this.put(kind, uuid, { ...object, ...stamped(kind, stamps) } as unknown as ObjectKinds[K]);
  }

  update<K extends ObjectKind>(kind: K, uuid: string, change: Partial<ObjectKinds[K]>): ObjectKinds[K] {
    const current = this.get(kind, uuid);
    if (current === undefined) throw new ConfigurationError(`There is no ${kind} with uuid ${uuid}`);
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const own = { uuid, ...this.changeStamps(kind, current) };
    return this.put(kind, uuid, { ...current, ...given, ...own });
  }

  remove(kind: ObjectKind, uuid: string): void {
    if (this.get(kind, uuid) === undefined) throw new ConfigurationError(`There is no ${kind} with uuid ${uuid}`);
    this.put(kind, uuid, null);
  }

  restore<K extends ObjectKind>(kind: K, object: ObjectKinds[K]): ObjectKinds[K] {
    // The serial number goes on from what is there now; ctime is that of the object as it was.
    const latest = this.get(kind, object.uuid) ?? object;
    const stamps = stamped(kind, { serial_no: this.serialBefore(kind, object.uuid, latest) + 1, mtime: this.now });
    return this.put(kind, object.uuid, { ...object, ...stamps });
  }

  /** Ends the transaction: what it changed, objects that are as before left out. */
  end(): readonly Change[] {
    this.ended = true;
    const changes = [...this.touched.values()].flatMap(({ kind, uuid, before }) => {
      const after = this.get(kind, uuid) ?? null;
      return before === after ? [] : [Object.freeze({ kind, uuid, before, after })];
    });
    return Object.freeze(changes);
  }

  rollback(): void {
    this.ended = true;
    for (const { kind, uuid, before } of [...this.touched.values()].reverse()) this.head.set(kind, uuid, before);
  }

  private put<K extends ObjectKind, T extends ObjectKinds[K] | null>(kind: K, uuid: string, after: T): T {
    if (this.ended) throw new Error('The transaction has ended; nothing can be changed in it any more');
    const key = `${kind} ${uuid}`;
    if (!this.touched.has(key)) this.touched.set(key, { kind, uuid, before: this.get(kind, uuid) ?? null });
    const own = frozenCopy(after);
    this.head.set(kind, uuid, own);
    return own;
  }

  /** A transaction counts once in serial_no, however often it touches the object. */
  private serialBefore(kind: ObjectKind, uuid: string, current?: AnyObject): number {
    const entry = this.touched.get(`${kind} ${uuid}`);
    const before = entry === undefined ? current : (entry.before ?? undefined);
    return before !== undefined && 'serial_no' in before ? before.serial_no : 0;
  }

  private changeStamps(kind: ObjectKind, current: AnyObject): object {
    const stamps = { serial_no: this.serialBefore(kind, current.uuid, current) + 1, mtime: this.now };
    return 'ctime' in current ? stamped(kind, { ...stamps, ctime: current.ctime }) : {};
  }
}

/** Filter rules have no serial number and no times. */
function stamped(kind: ObjectKind, stamps: object): object {
  return kind === 'filter' ? {} : stamps;
}
