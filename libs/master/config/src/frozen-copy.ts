/**
 * A copy of a JSON value that cannot be changed, so that head, view and readers may share it, and so that whoever handed it
 * over may go on using its parts. Fields that are undefined are left out, as they are on disk.
 */
export function frozenCopy<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(copy));
  const result: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) if (part !== undefined) result[key] = copy(part);
  return Object.freeze(result);
}
