/** Sizes as people write them. Inside, a size is a whole number of MiB. */

const FACTORS: Readonly<Record<string, number>> = { m: 1, g: 1024, t: 1024 * 1024 };

/**
 * MiB from a number, or from text with or without a unit ("512", "4G", "1.5 TiB"). Rounded up to a multiple of 4 MiB, the
 * usual size of an extent, so that what is asked for is what is allocated. Throws RangeError with what is wrong.
 */
export function parseSize(size: string | number): number {
  const match = /^\s*(\d+(?:\.\d*)?|\.\d+)\s*(?:([mgt])(?:i?b)?)?\s*$/i.exec(String(size));
  if (match === null) throw new RangeError(`"${size}" is no size; write MiB, or a unit: 512M, 4G, 1.5T`);
  const mib = Math.ceil(Number(match[1]) * (FACTORS[(match[2] ?? 'm').toLowerCase()] ?? 1));
  if (!Number.isSafeInteger(mib)) throw new RangeError(`"${size}" is too large`);
  return Math.ceil(mib / 4) * 4;
}

/** Text for people; `unit`: h picks one by size and writes it, the others are fixed and not written. */
export function formatSize(mib: number, unit: 'h' | 'm' | 'g' | 't' = 'h'): string {
  if (unit === 'm' || (unit === 'h' && mib < 1024)) return `${Math.round(mib)}${unit === 'h' ? 'M' : ''}`;
  if (unit === 'g' || (unit === 'h' && mib < 1024 * 1024))
    return `${(mib / 1024).toFixed(1)}${unit === 'h' ? 'G' : ''}`;
  return `${(mib / 1024 / 1024).toFixed(1)}${unit === 'h' ? 'T' : ''}`;
}
