/** One value of a query answer as text. */

/** Result status of a value, as Ganeti numbers them. */
export const resultStatus = { normal: 0, unknown: 1, nodata: 2, unavail: 3, offline: 4 } as const;

const marks: Readonly<Record<number, readonly [terse: string, verbose: string]>> = {
  1: ['??', '(unknown)'],
  2: ['?', '(nodata)'],
  3: ['-', '(unavail)'],
  4: ['*', '(offline)'],
};

export type Units = 'h' | 'm' | 'g' | 't';

export interface ValueStyle {
  readonly verbose: boolean;
  readonly units: Units;
  /** Separator between elements of a list; a comma in tables. */
  readonly listSeparator?: string;
}

/** Text of `[status, value]` of a field of this kind. */
export function formatValue(kind: string, [status, value]: readonly [number, unknown], style: ValueStyle): string {
  if (status !== resultStatus.normal) return marks[status]?.[style.verbose ? 1 : 0] ?? '??';
  return formatPlain(kind, value, style);
}

function formatPlain(kind: string, value: unknown, style: ValueStyle): string {
  if (value === null || value === undefined) return style.verbose ? '(none)' : '-';
  if (Array.isArray(value)) return value.map((each) => formatPlain(kind, each, style)).join(style.listSeparator ?? ',');
  if (typeof value === 'boolean') return value ? 'Y' : 'N';
  if (kind === 'unit' && typeof value === 'number') return formatSize(value, style.units);
  if (kind === 'timestamp') return formatTimestamp(value);
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** MiB as text: `h` picks the unit and writes it (8M, 1.5G); the others write bare numbers. */
export function formatSize(mib: number, units: Units = 'h'): string {
  const scaled = (divisor: number): string => String(Math.round((mib / divisor) * 10) / 10);
  switch (units) {
    case 'm':
      return String(Math.round(mib));
    case 'g':
      return scaled(1024);
    case 't':
      return scaled(1024 * 1024);
    case 'h':
      if (mib < 1024) return `${Math.round(mib)}M`;
      return mib < 1024 * 1024 ? `${(mib / 1024).toFixed(1)}G` : `${(mib / 1024 / 1024).toFixed(1)}T`;
  }
}

/** Seconds, or [seconds, microseconds], since the epoch, as local time. */
export function formatTimestamp(value: unknown, withFraction = false): string {
  const seconds = Array.isArray(value) ? Number(value[0]) + Number(value[1]) / 1e6 : Number(value);
  if (!Number.isFinite(seconds)) return '-';
  const date = new Date(seconds * 1000);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const fraction = withFraction ? `.${String(Math.floor((seconds % 1) * 1e6)).padStart(6, '0')}` : '';
  return `${day} ${time}${fraction}`;
}
