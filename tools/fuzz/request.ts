/** One generated request, with all that is needed to send it again. */

/**
 * admin: may do everything. reader: may read and query. limited: may read instances named `mine*` and start and stop them.
 * nobody: sends no Authorization header. stranger: sends one that is wrong.
 */
export type As = 'admin' | 'reader' | 'limited' | 'nobody' | 'stranger';

export type Phase = 'refused' | 'mixed' | 'changing';

/** Bytes for a connection of its own, where an HTTP client would not send them. */
export interface Wire {
  /** Sent one after the other, with `pauseMs` between them. */
  readonly chunks: readonly Buffer[];
  readonly pauseMs: number;
  /** What the client does at last: waits for the answers, ends its side and waits, or breaks the connection. */
  readonly then: 'wait' | 'end' | 'cut';
  /** How many answers there have to be. A request that never was whole may go without. */
  readonly answers: number;
  /** Source address; default 127.0.0.1. */
  readonly from?: string;
}

export interface FuzzRequest {
  /** What kind of request: for the counts. */
  readonly kind: string;
  readonly as: As;
  /** With `wire`: what it resembles, for the report. */
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly wire?: Wire;
  /** Any answer below 400 is wrong. */
  readonly mustBeRefused?: boolean;
}

export const jsonType = { 'content-type': 'application/json' } as const;

export function jsonBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value) ?? 'null');
}
