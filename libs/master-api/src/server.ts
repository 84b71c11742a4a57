/** The master's side: one stream per client, requests carried out side by side, answered in the order they are ready. */
import { chmodSync, chownSync, unlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { type Socket, connect, createServer } from 'node:net';
import { dirname } from 'node:path';
import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { GanetiError, ProtocolError } from '@ganeti/errors';
import { dispatch, errorToJson } from './codec';
import { type RequestReceived, type Response, messageLimit, sessionDefinition } from './definition';
import type { MasterHandlers } from './types';

export interface MasterServerOptions {
  readonly socketPath: string;
  /** Permission bits of the socket: who may write to it may do everything. Default 0660. */
  readonly mode?: number;
  /** Numeric group that owns the socket. */
  readonly group?: number;
  readonly handlers: MasterHandlers;
  /** An error that is none of ours was thrown by a handler: a bug, worth a stack trace in the log. */
  readonly onHandlerError?: (call: string, error: unknown) => void;
}

export interface MasterServer {
  /** Aborts what is under way and ends all sessions. */
  close(): Promise<void>;
}

type Stream = ServerDuplexStream<RequestReceived, Response>;

/** Throws when a running process listens on the socket already. */
export async function serveMaster(options: MasterServerOptions): Promise<MasterServer> {
  const { socketPath } = options;
  await mkdir(dirname(socketPath), { recursive: true });
  await removeStale(socketPath);
  const server = new Server({
    'grpc.max_receive_message_length': messageLimit,
    'grpc.max_send_message_length': -1,
    'grpc.enable_channelz': 0,
  });
  const closing = new AbortController();
  server.register(
    sessionDefinition.path,
    (stream: Stream) => serveSession(stream, options, closing.signal),
    sessionDefinition.responseSerialize,
    sessionDefinition.requestDeserialize,
    'bidi',
  );
  // Connections are taken here and handed to gRPC, so that they can be ended for good: gRPC's own shutdown waits for the peer.
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    injector.injectConnection(socket);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(socketPath, () => resolve());
  });
  chmodSync(socketPath, options.mode ?? 0o660);
  if (options.group !== undefined) chownSync(socketPath, -1, options.group);
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      closing.abort(new Error('the master daemon stops'));
      for (const socket of sockets) socket.destroy();
      server.forceShutdown();
      await closed;
    },
  };
}

function serveSession(stream: Stream, { handlers, onHandlerError }: MasterServerOptions, closing: AbortSignal): void {
  // One listener for each answer that waits.
  stream.setMaxListeners(0);
  const underWay = new Map<number, AbortController>();
  let caller = { client: 'unknown', user: 'unknown' };

  /** Resolves when the stream takes more; rejects when nobody needs the answer any more. */
  const drained = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        stream.off('drain', goOn);
        reject(signal.reason as Error);
      };
      const goOn = (): void => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      if (signal.aborted) stop();
      stream.once('drain', goOn);
      signal.addEventListener('abort', stop, { once: true });
    });

  const answer = async (request: RequestReceived): Promise<void> => {
    const controller = new AbortController();
    if (underWay.has(request.id)) throw new ProtocolError(`Request ${request.id} is under way already`);
    underWay.set(request.id, controller);
    try {
      const user = request.user === '' ? caller.user : request.user;
      const responses = await dispatch(request, handlers, { client: caller.client, user, signal: controller.signal });
      // Sync or async: lists come in pieces, events without end.
      for await (const response of responses) {
        response.id = request.id;
        // A long answer waits for the client to take it in; others get their turn meanwhile.
        if (!stream.write(response)) await drained(controller.signal);
      }
    } catch (error) {
      if (controller.signal.aborted) return;
      if (!(error instanceof GanetiError)) onHandlerError?.(request.call ?? 'unknown', error);
      stream.write({ id: request.id, error_json: errorToJson(error) });
    } finally {
      underWay.delete(request.id);
    }
  };
  const abortAll = (reason: string): void => {
    for (const controller of underWay.values()) controller.abort(new Error(reason));
  };
  const onClosing = (): void => abortAll('the master daemon stops');

  closing.addEventListener('abort', onClosing, { once: true });
  stream.on('data', (request: RequestReceived) => {
    if (request.call === 'hello') caller = request.hello!;
    else if (request.call === 'abort') underWay.get(request.abort!.request)?.abort(new Error('the caller needs the answer no more'));
    else void answer(request).catch((error: Error) => stream.emit('error', error));
  });
  const gone = (): void => {
    closing.removeEventListener('abort', onClosing);
    abortAll('the caller is gone');
  };
  stream.on('cancelled', gone);
  stream.on('error', gone);
  stream.on('end', () => {
    gone();
    stream.end();
  });
}

/** A socket file nobody listens on is left over from a master that was killed. */
async function removeStale(socketPath: string): Promise<void> {
  const state = await new Promise<string>((resolve) => {
    const probe = connect(socketPath, () => {
      probe.destroy();
      resolve('in use');
    });
    probe.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
  });
  if (state === 'in use') throw new Error(`${socketPath} is in use: a master daemon runs already`);
  if (state === 'ECONNREFUSED' || state === 'ENOTSOCK') unlinkSync(socketPath);
}
