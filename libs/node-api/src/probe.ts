/** One node looks whether another can be reached, and whether both take each other for nodes of the same cluster. */
import { createConnection } from 'node:net';
import { ChannelCredentials, Client, status, type ServiceError } from '@grpc/grpc-js';
import { service as health } from 'grpc-health-check';
import { contextOf, plain, target } from './client';
import { nodeUuidOf } from './identity';
import type { TlsMaterial } from './wire';

/** `network`: nothing is heard from there; `trust`: somebody is there, but one of the two does not take the other's certificate. */
export interface PeerProblem {
  readonly kind: 'network' | 'trust';
  readonly message: string;
}

export interface ProbedPeer {
  readonly uuid: string;
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** Asks the other's health service with this node's certificate. null: all is well. */
export async function probePeer(peer: ProbedPeer, tls: TlsMaterial, timeoutSeconds: number): Promise<PeerProblem | null> {
  const unreachable = await connectProblem(peer.address, peer.port, timeoutSeconds);
  return unreachable === null ? healthProblem(peer, tls, timeoutSeconds) : { kind: 'network', message: unreachable.message };
}

/** Why no TCP connection can be made; null: it can. `refused`: the machine is there, but nothing listens. */
export function connectProblem(host: string, port: number, timeoutSeconds: number): Promise<{ readonly message: string; readonly refused: boolean } | null> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: timeoutSeconds * 1000 });
    const end = (problem: { message: string; refused: boolean } | null): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => end(null));
    socket.once('timeout', () => end({ message: 'no answer', refused: false }));
    socket.once('error', (error: NodeJS.ErrnoException) => end({ message: error.message, refused: error.code === 'ECONNREFUSED' }));
  });
}

async function healthProblem({ uuid, name, address, port }: ProbedPeer, tls: TlsMaterial, timeoutSeconds: number): Promise<PeerProblem | null> {
  let mistaken: string | null = null;
  const credentials = ChannelCredentials.createFromSecureContext(contextOf(tls), {
    checkServerIdentity: (_name, certificate) => {
      const actual = nodeUuidOf(certificate);
      mistaken = actual === uuid ? null : actual === null ? "it shows a certificate that is not a node's" : `it shows the certificate of node ${actual}`;
      return mistaken === null ? undefined : new Error(mistaken);
    },
  });
  const client = new Client(target(address, port), credentials, {
    'grpc.ssl_target_name_override': name,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.enable_http_proxy': 0,
    'grpc.enable_channelz': 0,
  });
  try {
    const error = await check(client, Date.now() + timeoutSeconds * 1000);
    if (error === null) return null;
    if (error.code === status.DEADLINE_EXCEEDED) return { kind: 'network', message: 'it takes connections, but does not answer' };
    return { kind: 'trust', message: mistaken ?? `no trusted connection could be made: ${plain(error.details)}` };
  } finally {
    client.close();
  }
}

function check(client: Client, deadline: number): Promise<ServiceError | null> {
  const { path, requestSerialize, responseDeserialize } = health['Check']!;
  return new Promise((resolve) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { service: '' }, { deadline }, (error) => resolve(error));
  });
}
