/** Errors as HTTP answers: status, and the body {code, message, explain} that Ganeti's clients read. */
import { GanetiError, OpPrereqError } from '@ganeti/errors';
import { ForbiddenParameter } from '@ganeti/opcodes';

/** The standard short and long phrases of each status we answer (those of Python's http.server, which Ganeti's clients see). */
const phrases = {
  400: ['Bad Request', 'Bad request syntax or unsupported method'],
  401: ['Unauthorized', 'No permission -- see authorization schemes'],
  403: ['Forbidden', 'Request forbidden -- authorization will not help'],
  404: ['Not Found', 'Nothing matches the given URI'],
  408: ['Request Timeout', 'Request timed out; try again later.'],
  409: ['Conflict', 'Request conflict'],
  413: ['Request Entity Too Large', 'Entity is too large.'],
  415: ['Unsupported Media Type', 'Entity body in unsupported format'],
  417: ['Expectation Failed', 'Cannot satisfy request-header field'],
  431: [
    'Request Header Fields Too Large',
    'The server is unwilling to process the request because its header fields are too large',
  ],
  429: ['Too Many Requests', 'More requests than are allowed for now; try again after the time in Retry-After'],
  500: ['Internal Server Error', 'Server got itself in trouble'],
  501: ['Not Implemented', 'Server does not support this operation'],
  502: ['Bad Gateway', 'Invalid responses from another server/proxy'],
  503: ['Service Unavailable', 'The server cannot process the request due to a high load'],
  504: ['Gateway Timeout', 'The gateway server did not receive a timely response'],
  505: ['HTTP Version Not Supported', 'Cannot fulfill request'],
} as const satisfies Record<number, readonly [string, string]>;

export type ErrorStatus = keyof typeof phrases;

/** A request that is answered with an error status. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: ErrorStatus;

  /** `message` missing: the status's short phrase. */
  constructor(
    status: ErrorStatus,
    message: string = phrases[status][0],
    /** Headers of the answer. */
    readonly headers: Readonly<Record<string, string | number>> = {},
  ) {
    super(message);
    this.status = status;
  }
}

/** 429 with the time to wait, seconds. */
export function tooMany(seconds: number, why: string): HttpError {
  const whole = Math.max(1, Math.ceil(seconds));
  return new HttpError(429, `${why}; try again in ${whole} s`, { 'Retry-After': whole });
}

export function shortPhrase(status: ErrorStatus): string {
  return phrases[status][0];
}

export function errorBody({ status, message }: HttpError): string {
  return `${JSON.stringify({ code: status, message, explain: phrases[status][1] })}\n`;
}

const statusOfClass: Readonly<Record<string, ErrorStatus>> = {
  JobQueueFull: 503,
  JobQueueDrainError: 503,
  JobLost: 404,
  NoMasterError: 502,
  ProtocolError: 502,
  TimeoutError: 504,
};

/** What the client can set right is never told as our fault. */
const statusOfPrereq: Readonly<Record<string, ErrorStatus>> = {
  unknown_entity: 404,
  wrong_input: 400,
  wrong_state: 409,
  already_exists: 409,
  resource_not_unique: 409,
  insufficient_resources: 409,
};

/**
 * Any thrown value as an HTTP error. What is no error of ours is a bug: its text stays in the log, since it may tell an
 * attacker more than a user.
 */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof ForbiddenParameter) return new HttpError(403, error.message);
  if (error instanceof OpPrereqError) return new HttpError(statusOfPrereq[error.code] ?? 500, error.message);
  if (error instanceof GanetiError) return new HttpError(statusOfClass[error.className] ?? 500, error.message);
  return new HttpError(500, 'An error inside the RAPI daemon; its log tells more');
}
