import type { Node, ObjectKind } from '@ganeti/objects';
import { CandidatePool } from './candidate-pool';
import { Claims } from './claims';
import { References } from './references';
import type { AnyObject } from './tables';
import { Tables } from './tables';

/** The newest state, durable or not, with what writers need on top of the readers' indexes. */
export class Head {
  readonly tables = new Tables();
  readonly claims = new Claims();
  readonly references = new References();
  readonly pool = new CandidatePool();

  set(kind: ObjectKind, uuid: string, after: AnyObject | null): void {
    const before = this.tables.get(kind, uuid) ?? null;
    this.tables.set(kind, uuid, after);
    this.claims.replace(kind, uuid, before, after);
    this.references.replace(kind, uuid, before, after);
    if (kind === 'node') this.pool.replace(before as Node | null, after as Node | null);
  }
}
