/** Node answers, node requests and errors as JSON: bytes become base64, errors keep their class. */
import { decodeError, encodeError, RpcError, type EncodedError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';

const bytesKey = '$bytes';

/** JSON of anything a node call takes or answers; undefined becomes null. */
export function toStored(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (value instanceof Uint8Array) return { [bytesKey]: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(toStored);
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, toStored(item)]])),
    );
  }
  return value as Json;
}

/** The inverse, but for undefined. */
export function fromStored(value: Json): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(fromStored);
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === bytesKey) return Buffer.from(first[1] as string, 'base64');
  return Object.fromEntries(entries.map(([key, item]) => [key, fromStored(item)]));
}

export interface StoredError {
  readonly error: EncodedError;
  /** Of an RpcError: whom it was about, and whether trying again makes sense. */
  readonly rpc?: { readonly node: string; readonly reason: RpcError['reason'] };
}

export function toStoredError(error: unknown): StoredError {
  const encoded = toStored(encodeError(error)) as unknown as EncodedError;
  return error instanceof RpcError
    ? { error: encoded, rpc: { node: error.node, reason: error.reason } }
    : { error: encoded };
}

export function fromStoredError({ error, rpc }: StoredError): Error {
  return rpc === undefined ? decodeError(error) : new RpcError(rpc.node, rpc.reason, String(error[1][0]));
}
