/** The master's side: one connection per node, kept open, made again when it breaks. */
import { type SecureContext, createSecureContext } from 'node:tls';
import {
  ChannelCredentials,
  Client,
  Metadata,
  type CallOptions as GrpcCallOptions,
  type ServiceError,
  connectivityState,
  status,
} from '@grpc/grpc-js';
import { RpcError } from '@ganeti/errors';
import { methodDefinitions, watchDefinition } from './definition';
import type { ProgressEvent__Output } from './generated/ganeti/node/v1/ProgressEvent';
import { digestOf, nodeUuidOf } from './identity';
import type { StatusUpdateReceived, WatchRequestMessage } from './messages';
import type { NodeMethod, NodeRequest, NodeResponse } from './methods';
import { type TlsMaterial, changeKey, epochKey, errorOf, jobKey, messageLimit, stepKey } from './wire';

export interface ConnectNodeOptions {
  /** The node's name, for errors. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** The master's. Pass the same object to all connections: what is made of it is shared. */
  readonly tls: TlsMaterial;
  /** The master's epoch, sent with every call. */
  readonly epoch: number;
  /** SHA-256 of the node's certificate, asked for with each connection that is made; missing or none: any node's certificate below the cluster's CA is taken. */
  readonly expectedDigests?: () => readonly string[];
  /** Seconds until a node that does not answer the connection counts as unreachable; default 10. */
  readonly connectTimeoutSeconds?: number;
}

export interface ConnectionCallOptions {
  readonly job?: string;
  readonly step?: string;
  /** Default 60. */
  readonly timeoutSeconds?: number;
  readonly onProgress?: (message: string, percent: number | null) => void;
  /** The number of the node's last change when it answered, or refused, the call; a status update with it knows what the call did. */
  readonly onChange?: (change: number) => void;
  /** Gives up on the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface NodeConnection {
  readonly name: string;
  /** Throws RpcError, the error class the node sent, or the signal's reason. */
  call<M extends NodeMethod>(method: M, request: NodeRequest<M>, options?: ConnectionCallOptions): Promise<NodeResponse<M>>;
  /** Status updates until the stream ends. Rejects with RpcError when it breaks, with the signal's reason when aborted. */
  watch(request: WatchRequestMessage, onUpdate: (update: StatusUpdateReceived) => void, signal?: AbortSignal): Promise<void>;
  /** Digest of the certificate the node has shown last; null: not connected so far. */
  readonly peerDigest: string | null;
  /** uuid in that certificate. */
  readonly peerUuid: string | null;
  /** Calls under way fail as unreachable. */
  close(): void;
  /** Takes no new calls, and closes when those under way have ended; status streams end at once. */
  retire(): void;
}

const defaultTimeoutSeconds = 60;

/** Making a context parses keys; a thousand connections use the same. */
const contexts = new WeakMap<TlsMaterial, SecureContext>();
export function contextOf(tls: TlsMaterial): SecureContext {
  const known = contexts.get(tls);
  if (known !== undefined) return known;
  const made = createSecureContext({ ...tls, minVersion: 'TLSv1.3' });
  contexts.set(tls, made);
  return made;
}

/** Returns at once; the connection is made by the first call. */
export function connectNode(options: ConnectNodeOptions): NodeConnection {
  return new Connection(options);
}

class Connection implements NodeConnection {
  readonly name: string;
  peerDigest: string | null = null;
  peerUuid: string | null = null;
  private readonly options: ConnectNodeOptions;
  private readonly client: Client;
  /** Why the node's certificate was not taken the last time. */
  private mistaken: string | null = null;
  private closed = false;
  /** Gives up each call under way. */
  private readonly underWay = new Set<() => void>();
  private readonly streams = new AbortController();
  private retired = false;

  constructor(options: ConnectNodeOptions) {
    this.options = options;
    this.name = options.name;
    const credentials = ChannelCredentials.createFromSecureContext(contextOf(options.tls), {
      checkServerIdentity: (_name, certificate) => this.checkIdentity(certificate),
    });
    this.client = new Client(target(options.address, options.port), credentials, {
      // Nodes are told apart by certificate, not by the name they are called with.
      'grpc.ssl_target_name_override': options.name,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1000,
      'grpc.keepalive_time_ms': 20_000,
      'grpc.keepalive_timeout_ms': 10_000,
      'grpc.max_receive_message_length': messageLimit,
      'grpc.max_send_message_length': messageLimit,
      'grpc.enable_retries': 0,
      'grpc.service_config_disable_resolution': 1,
      'grpc.enable_http_proxy': 0,
      'grpc.enable_channelz': 0,
    });
  }

