/** Starting and stopping this machine's daemons: by systemd where that runs them, else as background processes. */
import { existsSync } from 'node:fs';
import { daemonPid, startDaemon, stopDaemon } from './daemon-processes';
import type { Daemon, Paths } from './paths';
import type { ProcessRunner } from './process-runner';

export interface DaemonControl {
  /** Resolves when it is ready; one that runs already is left alone. Throws when it cannot start. */
  start(daemon: Daemon): Promise<void>;
  /** Resolves when it has ended. */
  stop(daemon: Daemon): Promise<void>;
}

const SYSTEMCTL_SECONDS = 120;

export function daemonControl(paths: Paths, runner: ProcessRunner): DaemonControl {
  // Below a root directory a daemon is one of several on this machine, of which systemd knows nothing.
  if (paths.root !== '' || !existsSync('/run/systemd/system')) {
    return {
      start: async (daemon) => {
        if (daemonPid(paths.root, daemon) === null) await startDaemon(daemon, [paths.root]);
      },
      stop: (daemon) => stopDaemon(paths.root, daemon),
    };
  }
  const systemctl = async (verb: string, daemon: Daemon): Promise<void> => {
    const unit = `ganeti-${daemon}.service`;
    const { exitCode, stderr } = await runner.run('systemctl', [verb, unit], { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, timeoutSeconds: SYSTEMCTL_SECONDS });
    if (exitCode !== 0) throw new Error(`systemctl ${verb} ${unit} failed: ${stderr.trim() || `exit code ${exitCode}`}; journalctl -u ${unit} says why`);
  };
  return { start: (daemon) => systemctl('start', daemon), stop: (daemon) => systemctl('stop', daemon) };
}
