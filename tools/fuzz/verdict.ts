/** What is wrong with what came back for a request, in words. */
import { isDocumented } from './documented-errors';
import { leakIn } from './leaks';
import type { OperationTable } from './operations';
import type { FuzzRequest } from './request';
import type { Answer, Outcome } from './transport';

export interface Judge {
  readonly operations: OperationTable;
  /** Absolute directories that no refusal may show: source, programs, temporary files. */
  readonly places: readonly string[];
}

/** Refusals that any request may meet, before it is known what it is about. */
const common = new Set([400, 401, 404, 408, 413, 415, 417, 429, 431, 501, 505]);

/** null: nothing. */
export function problem(judge: Judge, request: FuzzRequest, outcome: Outcome): string | null {
  if ('notSent' in outcome) return null;
  if ('lost' in outcome) return `no answer: ${outcome.lost}`;
  const { answers } = outcome;
  const wanted = request.wire?.answers ?? 1;
  if (answers.length < wanted) return `the connection was closed after ${answers.length} of ${wanted} answers`;
  for (const answer of answers) {
    const wrong = answerProblem(judge, request, answer);
    if (wrong !== null) return wrong;
  }
  return null;
}

function answerProblem({ operations, places }: Judge, request: FuzzRequest, answer: Answer): string | null {
  const { status, body, headers } = answer;
  const shown = body.slice(0, 300);
  if (!(status >= 200 && status < 300) && !(status >= 400 && status < 600)) return `status ${status}`;
  const error = errorIn(body);
  if (status >= 400 && request.method !== 'HEAD' && error?.code !== status) return `status ${status} without the body of an error: ${shown}`;
  if (status >= 500 && request.method !== 'HEAD' && !isDocumented(request, status, error?.message ?? '', operations)) return `undocumented status ${status}: ${shown}`;
  if (request.mustBeRefused === true && status < 400) return `status ${status}, but it had to be refused: ${shown}`;
  if (headers['x-injected'] !== undefined) return 'a header came from the request';
  if (headers['x-powered-by'] !== undefined) return 'a header tells what the server is made of';
  const leak = leakIn(status, body, `${request.path} ${request.body?.toString() ?? ''}`, places);
  if (leak !== null) return leak;
  return request.wire === undefined ? accessProblem(request, status, operations) : null;
}

function accessProblem({ as, method, path }: FuzzRequest, status: number, operations: OperationTable): string | null {
  if (as === 'nobody' && status !== 401 && status !== 429) return `answered ${status} to somebody without a login`;
  const operation = operations.find(method, path);
  if (as === 'reader' && status < 400 && operation?.reads !== true) return `let a reader ${method}`;
  if (operation !== undefined && status >= 400 && !common.has(status) && status < 500 && !operation.statuses.has(status)) return `status ${status} is not in the OpenAPI document`;
  return null;
}

function errorIn(body: string): { code: number; message: string } | undefined {
  try {
    const { code, message, explain } = JSON.parse(body) as Record<string, unknown>;
    if (typeof code !== 'number' || typeof message !== 'string' || message === '' || typeof explain !== 'string') return undefined;
    return { code, message };
  } catch {
    return undefined;
  }
}
