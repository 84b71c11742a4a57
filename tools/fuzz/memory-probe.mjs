// Loaded into the daemons of a fuzz run by NODE_OPTIONS=--import, and nowhere else: at SIGUSR2 collects all garbage and appends
// a line of JSON to $GANETI_MEMORY_PROBE.<pid>: bytes that are still in use.
import { appendFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import { runInNewContext } from 'node:vm';

const file = process.env.GANETI_MEMORY_PROBE;
if (isMainThread && file !== undefined) {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc');
  process.on('SIGUSR2', async () => {
    // What was waited for is let go of a turn later, and what that held in the next collection.
    for (let round = 0; round < 3; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      gc();
    }
    const { heapUsed, external, rss } = process.memoryUsage();
    appendFileSync(`${file}.${process.pid}`, `${JSON.stringify({ live: heapUsed + external, rss })}\n`);
  });
}
