/** A whole rapi on a free port, with a fake master behind it and a directory of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  createCa,
  createPaths,
  issueCertificate,
  silentLogger,
  systemClock,
  writeBundle,
  type Clock,
  type Paths,
} from '@ganeti/runtime';
import { startRapi, type Rapi } from '../rapi';
import type { AuditRecord } from '../access/audit';
import type { RequestRecord } from '../request-log';
import { settingsSchema, type Settings } from '../settings';
import { TestClient } from './client';
import { FakeMaster } from './fake-master';

export const usersText = `
# the users of the recorded exchanges
peer secret write
ro ropw
rd {cleartext}rdpw read
ha {HA1}${'a'.repeat(32)} write
`;

export interface Harness {
  readonly rapi: Rapi;
  readonly master: FakeMaster;
  readonly paths: Paths;
  readonly url: string;
  /** CA of the server's certificate, PEM. */
  readonly ca: string;
  readonly log: readonly RequestRecord[];
  readonly audit: readonly AuditRecord[];
  client(user?: string, password?: string): TestClient;
  /** A certificate for another name, in the place of the server's. */
  replaceCertificate(commonName: string): Promise<void>;
  /** Sends bytes over plain TCP (`end`: and closes its side) and answers all that comes back until the server closes, or falls silent for a moment. */
  raw(text: string, then?: { readonly end?: boolean }): Promise<string>;
  stop(): Promise<void>;
}

/** Files to start with, beside the users of the recorded exchanges. */
export interface HarnessFiles {
  /** Put after the other users. */
  readonly users?: string;
  readonly roles?: object;
  readonly tokens?: string;
}

export async function startHarness(
  settings: Partial<Settings> = {},
  files: HarnessFiles = {},
  clock: Clock = { ...systemClock, now: () => 1_700_000_000 },
): Promise<Harness> {
  const root = mkdtempSync(join(tmpdir(), 'rapi-test-'));
  const paths = createPaths(root);
  mkdirSync(dirname(paths.rapiUsers), { recursive: true });
  writeFileSync(paths.rapiUsers, usersText + (files.users ?? ''));
  mkdirSync(dirname(paths.rapiRoles), { recursive: true });
  if (files.roles !== undefined) writeFileSync(paths.rapiRoles, JSON.stringify({ roles: files.roles }));
  if (files.tokens !== undefined) writeFileSync(paths.rapiTokens, files.tokens);
  const ca = await createCa('test', 1);
  const replaceCertificate = async (commonName: string): Promise<void> => {
    const request = { commonName, role: 'rapi', addresses: ['127.0.0.1'], names: ['localhost'], days: 1 } as const;
    await writeBundle(paths.rapiBundle, await issueCertificate(ca, request));
  };
  await replaceCertificate('first');
  const master = new FakeMaster();
  const log: RequestRecord[] = [];
  const audit: AuditRecord[] = [];
  const rapi = await startRapi({
    settings: {
      ...settingsSchema.parse({ bind: '127.0.0.1', port: 0, ssl: false, poll_seconds: 0.05, stop_seconds: 1 }),
      ...settings,
    },
    paths,
    master,
    clock,
    logger: silentLogger,
    requestLog: { write: (record) => log.push(record) },
    audit: { write: (record) => audit.push(record) },
  });
  const clients: TestClient[] = [];
  const url = `${settings.ssl === true ? 'https' : 'http'}://127.0.0.1:${rapi.port}`;
  return {
    rapi,
    master,
    paths,
    url,
    ca: ca.certificate,
    log,
    audit,
    replaceCertificate,
    client: (user, password) => {
      const client = new TestClient(url, ca.certificate, user === undefined ? undefined : `${user}:${password ?? ''}`);
      clients.push(client);
      return client;
    },
    raw: (text, { end = false } = {}) =>
      new Promise((resolve, reject) => {
        const socket = connect(rapi.port, '127.0.0.1');
        let answer = '';
        // A loaded machine may let the first word wait; after it the rest comes at once.
        socket.setTimeout(10_000, () => socket.destroy());
        socket.on('data', (chunk) => {
          answer += chunk.toString('latin1');
          socket.setTimeout(200);
        });
        socket.on('close', () => resolve(answer));
        socket.on('error', reject);
        if (end) socket.end(text, 'latin1');
        else socket.write(text, 'latin1');
      }),
    stop: async () => {
      for (const client of clients) client.close();
      await rapi.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
