/** The contract at run time: one package definition, loaded once and shared by all servers and connections of a process. */
import { fromJSON, type MethodDefinition, type ServiceDefinition } from '@grpc/proto-loader';
import { descriptor } from './generated/descriptor';
import type { NodeMethod, NodeReply, NodeResponse } from './methods';

type AnyMethod = MethodDefinition<object, object>;

// The options are those the types were generated with (tools/generate/proto.mjs).
const definition = fromJSON(descriptor as Parameters<typeof fromJSON>[0], {
  keepCase: true,
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
});

const serviceNames = ['Node', 'Blocks', 'Instances', 'OperatingSystems', 'ExternalStorage', 'Exports', 'Hooks', 'Files', 'Storage', 'Machine', 'Transfers'] as const;

function serviceMethods(service: string): [string, AnyMethod][] {
  const methods = definition[`ganeti.node.v1.${service}`] as ServiceDefinition;
  return Object.entries(methods).map(([name, method]) => [`${service}.${name}`, method]);
}

const all = new Map(serviceNames.flatMap(serviceMethods));

export const watchDefinition = all.get('Node.Watch')!;
all.delete('Node.Watch');

/** All calls by name, e.g. `Blocks.Create`. */
export const methodDefinitions = all as ReadonlyMap<NodeMethod, AnyMethod>;

/** The name of every call. */
export const nodeMethods: readonly NodeMethod[] = [...methodDefinitions.keys()];

/** A reply as bytes, for a node that keeps it to answer a repeated step. Calls with progress have nothing to keep: empty. */
export function encodeReply<M extends NodeMethod>(method: M, reply: NodeReply<M>): Buffer {
  if (reply === undefined) return Buffer.alloc(0);
  return methodDefinitions.get(method)!.responseSerialize(reply as object);
}

/** The inverse of encodeReply: every field present; undefined for calls with progress. */
export function decodeReply<M extends NodeMethod>(method: M, bytes: Buffer): NodeResponse<M> {
  const definition = methodDefinitions.get(method)!;
  return (definition.responseStream ? undefined : definition.responseDeserialize(bytes)) as NodeResponse<M>;
}
