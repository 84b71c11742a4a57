/**
 * Joins reads that are the same for everybody: callers that come while one is under way share the next one. So each answer is
 * what was there after it was asked for, and a thousand callers at once cost two runs.
 */
export function joined<T>(read: () => Promise<T>): () => Promise<T> {
  let active: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | null = null;
  return () => {
    next ??= active.then(() => {
      const now = read();
      next = null;
      active = now.then(
        () => undefined,
        () => undefined,
      );
      return now;
    });
    return next;
  };
}
