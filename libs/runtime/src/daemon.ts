/** The life of a daemon's process: pid file, start, readiness, signals, orderly end. */
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { type FileLock, writePidFile } from './files';
import type { Logger } from './logging';

export interface RunningDaemon {
  /** What is told to whoever waits for the daemon to be ready, e.g. its port. */
  readonly ready?: Readonly<Record<string, unknown>>;
  /** Orderly end: no new work, what is under way is finished or put down. */
  stop(): Promise<void>;
}

export interface DaemonOptions {
  readonly name: string;
  readonly logger: Logger;
  /** Kept while the daemon runs; missing: none. */
  readonly pidFile?: string;
  /** Builds and starts everything. `fail` ends the process because of an error that happened later. */
  readonly start: (cx: { fail(error: unknown): void }) => Promise<RunningDaemon>;
  /** An orderly end that takes longer is cut off; default 30. */
  readonly stopTimeoutSeconds?: number;
}

/**
 * Resolves when the daemon is ready. SIGTERM and SIGINT end it in order (the second one at once); an error nobody handled is
 * logged and ends it with exit code 1, since its state can no longer be trusted: journal and store bring it back.
 */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  const { name, logger } = options;
  const fail = (error: unknown): void => {
    logger.fatal({ err: error }, `${name} ends because of an error it cannot handle`);
    process.exit(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  const state: { pidFile?: FileLock; running?: RunningDaemon; ending?: boolean } = {};
  const end = (signal: string): void => {
    if (state.ending === true || state.running === undefined) {
      logger.warn({ signal }, `${name} ends at once`);
      process.exit(1);
    }
    state.ending = true;
    logger.info({ signal }, `${name} ends`);
    const limit = options.stopTimeoutSeconds ?? 30;
    setTimeout(() => fail(new Error(`${name} did not end within ${limit} s`)), limit * 1000).unref();
    void state.running
      .stop()
      .then(() => state.pidFile?.release())
      .then(() => {
        logger.info(`${name} has ended`);
        process.exit(0);
      }, fail);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);

  if (options.pidFile !== undefined) state.pidFile = await writePidFile(options.pidFile).catch(failStart(options));
  state.running = await options.start({ fail }).catch(failStart(options));
  logger.info({ ready: state.running.ready, pid: process.pid }, `${name} is ready`);
  tellReady({ daemon: name, pid: process.pid, ...state.running.ready });
}

/** Errors at the start are mostly the administrator's to mend: told on standard error too, without a stack. */
function failStart({ name, logger }: DaemonOptions): (error: unknown) => never {
  return (error) => {
    logger.fatal({ err: error }, `${name} cannot start`);
    process.stderr.write(`${name} cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  };
}

/**
 * A parent that wants to know gave us an IPC channel (child_process.fork: one message) or a file descriptor in GANETI_READY_FD
 * (one JSON line).
 */
function tellReady(message: Record<string, unknown>): void {
  process.send?.({ ready: message });
  if (process.env['NOTIFY_SOCKET'] !== undefined) tellSystemd();
  const fd = Number(process.env['GANETI_READY_FD'] ?? NaN);
  if (Number.isInteger(fd) && fd > 0) writeSync(fd, `${JSON.stringify(message)}\n`);
}

/** By its own program: Node.js cannot send to the kind of socket that systemd (Type=notify, NotifyAccess=all) listens on. */
function tellSystemd(): void {
  const { NOTIFY_SOCKET = '' } = process.env;
  // What we start is not to speak for us.
  delete process.env['NOTIFY_SOCKET'];
  spawn('/usr/bin/systemd-notify', ['--ready', `--pid=${process.pid}`], { env: { NOTIFY_SOCKET }, stdio: 'ignore' }).on('error', () => undefined);
}
