/** Lists as aligned columns, with a separator, or as JSON. */

export interface Column {
  readonly title: string;
  readonly rightAligned: boolean;
}

export interface TableStyle {
  readonly headers: boolean;
  /** Given: fields are joined with it and nothing is padded (for scripts). */
  readonly separator: string | null;
}

/** Lines of a table; the last column is never padded. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[], style: TableStyle): string[] {
  const all = style.headers ? [columns.map((column) => column.title), ...rows] : [...rows];
  const { separator } = style;
  if (separator !== null) return all.map((row) => row.join(separator));
  const widths = columns.map((_, index) => Math.max(0, ...all.map((row) => displayWidth(row[index] ?? ''))));
  return all.map((row) =>
    row
      .map((cell, index) => {
        const pad = ' '.repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(cell)));
        if (columns[index]?.rightAligned === true) return pad + cell;
        return index === columns.length - 1 ? cell : cell + pad;
      })
      .join(' '),
  );
}

/** Code points, not UTF-16 units: names are ASCII, but comments and tags in wide scripts should not break every row. */
function displayWidth(text: string): number {
  return [...text].length;
}
