/** Starting and stopping daemons as ordinary background processes. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createPaths, type Daemon } from './paths';

/** Directory of the bundles: `masterd/main.mjs` and so on. */
export function distDir(): string {
  const dist = process.env['GANETI_DIST'];
  if (dist !== undefined) return dist;
  // A bundle runs from dist/<app>/main.mjs or dist/tools/x.mjs.
  return join(dirname(new URL(import.meta.url).pathname), '..');
}

/** Process id of a daemon below this root directory, when it lives; null otherwise. */
export function daemonPid(root: string, kind: Daemon): number | null {
  try {
    const pid = Number(readFileSync(createPaths(root).pidFile(kind), 'utf8'));
    return Number.isInteger(pid) && pid > 0 && isGaneti(pid, kind) ? pid : null;
  } catch {
    return null;
  }
}

/** A pid file may be older than the machine's last boot: look at what runs under that number. */
function isGaneti(pid: number, kind: Daemon): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${kind}/main.mjs`);
  } catch {
    return false;
  }
}

/**
 * Start a daemon in the background and wait until it says that it is ready.
 * `roots`: state directories; noded takes several. Throws with the end of its output when it ends early or takes too long.
 */
export async function startDaemon(
  kind: Daemon,
  roots: readonly string[],
  options: { readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv; readonly timeoutSeconds?: number } = {},
): Promise<number> {
  const first = roots[0];
  if (first === undefined) throw new Error('no root directory given');
  const log = join(createPaths(first).logDir, `${kind}.out`);
  mkdirSync(dirname(log), { recursive: true });
  const out = openSync(log, 'a');
  const child = spawn(
    process.execPath,
    [
      '--enable-source-maps',
      join(distDir(), kind, 'main.mjs'),
      ...roots.flatMap((root) => (root === '' ? [] : ['--root', root])),
      ...(options.args ?? []),
    ],
    // The fourth descriptor is a pipe on which the daemon says that it is ready (runtime's daemon.ts).
    { detached: true, stdio: ['ignore', out, out, 'pipe'], env: { ...process.env, GANETI_READY_FD: '3', ...options.env } },
  );
  closeSync(out);
  const { pid } = child;
  const readiness = child.stdio[3];
  if (pid === undefined || readiness === null || readiness === undefined) throw new Error(`ganeti-${kind} could not be started`);
  try {
    await new Promise<void>((resolve, reject) => {
      const limit = options.timeoutSeconds ?? 60;
      const timer = setTimeout(() => reject(new Error(`ganeti-${kind} was not ready after ${limit} s:\n${tail(log)}`)), limit * 1000);
      readiness.once('data', () => {
        clearTimeout(timer);
        resolve();
      });
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        reject(new Error(`ganeti-${kind} ended (${signal ?? code ?? 'unknown'}):\n${tail(log)}`));
      });
    });
  } finally {
    readiness.destroy();
    child.removeAllListeners('exit');
    child.unref();
  }
  return pid;
}

/** Ask a daemon to end and wait for it; after `timeoutSeconds` it is killed. */
export async function stopDaemon(root: string, kind: Daemon, timeoutSeconds = 20): Promise<void> {
  const pid = daemonPid(root, kind);
  if (pid === null) return;
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + timeoutSeconds * 1000;
  while (isGaneti(pid, kind)) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  rmSync(createPaths(root).pidFile(kind), { force: true });
}

function tail(path: string): string {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(-30).join('\n');
  } catch {
    return '(no log)';
  }
}