  private checkIdentity(certificate: { subjectaltname?: string; fingerprint256?: string }): Error | undefined {
    const digest = digestOf(certificate);
    const uuid = nodeUuidOf(certificate);
    const expected = this.options.expectedDigests?.() ?? [];
    if (expected.length > 0 && !expected.includes(digest)) {
      this.mistaken = `its certificate is not the one this cluster knows (digest ${digest}, expected ${expected.join(' or ')})`;
    } else if (uuid === null) {
      this.mistaken = "its certificate is not a node's";
    } else {
      this.mistaken = null;
      this.peerDigest = digest;
      this.peerUuid = uuid;
      return undefined;
    }
    return new Error(this.mistaken);
  }

  async call<M extends NodeMethod>(method: M, request: NodeRequest<M>, options: ConnectionCallOptions = {}): Promise<NodeResponse<M>> {
    options.signal?.throwIfAborted();
    const timeout = options.timeoutSeconds ?? defaultTimeoutSeconds;
    const deadline = Date.now() + timeout * 1000;
    await this.connected(Math.min(deadline, Date.now() + this.connectTimeout * 1000), options.signal);
    const definition = methodDefinitions.get(method)!;
    const metadata = this.metadata(options);
    const what = `${method} (limit ${timeout} s)`;
    return (await (definition.responseStream
      ? this.stream<ProgressEvent__Output>(definition, request, metadata, { deadline }, what, options, (event) => {
          const { progress } = event;
          if (progress) options.onProgress?.(progress.message, progress.percent < 0 ? null : progress.percent);
        })
      : this.unary(definition, request, metadata, { deadline }, what, options))) as NodeResponse<M>;
  }

  async watch(request: WatchRequestMessage, onUpdate: (update: StatusUpdateReceived) => void, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await this.connected(Date.now() + this.connectTimeout * 1000, signal);
    const ends = signal === undefined ? this.streams.signal : AbortSignal.any([signal, this.streams.signal]);
    await this.stream<StatusUpdateReceived>(watchDefinition, request, this.metadata({}), {}, 'Node.Watch', { signal: ends }, onUpdate);
  }

  retire(): void {
    this.retired = true;
    this.streams.abort(this.error('unreachable', 'the connection is replaced by another one'));
    if (this.underWay.size === 0) this.close();
  }

  close(): void {
    this.closed = true;
    for (const cancel of [...this.underWay]) cancel();
    this.client.close();
  }

  private get connectTimeout(): number {
    return this.options.connectTimeoutSeconds ?? 10;
  }

  private metadata({ job, step }: ConnectionCallOptions): Metadata {
    const metadata = new Metadata();
    metadata.set(epochKey, String(this.options.epoch));
    if (job !== undefined) metadata.set(jobKey, job);
    if (step !== undefined) metadata.set(stepKey, step);
    return metadata;
  }

