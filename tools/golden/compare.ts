/** The differences between a recorded answer and ours, in words. */
import type { Exchange, GoldenJob } from './exchange';
import { shapeDifferences } from './shape';
import type { WireAnswer } from './wire';

interface ErrorBody {
  readonly code: number;
  readonly message: string;
  readonly explain: string;
}

export function answerDifferences({ request, response }: Exchange, answer: WireAnswer): string[] {
  const differences: string[] = [];
  const differ = (what: string, theirs: unknown, ours: unknown): void => {
    if (theirs !== ours) differences.push(`${what}: ${String(theirs)}, not ${String(ours)}`);
  };
  const header = (name: string): string | undefined => response.headers.find(([key]) => key.toLowerCase() === name)?.[1];
  differ('status', response.status, answer.status);
  for (const name of ['content-type', 'www-authenticate']) differ(name, header(name), answer.headers.get(name));
  if (request.method === 'HEAD' || differences.length > 0) return differences;
  const json = JSON.parse(Buffer.from(answer.body, 'latin1').toString()) as unknown;
  if (response.status >= 400) {
    const [theirs, ours] = [response.json as ErrorBody, json as ErrorBody];
    differ('keys', Object.keys(theirs).join(), Object.keys(ours).join());
    differ('code', theirs.code, ours.code);
    differ('explain', theirs.explain, ours.explain);
    if (typeof ours.message !== 'string' || ours.message === '') differences.push('message: there is none');
  } else differences.push(...shapeDifferences(response.json, json));
  return differences;
}

/** `[class, [text, code]]` of each failed opcode, without the text. */
function errorsOf(job: GoldenJob): string {
  return (job.opresult ?? [])
    .map((result) => {
      if (!Array.isArray(result) || typeof result[0] !== 'string' || !Array.isArray(result[1])) return '-';
      const [className, [, code]] = result as [string, unknown[]];
      return `${className}${typeof code === 'string' ? ` ${code}` : ''}`;
    })
    .join(', ');
}

export function jobDifferences(theirs: GoldenJob, ours: GoldenJob): string[] {
  if (theirs.status !== ours.status) return [`job: ${theirs.status}, not ${ours.status} (${JSON.stringify(ours.opresult).slice(0, 200)})`];
  // A list of jobs does not say how they failed.
  if (theirs.status === 'error' && theirs.opresult !== undefined) {
    const [wanted, got] = [errorsOf(theirs), errorsOf(ours)];
    if (wanted !== got) return [`job error: ${wanted}, not ${got} (${JSON.stringify(ours.opresult).slice(0, 200)})`];
  }
  return shapeDifferences({ ...theirs, oplog: null, opresult: theirs.status === 'error' ? null : (theirs.opresult ?? null) }, { ...ours, oplog: null }, 'job');
}
