/**
 * The application: an express router with one piece of middleware. Routes are found in a tree of our own, for which express, trying one
 * after the other, would need longer than for all the rest of a small answer. A whole express application is not used either: it gives
 * each request and response another prototype, after which V8 runs all code that touches them at half the speed.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express from 'express';
import type { JsonLog, Logger } from '@ganeti/runtime';
import { isAudited, resultOf, type AuditRecord } from './access/audit';
import type { Authenticator } from './access/authenticator';
import { permit, targetOf } from './access/permit';
import type { RateLimit } from './access/rate-limit';
import { onlyReadable } from './access/reading';
import type { Principal } from './access/rights';
import { realm } from './access/users';
import { Answer, sendAnswer, type StreamedAnswer } from './answer';
import { readBody } from './body';
import { commonHeaders, type Headers } from './headers';
import { errorBody, HttpError, toHttpError, tooMany } from './http-error';
import type { Figures } from './metrics/figures';
import type { RequestLog } from './request-log';
import { RapiRequest, type RequestTools, type Touched } from './request';
import type { RouteTable } from './routes';

export interface AppOptions {
  readonly routes: RouteTable;
  readonly figures: Pick<Figures, 'observe'>;
  readonly tools: RequestTools;
  readonly authenticator: Pick<Authenticator, 'identify'>;
  readonly rateLimit: RateLimit;
  readonly requireAuthentication: boolean;
  /** Whether this address may read /metrics without saying who it is. */
  readonly metricsOpenTo: (address: string) => boolean;
  /** Bytes */
  readonly bodyLimit: number;
  /** Release that the Server header names. */
  readonly release: string;
  readonly logger: Logger;
  readonly requestLog: RequestLog;
  readonly audit: Pick<JsonLog<AuditRecord>, 'write'>;
}

export function createApp(options: AppOptions): RequestListener {
  const common = commonHeaders(options.release);
  // When the daemon ends, connections are closed after the answer.
  const last: Headers = { ...common, Connection: 'close' };
  const headers = (): Headers => (options.tools.stopping.aborted ? last : common);
  const router = express.Router();
  router.use((request, response) => serve(options, headers, request, response));
  return (request, response) =>
    router(request as express.Request, response as express.Response, (error: unknown) => {
      options.logger.error({ err: error, method: request.method, url: request.url }, 'a request was answered, but not written down');
      response.destroy();
    });
}

/** What becomes known about a request while it is served. */
interface Progress {
  user: Principal | null;
  readonly touched: Touched;
  /** Whether the route is one for changes; undefined: it was not found out. */
  changes?: boolean;
  /** Path of the route. */
  resource?: string;
}

async function serve(
  options: AppOptions,
  common: () => Headers,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const began = performance.now();
  const progress: Progress = { user: null, touched: {} };
  let status: number;
  let error: string | undefined;
  let jobs: readonly number[] | undefined;
  try {
    const answer = await answerTo(options, request, response, progress);
    if (!(answer instanceof Answer)) {
      status = await answer.stream(response, common());
    } else {
      jobs = answer.jobs;
      const { 'if-none-match': ifNoneMatch, 'accept-encoding': acceptEncoding } = request.headers;
      status = await sendAnswer(answer, { ifNoneMatch, acceptEncoding: acceptEncoding }, response, common());
    }
  } catch (thrown) {
    const failure = toHttpError(thrown);
    // What a handler refuses in so many words is no failure of the daemon, whatever its status.
    if (failure.status >= 500 && !(thrown instanceof HttpError)) {
      options.logger.error({ err: thrown, method: request.method, url: request.url }, 'a request failed');
    }
    ({ status, message: error } = failure);
    sendError(failure, response, common());
  }
  const ms = performance.now() - began;
  const seconds = progress.resource === '/2/events' ? null : ms / 1000;
  options.figures.observe(progress.resource, request.method ?? '', status, seconds);
  const { user, touched } = progress;
  const asked = { address: request.socket.remoteAddress, method: request.method ?? '', url: request.url ?? '' };
  options.requestLog.write({
    user: user?.name,
    ...asked,
    status,
    ms: Math.round(ms * 1000) / 1000,
    jobs,
  });
  if (!isAudited(progress.changes ?? asked.method !== 'GET', status, touched)) return;
  options.audit.write({
    ...(user === null ? {} : { user: user.name }),
    ...(typeof user?.token === 'string' ? { token: user.token } : {}),
    ...asked,
    ...touched,
    status,
    result: resultOf(status),
    ...(error === undefined ? {} : { error }),
    ...(jobs === undefined ? {} : { jobs }),
  });
}

/** In this order: who, where, may they, what. Throws HttpError or what the master said. */
async function answerTo(
  options: AppOptions,
  request: IncomingMessage,
  response: ServerResponse,
  progress: Progress,
): Promise<Answer | StreamedAnswer> {
  const { routes, requireAuthentication, bodyLimit, tools } = options;
  const { authorization, host } = request.headers;
  if (request.httpVersionMajor !== 1)
    throw new HttpError(505, `Invalid HTTP Version (${request.httpVersion}); use HTTP/1.1`);
  if (host === undefined && request.httpVersion === '1.1') throw new HttpError(400, 'Missing Host header');
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  const place = mark < 0 ? url : url.slice(0, mark);
  const address = request.socket.remoteAddress ?? '';
  const openFigures = place === '/metrics' && options.metricsOpenTo(address);
  // Strangers learn nothing when nothing is for them, not even which paths there are.
  const identify = async (needed: boolean): Promise<void> => {
    if (authorization !== undefined) {
      const found = options.authenticator.identify(authorization, request.socket, address);
      progress.user = found instanceof Promise ? await found : found;
    } else if (needed) throw new HttpError(401);
    const wait = options.rateLimit.take(progress.user?.name ?? `address ${address}`);
    if (wait > 0) throw tooMany(wait, 'More requests than your share');
  };
  const identifyFirst = requireAuthentication && !openFigures;
  if (identifyFirst) await identify(true);
  const { route, path } = routes.match(request.method ?? '', place);
  if (!identifyFirst) await identify(route.access !== 'anyone' && !openFigures);
  const { user } = progress;
  progress.resource = route.path;
  progress.changes = !['anyone', 'read', 'metrics', 'job.wait'].includes(route.access);
  if (!openFigures) {
    const permitted = permit(tools.guard, user, route, path);
    if (permitted !== undefined) await permitted;
  }
  const body = await readBody(request, bodyLimit);
  const query = mark < 0 ? '' : url.slice(mark + 1);
  const answer = await route.handle(new RapiRequest(path, query, body, user, response, tools, progress.touched));
  if (user === null || user.readsEverything || !(answer instanceof Answer) || route.access !== 'anyone') return answer;
  return await onlyReadable(tools, user, targetOf(route), answer);
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
      ...failure.headers,
      ...(failure.status === 401 ? { 'WWW-Authenticate': `Basic realm="${realm}"` } : {}),
    })
    .end(body);
}