  /** gRPC would wait the call's whole time for a machine that swallows packets; a failed attempt is left to the call to tell. */
  private async connected(deadline: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.closed || this.retired) throw this.error('unreachable', 'the connection has been closed');
    const channel = this.client.getChannel();
    for (;;) {
      const state = channel.getConnectivityState(true);
      if (state !== connectivityState.IDLE && state !== connectivityState.CONNECTING) return;
      const changed = await new Promise<boolean>((resolve, reject) => {
        const abort = (): void => reject(signal?.reason);
        signal?.addEventListener('abort', abort, { once: true });
        channel.watchConnectivityState(state, deadline, (error) => {
          signal?.removeEventListener('abort', abort);
          resolve(error === undefined);
        });
      });
      if (!changed) throw this.error('unreachable', 'it does not answer; is the machine up, and noded running?');
    }
  }

  private unary(
    definition: Definition,
    request: unknown,
    metadata: Metadata,
    grpcOptions: GrpcCallOptions,
    what: string,
    { signal, onChange }: ConnectionCallOptions,
  ): Promise<object> {
    return new Promise((resolve, reject) => {
      const call = this.client.makeUnaryRequest(
        definition.path,
        definition.requestSerialize,
        definition.responseDeserialize,
        request as object,
        metadata,
        grpcOptions,
        (error, response) => {
          this.ended(cancel, signal);
          if (error === null) resolve(response!);
          else reject(signal?.aborted ? signal.reason : this.translate(error, what));
        },
      );
      const cancel = (): void => call.cancel();
      this.began(cancel, signal);
      // Comes in the same turn as the answer, before whoever awaits it goes on.
      if (onChange !== undefined) call.on('status', ({ metadata }) => tellChange(metadata, onChange));
    });
  }

  private stream<T extends object>(
    definition: Definition,
    request: unknown,
    metadata: Metadata,
    grpcOptions: GrpcCallOptions,
    what: string,
    { signal, onChange }: ConnectionCallOptions,
    onMessage: (message: T) => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const call = this.client.makeServerStreamRequest(
        definition.path,
        definition.requestSerialize,
        definition.responseDeserialize,
        request as object,
        metadata,
        grpcOptions,
      );
      const cancel = (): void => call.cancel();
      this.began(cancel, signal);
      if (onChange !== undefined) call.on('status', ({ metadata }) => tellChange(metadata, onChange));
      call.on('data', (message: T) => onMessage(message));
      call.on('end', () => {
        this.ended(cancel, signal);
        resolve();
      });
      call.on('error', (error: ServiceError) => {
        this.ended(cancel, signal);
        reject(signal?.aborted ? signal.reason : this.translate(error, what));
      });
    });
  }

  private began(cancel: () => void, signal: AbortSignal | undefined): void {
    this.underWay.add(cancel);
    signal?.addEventListener('abort', cancel, { once: true });
  }

  private ended(cancel: () => void, signal: AbortSignal | undefined): void {
    this.underWay.delete(cancel);
    if (this.retired && this.underWay.size === 0) this.close();
    signal?.removeEventListener('abort', cancel);
  }

  private translate(error: ServiceError, what: string): Error {
    const sent = error.metadata === undefined ? null : errorOf(error.metadata);
    if (sent !== null) return sent;
    switch (error.code) {
      case status.UNAVAILABLE:
        return this.mistaken === null ? this.error('unreachable', plain(error.details)) : this.error('refused', this.mistaken);
      case status.DEADLINE_EXCEEDED:
        return this.error('timeout', `it did not finish ${what} in time`);
      case status.PERMISSION_DENIED:
      case status.UNAUTHENTICATED:
      case status.FAILED_PRECONDITION:
      case status.INVALID_ARGUMENT:
      case status.UNIMPLEMENTED:
        return this.error('refused', `it refuses ${what}: ${error.details}`);
      case status.CANCELLED:
        return this.error('unreachable', 'the connection has been closed');
      case status.INTERNAL:
        // A stream that was reset: noded ends every call with a status, so the connection broke under it.
        if (/RST_STREAM/.test(error.details)) return this.error('unreachable', 'the connection broke');
        return this.error('failed', `${what}: ${error.details}`);
      default:
        return this.error('failed', `${what}: ${error.details}`);
    }
  }

  private error(reason: RpcError['reason'], text: string): RpcError {
    const { name, address, port } = this.options;
    return new RpcError(name, reason, `Node ${name} (${address}:${port}): ${text}`);
  }
}

type Definition = typeof watchDefinition;

function tellChange(metadata: Metadata, onChange: (change: number) => void): void {
  const [text] = metadata.get(changeKey);
  if (text !== undefined) onChange(Number(text));
}

export function target(address: string, port: number): string {
  if (address.includes(':')) return `ipv6:[${address}]:${port}`;
  return /^[\d.]+$/.test(address) ? `ipv4:${address}:${port}` : `dns:${address}:${port}`;
}

/** gRPC's text without its own preface and time stamps. */
export function plain(details: string): string {
  const last = /Last error: (?:Error: )?(.*?)(?: \([^()]*Z\))?\.?(?: Resolution note:.*)?$/.exec(details)?.[1];
  return last ?? details;
}
