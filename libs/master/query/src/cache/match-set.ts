/** Which items pass a filter; a verdict is kept until what the item shows changes. */
export class MatchSet {
  readonly #judge: (key: string) => boolean;
  readonly #verdicts = new Map<string, boolean>();

  constructor(judge: (key: string) => boolean) {
    this.#judge = judge;
  }

  drop(key: string): void {
    this.#verdicts.delete(key);
  }

  dropAll(): void {
    this.#verdicts.clear();
  }

  passes(key: string): boolean {
    let verdict = this.#verdicts.get(key);
    if (verdict === undefined) this.#verdicts.set(key, (verdict = this.#judge(key)));
    return verdict;
  }
}
