/**
 * The express application. It has one piece of middleware: routes are found in a tree of our own, for which express, trying one
 * after the other, would need longer than for all the rest of a small answer.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Logger } from '@ganeti/runtime';
import { sendAnswer, type Answer, type Headers } from './answer';
import { identify, permit } from './authenticate';
import { readBody } from './body';
import { errorBody, HttpError, toHttpError } from './http-error';
import type { RequestLog } from './request-log';
import { RapiRequest } from './request';
import type { RouteTable } from './routes';
import { realm, type User } from './users';

export interface AppOptions {
  readonly routes: RouteTable;
  readonly users: { authenticate(header: string): User | null };
  readonly requireAuthentication: boolean;
  /** Bytes */
  readonly bodyLimit: number;
  /** Release that the Server header names. */
  readonly release: string;
  readonly logger: Logger;
  readonly requestLog: RequestLog;
  /** Aborted when the daemon ends: connections are closed after the answer then, and waits end. */
  readonly stopping: AbortSignal;
}

export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const common: Headers = { Server: `Ganeti ${options.release}`, ...securityHeaders() };
  const last: Headers = { ...common, Connection: 'close' };
  app.use((request, response) => serve(options, () => (options.stopping.aborted ? last : common), request, response));
  return app;
}

/** What helmet sets, found out once: the same for every answer. */
function securityHeaders(): Headers {
  const headers: Headers = {};
  const recorder = {
    setHeader: (name: string, value: string) => (headers[name] = value),
    removeHeader: () => undefined,
  };
  helmet()({} as IncomingMessage, recorder as unknown as ServerResponse, () => undefined);
  return headers;
}

/** What becomes known about a request while it is served. */
interface Progress {
  user: User | null;
}

async function serve(
  options: AppOptions,
  common: () => Headers,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const began = performance.now();
  const progress: Progress = { user: null };
  let status: number;
  let jobs: readonly number[] | undefined;
  try {
    const answer = await answerTo(options, request, response, progress);
    jobs = answer.jobs;
    const { 'if-none-match': ifNoneMatch, 'accept-encoding': acceptEncoding } = request.headers;
    status = await sendAnswer(answer, { ifNoneMatch, acceptEncoding: acceptEncoding }, response, common());
  } catch (error) {
    const failure = toHttpError(error);
    if (failure.status >= 500 && failure.status !== 501) {
      options.logger.error({ err: error, method: request.method, url: request.url }, 'a request failed');
    }
    ({ status } = failure);
    sendError(failure, response, common());
  }
  options.requestLog.write({
    user: progress.user?.name,
    address: request.socket.remoteAddress,
    method: request.method ?? '',
    url: request.url ?? '',
    status,
    ms: Math.round((performance.now() - began) * 1000) / 1000,
    jobs,
  });
}

/** In this order: who, where, may they, what. Throws HttpError or what the master said. */
async function answerTo(
  options: AppOptions,
  request: IncomingMessage,
  response: ServerResponse,
  progress: Progress,
): Promise<Answer> {
  const { users, routes, requireAuthentication, bodyLimit, stopping } = options;
  const { authorization, host } = request.headers;
  if (request.httpVersionMajor !== 1)
    throw new HttpError(505, `Invalid HTTP Version (${request.httpVersion}); use HTTP/1.1`);
  if (host === undefined && request.httpVersion === '1.1') throw new HttpError(400, 'Missing Host header');
  // Strangers learn nothing when nothing is for them, not even which paths there are.
  if (requireAuthentication) progress.user = identify(users, authorization, true);
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  const { route, path } = routes.match(request.method ?? '', mark < 0 ? url : url.slice(0, mark));
  if (!requireAuthentication) progress.user = identify(users, authorization, route.access !== 'anyone');
  permit(progress.user, route.access);
  const body = await readBody(request, bodyLimit);
  return await route.handle(
    new RapiRequest(path, mark < 0 ? '' : url.slice(mark + 1), body, progress.user, response, stopping),
  );
}

function sendError(failure: HttpError, response: ServerResponse, common: Headers): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(errorBody(failure));
  response
    .writeHead(failure.status, {
      ...common,
      'Content-Type': 'application/json',
      'Content-Length': body.length,
      'Cache-Control': 'no-store',
      ...(failure.status === 401 ? { 'WWW-Authenticate': `Basic realm="${realm}"` } : {}),
    })
    .end(body);
}
