/** What commands do on this machine itself, not through the master. */
import { join } from 'node:path';
import { createPaths, daemonControl, distDir, execaRunner, type DaemonControl, type Paths } from '@ganeti/runtime';
import { CommandFailure } from './cli';

export interface Local {
  readonly paths: Paths;
  readonly daemons: DaemonControl;
  /** Runs ganeti-masterd with these arguments; answers what it printed. Throws CommandFailure with its reason. */
  masterd(args: readonly string[]): Promise<string>;
}

const TIMEOUT_SECONDS = 300;
const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

export function thisMachine(root: string | undefined): Local {
  const paths = createPaths(root);
  return {
    paths,
    daemons: daemonControl(paths, execaRunner),
    masterd: async (args) => {
      const all = [join(distDir(), 'masterd/main.mjs'), ...args, ...(paths.root === '' ? [] : ['--root', paths.root])];
      const { exitCode, stdout, stderr } = await execaRunner.run(process.execPath, all, { env: environment, timeoutSeconds: TIMEOUT_SECONDS });
      if (exitCode === 0) return stdout;
      throw new CommandFailure(stderr.trim().replace(/^ganeti-masterd: /, '') || `ganeti-masterd ${args[0]} ended with ${exitCode}`);
    },
  };
}
