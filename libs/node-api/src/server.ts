/**
 * The node's side. TLS is ended here rather than in gRPC, for two reasons: refused connections can be logged with the peer's
 * address, and what a peer may do is looked up once per connection.
 */
import { constants } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type TLSSocket, createServer as createTlsServer } from 'node:tls';
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { methodDefinitions, watchDefinition } from './definition';
import { isMaster } from './identity';
import type { StatusUpdateMessage, WatchRequestReceived } from './messages';
import type { NodeMethod, NodeReply, NodeRequestReceived } from './methods';
import { type TlsMaterial, changeKey, epochKey, errorStatus, jobKey, messageLimit, stepKey } from './wire';

export interface HandlerContext {
  /** Of the calling master; not older than any seen before. */
  readonly epoch: number;
  /** `<job>/<opcode>` */
  readonly job?: string;
  /** Same step: same call, to be answered with the stored result. */
  readonly step?: string;
  /** Aborted when the master gave up on the call, its time is over, or the server closes. */
  readonly signal: AbortSignal;
  /** Goes to the job's log; only calls with progress carry it, others drop it. */
  progress(message: string, percent?: number): void;
}

export type NodeHandlers = {
  readonly [M in NodeMethod]: (request: NodeRequestReceived<M>, cx: HandlerContext) => Promise<NodeReply<M>>;
};

/** Feeds one status stream until the signal is aborted (the master went away). */
export type WatchHandler = (
  request: WatchRequestReceived,
  send: (update: StatusUpdateMessage) => void,
  signal: AbortSignal,
) => Promise<void>;

/** Somebody was turned away: wrong certificate, no TLS, wrong role. */
export interface Refusal {
  /** Address and port of the peer. */
  readonly peer: string;
  readonly reason: string;
}

export interface NodeServerOptions {
  readonly host: string;
  /** 0: any free port */
  readonly port: number;
  readonly tls: TlsMaterial;
  readonly handlers: NodeHandlers;
  readonly watch: WatchHandler;
  /** Throws when the epoch is over; a newer one must be durable when it returns. */
  readonly acceptEpoch: (epoch: number) => void | Promise<void>;
  /** Number of the last change on this node; goes with every answer. */
  readonly changeNumber?: () => number;
  readonly onRefused?: (refusal: Refusal) => void;
  /** An error that is not one of ours was thrown by a handler: a bug, worth a stack trace in the log. */
  readonly onHandlerError?: (method: NodeMethod | 'Node.Watch', error: unknown) => void;
}

export interface NodeServer {
  readonly port: number;
  /** Of connections from now on. Throws when key and certificate do not fit. */
  setTls(tls: TlsMaterial): void;
  /** Takes no new calls, waits up to `graceSeconds` (default 0) for those under way, then cuts them off. */
  close(graceSeconds?: number): Promise<void>;
}

type Call = ServerUnaryCall<object, object> | ServerWritableStream<object, object>;
type Status = { code: status; details: string; metadata?: Metadata };

