/** The table of a run. */
export interface Line {
  readonly name: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  readonly notes: readonly string[];
  readonly error: string | null;
}

export function table(lines: readonly Line[], seconds: number): string {
  const count = (outcome: Line['outcome']): number => lines.filter((line) => line.outcome === outcome).length;
  const rows = lines.map((line) => `| ${line.name} | ${line.title} | ${line.outcome} | ${line.seconds.toFixed(1)} | ${line.notes.join('; ')} |`);
  return [
    `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped, in ${(seconds / 60).toFixed(1)} minutes`,
    '',
    '| step | what | result | seconds | seen |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
