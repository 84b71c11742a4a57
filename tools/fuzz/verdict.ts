/** What an answer must be, whatever was asked. */
import type { FuzzRequest } from './requests';

export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
}

/** Statuses from 500 on that are documented, and when. */
export const documented: Readonly<Record<number, string>> = {
  501: 'The resource does not have this method, or there is no such method.',
  503: 'The queue is full or drained, or the instance has no console while it is stopped.',
  505: 'Another version of HTTP.',
};

/** What is wrong with the answer; null: nothing. */
export function problem(request: FuzzRequest, { status, text, json }: Answered): string | null {
  if (status >= 500 && documented[status] === undefined) return `status ${status}: ${text.slice(0, 200)}`;
  if (status < 200 || (status >= 300 && status < 400)) return `status ${status}`;
  if (request.as === 'nobody' && status < 400 && !/^\/(2\/?)?(\?.*)?$|^\/version|^\/2\/features/.test(request.path)) return `answered ${status} to nobody`;
  // A query is read with PUT when it has a filter.
  const reads = request.path.startsWith('/2/query/');
  if (request.as === 'reader' && !reads && request.method !== 'GET' && request.method !== 'HEAD' && status < 300) return `let a reader ${request.method}`;
  if (/\n\s+at .+:\d+:\d+|node_modules|\/src\/|\.mjs:\d+/.test(text)) return `shows its inside: ${text.slice(0, 200)}`;
  if (status >= 400 && request.method !== 'HEAD') {
    const body = json as { code?: unknown; message?: unknown; explain?: unknown } | undefined;
    const isError = typeof body === 'object' && body !== null && body.code === status && typeof body.message === 'string' && typeof body.explain === 'string';
    if (!isError) return `status ${status} without the body of an error: ${text.slice(0, 200)}`;
  }
  return null;
}
