/** The daemon put together: users, certificate, routes, server. */
import { readFile } from 'node:fs/promises';
import { opcodes } from '@ganeti/opcodes';
import { readBundle, type CertificateBundle, type Clock, type JsonLog, type Logger, type Paths } from '@ganeti/runtime';
import type { AuditRecord } from './access/audit';
import { Authenticator } from './access/authenticator';
import { Directory } from './access/directory';
import { Guard } from './access/guard';
import { addressTest } from './access/networks';
import { RateLimit } from './access/rate-limit';
import { AnswerCache } from './answer-cache';
import { createApp } from './app';
import { dialects } from './compat';
import { withSeedEvacuation } from './compat/evacuate';
import { EventStreams } from './events/route';
import type { Master } from './master';
import { Figures } from './metrics/figures';
import { opcodeRoutes } from './opcode-routes';
import type { RequestLog } from './request-log';
import type { ResourceContext } from './resources/context';
import { indexRoutes, resourceRoutes } from './resources';
import { RouteTable, type Route } from './routes';
import { startServer, type RapiServer } from './server';
import type { Settings } from './settings';
import { watchFile } from './watch-file';

export interface RapiOptions {
  readonly settings: Settings;
  readonly paths: Paths;
  readonly master: Master;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly requestLog: RequestLog;
  readonly audit: Pick<JsonLog<AuditRecord>, 'write'>;
}

export interface Rapi {
  readonly port: number;
  reloadUsers(): Promise<void>;
  /** Requests under way are finished first. */
  stop(): Promise<void>;
}

export async function startRapi({ settings, paths, master, clock, logger, requestLog, audit }: RapiOptions): Promise<Rapi> {
  const dialect = dialects[settings.compat];
  const answers = new AnswerCache(master, settings.cache_limit);
  const directory = new Directory(paths, logger);
  const now = (): number => clock.now();
  const stopping = new AbortController();
  const guard = new Guard(master);
  const streams = new EventStreams({
    master,
    guard,
    clock,
    heartbeatSeconds: settings.event_heartbeat_seconds,
    maxStreams: settings.max_event_streams,
  });
  directory.onChange(() => streams.endAll());
  const figures = new Figures(master, () => streams.count);
  const app = createApp({
    routes: new RouteTable(allRoutes({ master, answers, clock, dialect, others: [streams.route, figures.route] })),
    tools: { master, guard, stopping: stopping.signal },
    figures,
    authenticator: new Authenticator({ directory, logger, now }),
    rateLimit: new RateLimit(settings.rate_limit, settings.rate_burst, now),
    metricsOpenTo: addressTest(settings.metrics_allow),
    requireAuthentication: settings.require_authentication ?? !dialect.anonymousRead,
    bodyLimit: settings.body_limit,
    release: settings.release,
    logger,
    requestLog,
    audit,
  });
  const readCertificate = certificateReader(settings, paths);
  await directory.start(settings.poll_seconds);
  const server = await startServer(app, {
    bind: settings.bind,
    port: settings.port,
    maxClients: settings.max_clients,
    logger,
    ...(settings.ssl ? { certificate: await readCertificate() } : {}),
  });
  const stopWatching = settings.ssl
    ? certificateFiles(settings, paths).map((path) =>
        watchFile(path, () => renew(server, readCertificate, logger), { pollSeconds: settings.poll_seconds }),
      )
    : [];
  return {
    port: server.port,
    reloadUsers: () => directory.reload(),
    stop: async () => {
      for (const stop of stopWatching) stop();
      directory.stop();
      stopping.abort();
      await server.close(settings.stop_seconds);
    },
  };
}

export function allRoutes(cx: ResourceContext): Route[] {
  const routes = [...resourceRoutes(cx), ...opcodeRoutes(opcodes.values(), cx)];
  const withIndex = [...indexRoutes(cx, routes), ...routes];
  return withIndex
    .map((route) => withSeedEvacuation(route, cx))
    .map((route) => ({
      ...route,
      access: cx.dialect.access(route.access),
    }));
}

function certificateFiles({ ssl_key: key, ssl_cert: certificate }: Settings, paths: Paths): string[] {
  return [...new Set([key ?? paths.rapiBundle, certificate ?? paths.rapiBundle])];
}

function certificateReader({ ssl_key, ssl_cert }: Settings, paths: Paths): () => Promise<CertificateBundle> {
  if (ssl_key === undefined && ssl_cert === undefined) return () => readBundle(paths.rapiBundle);
  return async () => ({
    key: await readFile(ssl_key ?? paths.rapiBundle, 'utf8'),
    certificate: await readFile(ssl_cert ?? paths.rapiBundle, 'utf8'),
  });
}

/** Key and certificate may be replaced one after the other: until both fit, the old ones stay. */
async function renew(server: RapiServer, read: () => Promise<CertificateBundle>, logger: Logger): Promise<void> {
  try {
    server.setCertificate(await read());
    logger.info('the certificate has been read anew');
  } catch (error) {
    logger.error({ err: error }, 'the changed certificate cannot be used; the old one stays');
  }
}
