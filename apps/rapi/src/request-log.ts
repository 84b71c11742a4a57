/** One line for each request: who, what, how it ended, how long it took, which jobs. */
import { openJsonLog, type JsonLog } from '@ganeti/runtime';

export interface RequestRecord {
  readonly user: string | undefined;
  readonly address: string | undefined;
  readonly method: string;
  /** With the query arguments. */
  readonly url: string;
  readonly status: number;
  readonly ms: number;
  readonly jobs?: readonly number[];
}

export type RequestLog = Pick<JsonLog<RequestRecord>, 'write'>;

/** A write for each request would cost more than the request. */
const chunkBytes = 8 * 1024;

/** `path`: appended to, made with its directory. */
export function openRequestLog(path: string): JsonLog<RequestRecord> {
  return openJsonLog(path, { chunkBytes });
}