export async function serveNode(options: NodeServerOptions): Promise<NodeServer> {
  const server = new Server({
    'grpc.max_receive_message_length': messageLimit,
    'grpc.max_send_message_length': messageLimit,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
    'grpc.enable_channelz': 0,
  });
  /** Peers by address and port: whether they are the master. A call knows only this of its connection. */
  const peers = new Map<string, boolean>();
  /** What is being carried out. Status streams never end by themselves. */
  const calls = new Set<AbortController>();
  const streams = new Set<AbortController>();
  let closing = false;
  const refuse = (peer: string, reason: string): void => options.onRefused?.({ peer, reason });

  function trailer(): Metadata | undefined {
    if (options.changeNumber === undefined) return undefined;
    const metadata = new Metadata();
    metadata.set(changeKey, String(options.changeNumber()));
    return metadata;
  }

  /** Looks whether the call may be made, and carries it out with a signal of its own. */
  async function admitted<T>(call: Call, among: Set<AbortController>, carryOut: (cx: Omit<HandlerContext, 'progress'>) => Promise<T>): Promise<T> {
    const peer = call.getPeer();
    if (peers.get(peer) !== true) {
      refuse(peer, `calls ${call.getPath()} without the master's certificate`);
      throw refusal(status.PERMISSION_DENIED, 'only the master may call this node');
    }
    const epoch = Number(call.metadata.get(epochKey)[0]);
    if (!Number.isSafeInteger(epoch)) throw refusal(status.INVALID_ARGUMENT, `metadata ${epochKey} must be given`);
    try {
      await options.acceptEpoch(epoch);
    } catch (error) {
      throw refusal(status.FAILED_PRECONDITION, error instanceof Error ? error.message : String(error));
    }
    const text = (key: string): string | undefined => call.metadata.get(key)[0]?.toString();
    const gone = new AbortController();
    among.add(gone);
    call.on('cancelled', () => gone.abort(new Error('the master gave up on the call')));
    try {
      return await carryOut({ epoch, job: text(jobKey), step: text(stepKey), signal: gone.signal });
    } finally {
      among.delete(gone);
    }
  }

  function failure(method: NodeMethod | 'Node.Watch', error: unknown): Status {
    if (error instanceof RefusedCall) return error.status;
    options.onHandlerError?.(method, error);
    const status = errorStatus(error);
    const more = trailer();
    if (more !== undefined) status.metadata.merge(more);
    return status;
  }

  for (const [method, definition] of methodDefinitions) {
    const handler = options.handlers[method] as (request: object, cx: HandlerContext) => Promise<object | void>;
    if (definition.responseStream) {
      const run = async (call: ServerWritableStream<object, object>): Promise<void> => {
        try {
          const progress = (message: string, percent = -1): void => void call.write({ progress: { message, percent } });
          await admitted(call, calls, (cx) => handler(call.request, { ...cx, progress }));
          call.write({ done: {} });
          call.end(trailer());
        } catch (error) {
          fail(call, failure(method, error));
        }
      };
      server.register(definition.path, (call: ServerWritableStream<object, object>) => void run(call), definition.responseSerialize, definition.requestDeserialize, 'serverStream');
    } else {
      const run = async (call: ServerUnaryCall<object, object>, answer: sendUnaryData<object>): Promise<void> => {
        try {
          const reply = (await admitted(call, calls, (cx) => handler(call.request, { ...cx, progress: dropProgress }))) ?? {};
          answer(null, reply, trailer());
        } catch (error) {
          answer(failure(method, error));
        }
      };
      server.register(
        definition.path,
        (call: ServerUnaryCall<object, object>, answer: sendUnaryData<object>) => void run(call, answer),
        definition.responseSerialize,
        definition.requestDeserialize,
        'unary',
      );
    }
  }

  const watch = async (call: ServerWritableStream<object, object>): Promise<void> => {
    try {
      const send = (update: StatusUpdateMessage): void => void call.write(update);
      await admitted(call, streams, ({ signal }) => options.watch(call.request as WatchRequestReceived, send, signal));
      call.end();
    } catch (error) {
      if (call.cancelled) return;
      const ended = closing ? refusal(status.UNAVAILABLE, 'the node daemon stops') : error;
      fail(call, failure('Node.Watch', ended));
    }
  };
  server.register(
    watchDefinition.path,
    (call: ServerWritableStream<object, object>) => void watch(call),
    watchDefinition.responseSerialize,
    watchDefinition.requestDeserialize,
    'serverStream',
  );
  new HealthImplementation({ '': 'SERVING' }).addToServer(server);

  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const sockets = new Set<TLSSocket>();
  const listener = createTlsServer(
    {
      ...options.tls,
      minVersion: 'TLSv1.3',
      ALPNProtocols: ['h2'],
      requestCert: true,
      // Looked at below, where the refusal can be logged.
      rejectUnauthorized: false,
      // Every connection proves who it is; nothing is resumed.
      secureOptions: constants.SSL_OP_NO_TICKET,
      handshakeTimeout: 10_000,
      noDelay: true,
    },
    (socket) => {
      const peer = `${socket.remoteAddress}:${socket.remotePort}`;
      socket.on('error', () => socket.destroy());
      if (!socket.authorized) {
        refuse(peer, `its certificate is not the cluster's: ${String(socket.authorizationError)}`);
        socket.destroy();
      } else if (socket.alpnProtocol !== 'h2' || peers.has(peer)) {
        refuse(peer, 'it does not speak HTTP/2');
        socket.destroy();
      } else {
        peers.set(peer, isMaster(socket.getPeerCertificate()));
        sockets.add(socket);
        socket.once('close', () => {
          peers.delete(peer);
          sockets.delete(socket);
        });
        injector.injectConnection(socket);
      }
    },
  );
  listener.on('tlsClientError', (error, socket) => {
    // The address is gone when the peer has closed already; the reason is worth a line even so.
    refuse(`${socket.remoteAddress ?? 'unknown'}:${socket.remotePort ?? ''}`, `no TLS connection could be made: ${error.message}`);
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(options.port, options.host, () => {
      listener.removeListener('error', reject);
      resolve();
    });
  });

  return {
    port: (listener.address() as AddressInfo).port,
    setTls: (tls) => listener.setSecureContext({ ...tls, minVersion: 'TLSv1.3', secureOptions: constants.SSL_OP_NO_TICKET }),
    close: async (graceSeconds = 0) => {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      closing = true;
      abortAll(streams);
      const finished = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      let grace: NodeJS.Timeout | undefined;
      // What a handler does not end by itself is cut off with its connection; gRPC would wait for it.
      await Promise.race([finished, new Promise((resolve) => (grace = setTimeout(resolve, graceSeconds * 1000)))]);
      clearTimeout(grace);
      abortAll(calls);
      for (const socket of sockets) socket.destroy();
      server.forceShutdown();
      await closed;
    },
  };
}

/** A call that is turned away before its handler is asked. */
class RefusedCall extends Error {
  readonly status: Status;
  constructor(given: Status) {
    super(given.details);
    this.status = given;
  }
}
const refusal = (code: status, details: string): RefusedCall => new RefusedCall({ code, details });
const abortAll = (controllers: Iterable<AbortController>): void => {
  for (const controller of controllers) controller.abort(new Error('the node daemon stops'));
};
const dropProgress = (): void => undefined;

/** gRPC's way to end a stream with a status: what was written before is still sent. Destroying it would never send one. */
function fail(call: ServerWritableStream<object, object>, given: Status): void {
  call.emit('error', Object.assign(new Error(given.details), given));
}
