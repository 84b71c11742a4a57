/** A file of JSON lines with their time: access and audit logs. */
import { pino } from 'pino';

export interface JsonLog<T extends object> {
  write(this: void, record: T): void;
  /** The file was moved away (logrotate): go on in a new one. */
  reopen(this: void): void;
  /** Resolves when all that was written before is in the file. */
  close(): Promise<void>;
}

export interface JsonLogOptions {
  /**
   * Lines are put together until there are so many bytes, and written at least once a second: a write for each would cost more than
   * what it tells of. 0, the default: each line is written at once.
   */
  readonly chunkBytes?: number;
  /** Permission bits of a file that is made; default 0640. */
  readonly mode?: number;
}

const flushMs = 1000;

/** `path`: appended to, made with its directory. */
export function openJsonLog<T extends object>(path: string, { chunkBytes = 0, mode = 0o640 }: JsonLogOptions = {}): JsonLog<T> {
  const destination = pino.destination({ dest: path, sync: false, mkdir: true, minLength: chunkBytes, mode });
  const timer = chunkBytes > 0 ? setInterval(() => destination.flush(), flushMs).unref() : undefined;
  return {
    // As pino writes it, but for a third of the time: a line is made for every request.
    write: (record) => void destination.write(`${JSON.stringify({ level: 'info', time: new Date().toISOString(), ...record })}\n`),
    reopen: () => destination.reopen(),
    close: () =>
      new Promise((resolve) => {
        clearInterval(timer);
        destination.once('close', resolve);
        destination.end();
      }),
  };
}
