/** The contract at run time, and names for its messages. */
import { type MethodDefinition, type ServiceDefinition, fromJSON } from '@grpc/proto-loader';
import { descriptor } from './generated/descriptor';
import type { Request, Request__Output } from './generated/ganeti/master/v1/Request';
import type { Response, Response__Output } from './generated/ganeti/master/v1/Response';

// The options are those the types were generated with (tools/generate/proto.mjs).
const definition = fromJSON(descriptor as Parameters<typeof fromJSON>[0], {
  keepCase: true,
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
});
const service = definition['ganeti.master.v1.Master'] as ServiceDefinition;

/** Both ends of the one stream per client. */
export const sessionDefinition = service['Session'] as MethodDefinition<Request, Response, Request__Output, Response__Output>;
export type { Request, Request__Output as RequestReceived, Response, Response__Output as ResponseReceived };

/** Bytes of one message; a batch of many jobs is the largest. */
export const messageLimit = 64 * 1024 * 1024;
/** Bytes of a list's rows in one message: small enough that others' answers get their turn between two pieces. */
export const pieceSize = 1024 * 1024;
