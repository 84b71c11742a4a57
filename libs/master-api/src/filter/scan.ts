/** Reads the text form of filters from left to right; every complaint shows the place. */
import { OpPrereqError } from '@ganeti/errors';

export class Scanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
    this.#skipBlanks();
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** What is matched here, with the blanks behind it; null: it does not match. `pattern` is sticky (flag y). */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.text) ?? [];
    if (found === undefined) return null;
    this.at += found.length;
    this.#skipBlanks();
    return found;
  }

  /** The inside of something between delimiters, as it stands there: a backslash keeps the next character from ending it. */
  between(open: string, what: string): string {
    const start = this.at;
    let end = start + open.length;
    const delimiter = open.at(-1)!;
    while (end < this.text.length && this.text[end] !== delimiter) end += this.text[end] === '\\' ? 2 : 1;
    if (end >= this.text.length) throw this.wrong(`${what} is not closed; ${delimiter} is missing`, start);
    const inside = this.text.slice(start + open.length, end);
    this.at = end + 1;
    return inside;
  }

  #skipBlanks(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  /** After something read by `between`. */
  skipBlanks(): void {
    this.#skipBlanks();
  }

  wrong(what: string, at = this.at): OpPrereqError {
    const line = this.text.replace(/\s/g, ' ');
    return new OpPrereqError(`The filter cannot be understood at character ${at + 1}: ${what}\n  ${line}\n  ${' '.repeat(at)}^`, 'wrong_input');
  }
}
