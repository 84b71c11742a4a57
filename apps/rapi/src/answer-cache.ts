/**
 * Whole answers of queries, kept with their revision. An answer is used only after the master confirmed its revision, and only
 * for requests that had arrived before the confirmation was asked for: nobody reads the past after having seen the future.
 */
import { hash } from 'node:crypto';
import type { ReceivedAnswer } from '@ganeti/master-api';
import { Answer } from './answer';
import type { Master, MasterQuery } from './master';

/** From the master's rows to the body of the answer, e.g. a list of URIs. */
export interface Shape {
  /** Part of the key: the same query may be answered in several shapes. */
  readonly name: string;
  /** The pieces of the rows are pieces of the body: they are kept, so that only what changed has to come from the master. */
  readonly hasRows?: boolean;
  /** The body in pieces. May throw: then nothing is kept. */
  shape(answer: ReceivedAnswer): readonly Buffer[];
}

interface Entry {
  readonly key: string;
  kept:
    { readonly revision: string; readonly answer: Answer; readonly rows: readonly Buffer[] | undefined } | undefined;
  /** A question on its way to the master. */
  asking: Promise<unknown> | undefined;
  /** The next question, not sent yet: whoever arrives now may still share it. */
  next: Promise<Answer> | undefined;
}

export class AnswerCache {
  /** In the order of their last use: the first one is given up first. */
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;
  private readonly keys = new WeakMap<MasterQuery, { readonly shape: Shape; readonly key: string }>();

  /** `maxBytes`: of kept answers (their compressed forms, about a tenth, come on top). */
  constructor(
    private readonly master: Master,
    private readonly maxBytes: number,
  ) {}

  get(query: MasterQuery, shape: Shape): Promise<Answer> {
    const key = this.keyOf(query, shape);
    let entry = this.entries.get(key);
    if (entry === undefined) entry = { key, kept: undefined, asking: undefined, next: undefined };
    else this.entries.delete(key);
    this.entries.set(key, entry);
    entry.next ??= this.ask(entry, query, shape);
    return entry.next;
  }

  /** Questions that do not depend on the request are the same object each time: writing out all their fields would cost more than the rest. */
  private keyOf(query: MasterQuery, shape: Shape): string {
    const known = this.keys.get(query);
    if (known?.shape === shape) return known.key;
    const { kind, names = null, fields, filter = null, form = 'dicts' } = query;
    const key = JSON.stringify([kind, shape.name, names, fields, filter, form]);
    this.keys.set(query, { shape, key });
    return key;
  }

  private async ask(entry: Entry, query: MasterQuery, shape: Shape): Promise<Answer> {
    // Requests that arrive together, or while another question is out, share one.
    await Promise.all([new Promise(setImmediate), entry.asking]);
    const question = this.send(entry, query, shape);
    entry.next = undefined;
    entry.asking = question.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await question;
    } finally {
      if (entry.kept === undefined && entry.next === undefined && this.entries.get(entry.key) === entry) {
        this.entries.delete(entry.key);
      }
    }
  }

  private async send(entry: Entry, query: MasterQuery, shape: Shape): Promise<Answer> {
    const { kept } = entry;
    try {
      const received = await this.master.query(
        {
          form: 'dicts',
          ...query,
          mustExist: query.names !== undefined,
          ...(kept === undefined ? {} : { ifRevision: kept.revision }),
        },
        undefined,
        kept?.rows,
      );
      if (received.notModified && kept !== undefined) return kept.answer;
      const { revision, rows } = received;
      // Without a revision the answer holds for this moment only.
      const lasting = revision !== '';
      const answer = new Answer(shape.shape(received), lasting ? etag(entry.key, revision) : undefined);
      this.keep(entry, lasting ? { revision, answer, rows: shape.hasRows === true ? rows : undefined } : undefined);
      return answer;
    } catch (error) {
      this.keep(entry, undefined);
      throw error;
    }
  }

  private keep(entry: Entry, kept: Entry['kept']): void {
    // An entry that was given up meanwhile is not in the table any more, and its bytes are no longer counted.
    if (this.entries.get(entry.key) !== entry) return;
    this.bytes += size(entry, kept) - size(entry, entry.kept);
    entry.kept = kept;
    for (const [key, oldest] of this.entries) {
      if (this.bytes <= this.maxBytes) return;
      this.bytes -= size(oldest, oldest.kept);
      oldest.kept = undefined;
      // While somebody waits for it the entry stays, so that it is asked for once only.
      if (oldest.next === undefined && oldest !== entry) this.entries.delete(key);
    }
  }
}

/** What an entry takes besides question and answer, about: many small answers are not free. */
const entryBytes = 1024;

/** The question counts too: with a long filter it is larger than its answer. */
function size({ key }: Entry, kept: Entry['kept']): number {
  return kept === undefined ? 0 : entryBytes + key.length + kept.answer.length;
}

/** Weak, since the same answer may come compressed. What was asked is part of it: fields may change with the program's version. */
function etag(key: string, revision: string): string {
  return `W/"${revision.replace(/[^\x21\x23-\x7e]/g, '')}-${hash('sha256', key, 'hex').slice(0, 8)}"`;
}
