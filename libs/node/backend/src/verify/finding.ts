export interface Finding {
  readonly check: string;
  /** What it is about; empty: the machine. */
  readonly item: string;
  readonly message: string;
  /** Nothing is broken yet. */
  readonly warning: boolean;
}

/** A list, and a function that adds to it. */
export function findings(): { readonly all: Finding[]; readonly find: (check: string, item: string, message: string, warning?: boolean) => void } {
  const all: Finding[] = [];
  return { all, find: (check, item, message, warning = false) => void all.push({ check, item, message, warning }) };
}
