/** The master's connections: one per node of the configuration, kept while the node's address and certificate stay the same. */
import { setMaxListeners } from 'node:events';
import { RpcError } from '@ganeti/errors';
import {
  type NodeConnection,
  type NodeMethod,
  type NodeRequest,
  type NodeResponse,
  type TlsMaterial,
  connectNode,
} from '@ganeti/node-api';
import type { ClusterConfig } from '@ganeti/master-config';
import type { Node } from '@ganeti/objects';
import type { Logger } from '@ganeti/runtime';
import { eachParallel } from './parallel';
import { methodTimeouts } from './timeouts';
import type { NodeCallOptions, NodeRpc } from './types';

export interface NodeRpcOptions {
  readonly config: Pick<ClusterConfig, 'view' | 'onCommit'>;
  /** CAs and the master's certificate and key; `knows`: what a node knows that has missed a renewal. The same object until it changes. */
  readonly tls: (knows?: string) => TlsMaterial;
  /** Of this master, from the state store. */
  readonly epoch: number;
  readonly logger: Logger;
  /** Told of each call that has ended. */
  readonly onCall?: (this: void, method: string, outcome: 'ok' | 'error', seconds: number) => void;
  /** Seconds until a node that does not answer counts as unreachable; default 10. */
  readonly connectTimeoutSeconds?: number;
}

/** What became of a call to one of several nodes. */
export type NodeOutcome<T> = { readonly value: T; readonly error?: undefined } | { readonly error: Error };

