/** What travels beside the messages: metadata names, errors, limits. */
import { Metadata, status } from '@grpc/grpc-js';
import type { GanetiError} from '@ganeti/errors';
import { decodeError, encodeError, isEncodedError } from '@ganeti/errors';

export const epochKey = 'ganeti-epoch';
export const jobKey = 'ganeti-job';
export const stepKey = 'ganeti-step';
/** In the trailer of an answer. */
export const changeKey = 'ganeti-change';
const errorKey = 'ganeti-error-bin';

/** Bytes; a copy of the configuration of a large cluster is the largest message. */
export const messageLimit = 64 * 1024 * 1024;

/** Headers have to fit in one HTTP/2 header block; output of a script inside an error may be long. */
const errorTextLimit = 4096;

/** PEM texts: own certificate and key, and the authority that signed the other side's. */
export interface TlsMaterial {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** A gRPC error that carries `error` with its class. */
export function errorStatus(error: unknown): { code: status; details: string; metadata: Metadata } {
  const [className, args] = encodeError(error);
  const short = [className, args.map(shorten)];
  const metadata = new Metadata();
  metadata.set(errorKey, Buffer.from(JSON.stringify(short)));
  return { code: status.ABORTED, details: className, metadata };
}

function shorten(arg: unknown): unknown {
  if (typeof arg === 'string') return arg.length <= errorTextLimit ? arg : `${arg.slice(0, errorTextLimit)} […]`;
  const text = JSON.stringify(arg) ?? 'null';
  return text.length <= errorTextLimit ? arg : `${text.slice(0, errorTextLimit)} […]`;
}

/** The error a node's handler threw; null: the status comes from gRPC itself. */
export function errorOf(metadata: Metadata): GanetiError | null {
  const [bytes] = metadata.get(errorKey);
  if (!Buffer.isBuffer(bytes)) return null;
  const encoded = JSON.parse(bytes.toString()) as unknown;
  return isEncodedError(encoded) ? decodeError(encoded) : null;
}
