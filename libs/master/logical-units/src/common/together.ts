/**
 * Wait for several effects that run side by side. Unlike Promise.all this waits for every one of them before it reports the
 * first failure: undo must not start while a sibling step is still under way.
 */
export async function together<T>(effects: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(effects);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