/** A node that is not in the configuration yet. */
export interface NodeAddress {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

export interface HandshakeResult {
  readonly answer: NodeResponse<'Node.Handshake'>;
  /** Of the certificate the node showed: to be kept in its object. */
  readonly certificateDigest: string;
}

export interface ClusterRpc extends NodeRpc {
  /** For status streams. Throws RpcError for a node that is unknown or marked offline. Do not close it. */
  connection(nodeUuid: string): NodeConnection;
  /** The same call to several nodes, at most 64 at a time; never throws. Keyed by node uuid. */
  callMany<M extends NodeMethod>(
    nodes: Iterable<string>,
    method: M,
    request: NodeRequest<M> | ((nodeUuid: string) => NodeRequest<M>),
    options?: NodeCallOptions,
  ): Promise<Map<string, NodeOutcome<NodeResponse<M>>>>;
  /**
   * A call to a node that is marked offline, over a connection of its own: to take away what must not run there. Throws RpcError for a node
   * that is not in the configuration.
   */
  callOffline: NodeRpc['call'];
  /** First contact with a node that is about to be added. */
  handshake(node: NodeAddress, request: NodeRequest<'Node.Handshake'>, timeoutSeconds?: number): Promise<HandshakeResult>;
  close(): void;
}

const fanOut = 64;

export function createNodeRpc({ config, tls, epoch, logger, onCall, connectTimeoutSeconds }: NodeRpcOptions): ClusterRpc {
  const connections = new Map<string, { readonly key: string; readonly connection: NodeConnection }>();

  const tlsFor = (known: Node | undefined): TlsMaterial => tls(known?.missed_renewal === '' ? undefined : known?.missed_renewal);
  const open = (node: NodeAddress, known?: Node): NodeConnection =>
    connectNode({
      name: node.name,
      address: node.address,
      port: node.port,
      tls: tlsFor(known),
      epoch,
      connectTimeoutSeconds,
      ...(known === undefined ? {} : { expectedDigests: () => digestsOf(config.view.get('node', known.uuid)) }),
    });

  function drop(uuid: string, why: string, end: 'close' | 'retire' = 'close'): void {
    const held = connections.get(uuid);
    if (held === undefined) return;
    connections.delete(uuid);
    held.connection[end]();
    logger.debug({ node: held.connection.name }, `connection closed: ${why}`);
  }

  function connection(uuid: string): NodeConnection {
    const node = config.view.get('node', uuid);
    if (node === undefined) throw unknownNode(uuid);
    if (node.offline) throw new RpcError(node.name, 'unreachable', `Node ${node.name} is marked offline; set it online before using it`);
    const key = connectionKey(node);
    const held = connections.get(uuid);
    if (held?.key === key) return held.connection;
    drop(uuid, 'address or certificate changed', 'retire');
    const made = open({ name: node.name, address: node.primary_ip, port: node.port }, node);
    connections.set(uuid, { key, connection: made });
    return made;
  }

  const stopListening = config.onCommit((changes) => {
    for (const { kind, uuid, before, after } of changes) {
      if (kind !== 'node') continue;
      const node = after as Node | null;
      if (node === null) drop(uuid, 'node removed');
      else if (node.offline) drop(uuid, 'node marked offline');
      else if (connections.has(uuid) && connections.get(uuid)?.key !== connectionKey(node)) {
        // A renewed certificate is no reason to cut off what is being done.
        drop(uuid, 'address or certificate changed', node.certificate_digest === (before as Node | null)?.next_certificate_digest ? 'retire' : 'close');
      }
    }
  });

  const call: NodeRpc['call'] = async (uuid, method, request, options = {}) => {
    const began = performance.now();
    let outcome: 'ok' | 'error' = 'error';
    try {
      const answer = await connection(uuid).call(method, request, { ...options, timeoutSeconds: options.timeoutSeconds ?? methodTimeouts[method] });
      outcome = 'ok';
      return answer;
    } finally {
      onCall?.(method, outcome, (performance.now() - began) / 1000);
    }
  };

  return {
    connection,
    call,
    callMany: async (nodes, method, request, options) => {
      const outcomes = new Map<string, NodeOutcome<NodeResponse<typeof method>>>();
      // Each call listens to the one signal; that many are not a leak.
      if (options?.signal !== undefined) setMaxListeners(0, options.signal);
      await eachParallel([...new Set(nodes)], fanOut, async (uuid) => {
        try {
          const message = typeof request === 'function' ? (request as (uuid: string) => NodeRequest<typeof method>)(uuid) : request;
          outcomes.set(uuid, { value: await call(uuid, method, message, options) });
        } catch (error) {
          outcomes.set(uuid, { error: error instanceof Error ? error : new Error(String(error)) });
        }
      });
      return outcomes;
    },
    callOffline: async (uuid, method, request, options = {}) => {
      const node = config.view.get('node', uuid);
      if (node === undefined) throw unknownNode(uuid);
      const temporary = open({ name: node.name, address: node.primary_ip, port: node.port }, node);
      try {
        return await temporary.call(method, request, { ...options, timeoutSeconds: options.timeoutSeconds ?? methodTimeouts[method] });
      } finally {
        temporary.close();
      }
    },
    handshake: async (node, request, timeoutSeconds = methodTimeouts['Node.Handshake']) => {
      // One that is known by this address may have missed a renewal.
      const temporary = connectNode({ ...node, tls: tlsFor(config.view.node(node.name)), epoch, connectTimeoutSeconds });
      try {
        const answer = await temporary.call('Node.Handshake', request, { timeoutSeconds });
        return { answer, certificateDigest: temporary.peerDigest ?? '' };
      } finally {
        temporary.close();
      }
    },
    close: () => {
      stopListening();
      for (const uuid of [...connections.keys()]) drop(uuid, 'the master stops');
    },
  };
}

const unknownNode = (uuid: string): RpcError => new RpcError(uuid, 'unreachable', `Node ${uuid} is not in the configuration`);

/** What a connection depends on. */
const connectionKey = (node: Node): string => [node.name, node.primary_ip, node.port, node.certificate_digest, node.missed_renewal].join(' ');

/** What it may show: while its certificate is renewed, the old one or the new one. */
function digestsOf(node: Node | undefined): string[] {
  return [node?.certificate_digest, node?.next_certificate_digest].filter((digest): digest is string => digest !== undefined && digest !== '');
}
