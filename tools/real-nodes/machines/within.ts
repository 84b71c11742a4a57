/** Waiting that ends. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What `promise` answers; throws with `message` when that takes longer than so many seconds. */
export async function within<T>(seconds: number, message: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${message} (${seconds} s)`)), seconds * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks until there is an answer other than null, undefined or false. Failures of `ask` count as none; the last one is told at the end. */
export async function until<T>(what: string, ask: () => Promise<T | null | undefined | false>, seconds = 300): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown = null;
  do {
    try {
      const answer = await ask();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await pause(1000);
  } while (Date.now() < deadline);
  throw new Error(`Not within ${seconds} s: ${what}${last === null ? '' : ` (${(last as Error).message})`}`);
}
