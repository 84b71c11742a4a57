/** What commands do on this machine itself, not through the master. */
import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { certificateRole, createPaths, daemonControl, distDir, execaRunner, readBundle, type DaemonControl, type Paths } from '@ganeti/runtime';
import { CommandFailure } from './cli';

export interface Local {
  readonly paths: Paths;
  readonly daemons: DaemonControl;
  /** Runs ganeti-masterd with these arguments; answers what it printed. Throws CommandFailure with its reason. */
  masterd(args: readonly string[]): Promise<string>;
  /** Address of a name; null: it does not resolve. */
  resolve(name: string): Promise<string | null>;
  /** Whether a node daemon with a certificate of this cluster listens there. */
  isNode(address: string, port: number): Promise<boolean>;
}

const TIMEOUT_SECONDS = 300;
const PROBE_SECONDS = 3;
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
    resolve: async (name) => (await lookup(name).catch(() => null))?.address ?? null,
    isNode: async (host, port) => {
      const [bundle, ca] = await Promise.all([readBundle(paths.masterBundle), readFile(paths.caCertificate, 'utf8')]);
      return new Promise((resolve) => {
        // Its name may be another: the authority tells that it is of this cluster.
        const socket = connect({ host, port, ca, cert: bundle.certificate, key: bundle.key, timeout: PROBE_SECONDS * 1000, checkServerIdentity: () => undefined });
        const end = (answer: boolean): void => {
          socket.destroy();
          resolve(answer);
        };
        socket.once('secureConnect', () => end(typeof certificateRole(socket.getPeerCertificate().raw) === 'object'));
        socket.once('timeout', () => end(false));
        socket.once('error', () => end(false));
      });
    },
  };
}
