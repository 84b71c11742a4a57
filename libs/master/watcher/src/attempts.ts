/**
 * How often something may be tried: five times, the pause doubling from a minute; then not for eight hours. Whoever has been
 * well for ten minutes begins anew: an instance that starts and falls over at once is not started for ever.
 */
import type { Try } from './notes';

const mostTries = 5;
const firstPause = 60;
const expiry = 8 * 3600;
const wellFor = 600;

export type Verdict = 'try' | 'wait' | 'give-up';

export class Attempts {
  constructor(private readonly tries: Map<string, Try>) {}

  /** Whether it may be tried now. `give-up` is said once, when the last try was in vain. */
  verdict(key: string, now: number): Verdict {
    const known = this.tries.get(key);
    if (known === undefined) return 'try';
    if (known.wellSince !== null) this.tries.set(key, { ...known, wellSince: null });
    if (now >= known.at + expiry) {
      this.tries.delete(key);
      return 'try';
    }
    if (now < nextOf(known)) return 'wait';
    if (known.tries < mostTries) return 'try';
    if (known.tries > mostTries) return 'wait';
    this.tries.set(key, { ...known, tries: mostTries + 1 });
    return 'give-up';
  }

  tried(key: string, now: number): void {
    this.tries.set(key, { tries: (this.tries.get(key)?.tries ?? 0) + 1, at: now, wellSince: null });
  }

  /** Nothing is wrong with it now. */
  well(key: string, now: number): void {
    const known = this.tries.get(key);
    if (known === undefined) return;
    if (known.wellSince === null) this.tries.set(key, { ...known, wellSince: now });
    else if (now - known.wellSince >= wellFor) this.tries.delete(key);
  }

  /** Nobody wants it any more. */
  forget(key: string): void {
    this.tries.delete(key);
  }

  *list(): Iterable<{ readonly key: string; readonly tries: number; readonly next: number | null; readonly gaveUp: boolean }> {
    for (const [key, known] of this.tries) {
      const gaveUp = known.tries > mostTries;
      yield { key, tries: Math.min(known.tries, mostTries), next: known.wellSince !== null ? null : gaveUp ? known.at + expiry : nextOf(known), gaveUp };
    }
  }
}

function nextOf({ tries, at }: Try): number {
  return at + firstPause * 2 ** (Math.min(tries, mostTries) - 1);
}
