/** What `init` asks the machine that is to be the first node. Tests give machines of their own. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { OpPrereqError } from '@ganeti/errors';
import { distDir, type Paths, type ProcessRunner } from '@ganeti/runtime';

export interface Finding {
  readonly check: string;
  readonly item: string;
  readonly message: string;
  /** Nothing is broken yet. */
  readonly warning: boolean;
}

export interface Machine {
  fullName(): Promise<string>;
  /** Address of a name; null: it does not resolve. */
  lookup(name: string, family: 4 | 6): Promise<string | null>;
  /** The device that has an address; null: it is not of this machine. */
  deviceOf(address: string): string | null;
  /** Whether a machine has this address now. */
  isInUse(address: string): Promise<boolean>;
  exists(path: string): boolean;
  /** Whether addresses of the loopback device will do: several nodes share this machine. */
  readonly loopback: boolean;
  /** Seconds since the epoch, when this release was made: no clock that is right says less. */
  readonly releasedAt: number;
  /** What it lacks; `request`: a VerifyRequest of proto/node/v1. */
  findings(request: object): Promise<readonly Finding[]>;
}

const PROBE_SECONDS = 2;
const CHECK_SECONDS = 120;
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

export function thisMachine(paths: Paths, runner: ProcessRunner): Machine {
  const nodeDaemon = join(distDir(), 'noded/main.mjs');
  return {
    fullName: async () => {
      const said = await runner.run('hostname', ['--fqdn'], { env: { PATH }, timeoutSeconds: 30 }).catch(() => null);
      return said?.exitCode === 0 ? said.stdout.trim() : hostname();
    },
    lookup: async (name, family) => (await lookup(name, { family }).catch(() => null))?.address ?? null,
    deviceOf: (address) => {
      if (address.startsWith('127.')) return 'lo';
      const found = Object.entries(networkInterfaces()).find(([, addresses]) => addresses?.some((each) => each.address === address));
      return found?.[0] ?? null;
    },
    isInUse: (address) =>
      new Promise((resolve) => {
        // Any port will do: a machine that is there refuses, where there is none nobody answers.
        const socket = connect({ host: address, port: 1811, timeout: PROBE_SECONDS * 1000 });
        const end = (inUse: boolean): void => {
          socket.destroy();
          resolve(inUse);
        };
        socket.once('connect', () => end(true));
        socket.once('timeout', () => end(false));
        socket.once('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED'));
      }),
    exists: (path) => existsSync(join(paths.root, path)),
    loopback: paths.root !== '',
    releasedAt: statSync(nodeDaemon).mtimeMs / 1000,
    findings: async (request) => {
      const args = ['check', ...(paths.root === '' ? [] : ['--root', paths.root]), JSON.stringify(request)];
      const { exitCode, stdout, stderr } = await runner.run(process.execPath, [nodeDaemon, ...args], { env: { PATH }, timeoutSeconds: CHECK_SECONDS });
      if (exitCode !== 0) throw new OpPrereqError(`This machine cannot be checked: ${stderr.trim()}`, 'environment_error');
      return JSON.parse(stdout) as Finding[];
    },
  };
}

/** Id of a group of this machine; undefined: there is none. */
export function groupId(name: string): number | undefined {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`));
  return line === undefined ? undefined : Number(line.split(':')[2]);
}
