/** Statuses from 500 on that are documented: which, where, when. Any other is a failure of the server, and of the run. */
import type { FuzzRequest } from './request';
import type { OperationTable } from './operations';

export interface DocumentedError {
  readonly status: number;
  /** Whether the documentation names it for this request. */
  readonly where: (request: FuzzRequest, operations: OperationTable) => boolean;
  /** Texts it comes with. */
  readonly message: RegExp;
  readonly why: string;
}

const submits: DocumentedError['where'] = ({ method, path }, operations) => operations.find(method, path)?.statuses.has(503) === true;

export const documentedErrors: readonly DocumentedError[] = [
  {
    status: 501,
    where: ({ method, path }, operations) => operations.find(method, path) === undefined,
    message: /^Method \S+ is unsupported for path /,
    why: 'The resource does not have this method, or there is no such method (as Ganeti answers).',
  },
  {
    status: 503,
    where: ({ method, path }) => method === 'GET' && /^\/2\/instances\/[\w.-]+\/console(\?|$)/.test(path),
    message: /^Instance console unavailable/,
    why: 'A console needs a running instance.',
  },
  { status: 503, where: submits, message: /queue is (full|drained)|queue .*drain/i, why: 'The job queue takes no jobs for now.' },
  {
    status: 503,
    where: ({ as }) => as !== 'nobody',
    message: /^Too many passwords are being checked/,
    why: 'Strong hashes take time; more logins than can be checked wait no longer.',
  },
  {
    status: 505,
    where: ({ wire }) => wire !== undefined,
    message: /HTTP/,
    why: 'The request speaks another version of HTTP than 1.0 and 1.1.',
  },
];

export function isDocumented(request: FuzzRequest, status: number, message: string, operations: OperationTable): boolean {
  return documentedErrors.some((each) => each.status === status && each.where(request, operations) && each.message.test(message));
}
