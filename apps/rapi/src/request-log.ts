/** One line for each request: who, what, how it ended, how long it took, which jobs. */
import { pino } from 'pino';

export interface RequestRecord {
  readonly user: string | undefined;
  readonly address: string | undefined;
  readonly method: string;
  /** With the query arguments. */
  readonly url: string;
  readonly status: number;
  readonly ms: number;
  readonly jobs?: readonly number[];
}

export interface RequestLog {
  write(record: RequestRecord): void;
  /** Nothing is lost of what was written before. */
  close(): void;
}

/** Lines are put together in memory and written at least once a second: a write for each request would cost more than the request. */
const flushMs = 1000;
const chunkBytes = 8 * 1024;

/** `path`: appended to, made with its directory. */
export function openRequestLog(path: string): RequestLog {
  const destination = pino.destination({ dest: path, sync: false, mkdir: true, minLength: chunkBytes });
  const logger = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
    destination,
  );
  const timer = setInterval(() => destination.flush(), flushMs);
  timer.unref();
  return {
    write: (record) => logger.info(record),
    close: () => {
      clearInterval(timer);
      destination.flushSync();
    },
  };
}
