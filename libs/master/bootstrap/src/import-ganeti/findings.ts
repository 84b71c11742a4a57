/** What a look at a Ganeti configuration has found, for the administrator to read before anything is done. */

/** `changed`: taken over with another value; `left`: not taken over, the rest works without it; `refused`: stands in the way. */
export type FindingKind = 'changed' | 'left' | 'refused';

export interface Finding {
  readonly kind: FindingKind;
  /** `instance web1.example.com`, with the uuid where there is no name. */
  readonly object: string;
  readonly text: string;
}

export class Findings {
  readonly #all: Finding[] = [];

  add(kind: FindingKind, object: string, text: string): void {
    this.#all.push({ kind, object, text });
  }

  get all(): readonly Finding[] {
    return this.#all;
  }

  get refused(): boolean {
    return this.#all.some(({ kind }) => kind === 'refused');
  }

  /** What `read` answers; null when the object cannot be carried, which is then found as refused. */
  carry<T>(object: string, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      this.add('refused', object, error.message);
      return null;
    }
  }
}

/** Thrown while an object is read: why it cannot be taken over. */
export class Unusable extends Error {}
