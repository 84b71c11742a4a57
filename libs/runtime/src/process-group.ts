/** What all ways to run a program share: its output as text and lines, and stopping it with all it has started. */
import { StringDecoder } from 'node:string_decoder';

const killGraceSeconds = 5;

export interface CollectOptions {
  readonly onLine?: (line: string) => void;
  /** Characters kept, the rest is dropped; default 1 MiB. */
  readonly maxOutput?: number;
}

/** Keeps the beginning of a stream as text and hands on its lines. */
export function collect(stream: NodeJS.ReadableStream, { onLine, maxOutput = 1 << 20 }: CollectOptions): { end(): string } {
  const decoder = new StringDecoder('utf8');
  let kept = '';
  let line = '';
  const take = (text: string): void => {
    if (kept.length < maxOutput) kept += text.slice(0, maxOutput - kept.length);
    if (onLine === undefined) return;
    const pieces = (line + text).split('\n');
    line = pieces.pop() ?? '';
    for (const piece of pieces) onLine(piece);
  };
  stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
  // A stream that is closed because its program was stopped is not an error of its own.
  stream.on('error', () => undefined);
  return {
    end: () => {
      take(decoder.end());
      if (line !== '') onLine?.(line);
      return kept;
    },
  };
}

/** Stops a process group: asked first, then forced; at last lets go of its pipes, which a stray daemon may still hold. */
export function createStopper(pid: number | undefined, letGo: () => void): { stop: () => void; done: () => void } {
  let force: NodeJS.Timeout | undefined;
  let over = false;
  const send = (signal: NodeJS.Signals): void => {
    try {
      if (pid !== undefined) process.kill(-pid, signal);
    } catch {
      // It has ended already.
    }
  };
  return {
    stop: () => {
      // The number of a process that has ended may be somebody else's.
      if (force !== undefined || over) return;
      send('SIGTERM');
      force = setTimeout(() => {
        send('SIGKILL');
        letGo();
      }, killGraceSeconds * 1000);
    },
    done: () => {
      over = true;
      clearTimeout(force);
    },
  };
}
