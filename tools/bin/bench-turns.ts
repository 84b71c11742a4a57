/**
 * Loaded into a daemon (`NODE_OPTIONS=--import=dist/tools/bench-turns.mjs`): how much CPU time the main thread spends in one turn of its
 * event loop at most. On a loaded machine a wall clock tells how long others were served; this tells what the daemon itself does.
 * At each SIGUSR2 the figure since the last one goes to the file that GANETI_BENCH_TURNS names, in milliseconds.
 */
import { openSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const path = process.env['GANETI_BENCH_TURNS'];
if (isMainThread && path !== undefined) {
  // The kernel counts in nanoseconds what the thread has run (proc(5), schedstat).
  const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  const text = Buffer.alloc(80);
  const spent = (): number => Number(text.toString('latin1', 0, readSync(file, text, 0, text.length, 0)).split(' ')[0]) / 1e6;
  let last = spent();
  let longest = 0;
  // A timer of a millisecond is served once in every turn that takes longer.
  setInterval(() => {
    const now = spent();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1).unref();
  process.on('SIGUSR2', () => {
    writeFileSync(`${path}.new`, String(longest));
    renameSync(`${path}.new`, path);
    longest = 0;
  });
}
