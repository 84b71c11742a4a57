/** A further ganeti-rapi beside that of a cluster: the same master, but a root directory, users, settings and port of its own. */
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPaths, startDaemon, stopDaemon } from '@ganeti/runtime';
import { freePort } from './addresses';
import { masterSocket } from './index';
import { RapiClient } from '@ganeti/rapi-client';
import type { TestCluster } from './test-cluster';

export interface ExtraRapiOptions {
  /** Lines of its users file. */
  readonly users?: readonly string[];
  /** Keys of its rapi.json, beside address and port. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Command line; `url` must say where it listens when that is changed here. */
  readonly args?: readonly string[];
  /** Default: https on the port of the settings. */
  readonly url?: (port: number) => string;
}

export class ExtraRapi {
  private readonly clients: RapiClient[] = [];

  private constructor(
    private readonly root: string,
    /** Of the settings file. */
    readonly port: number,
    readonly url: string,
    readonly ca: string,
    readonly usersFile: string,
  ) {}

  static async start(
    cluster: TestCluster,
    { users = [], settings = {}, args = [], url }: ExtraRapiOptions = {},
  ): Promise<ExtraRapi> {
    const root = mkdtempSync(join(tmpdir(), 'ganeti-rapi-'));
    const paths = createPaths(root);
    const socket = masterSocket(cluster.dir);
    const master = createPaths(socket.slice(0, -createPaths().masterSocket.length));
    mkdirSync(dirname(paths.rapiUsers), { recursive: true });
    mkdirSync(dirname(dirname(paths.masterSocket)), { recursive: true });
    mkdirSync(dirname(paths.settings('rapi')), { recursive: true });
    symlinkSync(dirname(socket), dirname(paths.masterSocket));
    copyFileSync(master.rapiBundle, paths.rapiBundle);
    writeFileSync(paths.rapiUsers, users.map((line) => `${line}\n`).join(''));
    const port = await freePort();
    writeFileSync(paths.settings('rapi'), JSON.stringify({ bind: '127.0.0.1', port, poll_seconds: 0.2, ...settings }));
    await startDaemon('rapi', [root], { args });
    const ca = readFileSync(cluster.up.ca_file, 'utf8');
    return new ExtraRapi(root, port, url?.(port) ?? `https://127.0.0.1:${port}`, ca, paths.rapiUsers);
  }

  /** Without a user: nobody in particular. */
  client(user?: string, password?: string): RapiClient {
    const login = user === undefined ? {} : { user, password: password ?? '' };
    const client = new RapiClient({ url: this.url, ca: this.ca, ...login });
    this.clients.push(client);
    return client;
  }

  /** Adds a line to the users file. */
  addUser(line: string): void {
    appendFileSync(this.usersFile, `${line}\n`);
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.close();
    await stopDaemon(this.root, 'rapi');
    rmSync(this.root, { recursive: true, force: true });
  }
}
