/** One JSON line per event. What it is about is bound: `logger.child({ job, node, instance })`. */
import { pino } from 'pino';

export type Logger = pino.Logger;
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface LoggerOptions {
  /** Who writes: the daemon's name. */
  readonly name: string;
  /** File to append to, made with its directory when missing; default, and with GANETI_LOG=stderr (systemd's journal): standard error. */
  readonly path?: string;
  readonly level?: LogLevel;
}

/**
 * Lines are written synchronously, so that the last words before a crash are in the file; daemons log per operation, not per
 * request, and can afford it.
 */
export function createLogger({ name, path, level = 'info' }: LoggerOptions): Logger {
  const destination = pino.destination({ dest: process.env['GANETI_LOG'] === 'stderr' ? 2 : (path ?? 2), sync: true, mkdir: true });
  return pino(
    {
      name,
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
}

/** For tests and tools that want no log. */
export const silentLogger: Logger = pino({ level: 'silent' });
