/** What out-of-band programs print: nothing after switching the power, JSON otherwise. */
import { OpExecError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';

export type OobCommand = 'health' | 'power-cycle' | 'power-off' | 'power-on' | 'power-status';
const health: readonly unknown[] = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];

/**
 * health: [[item, OK | WARNING | CRITICAL | UNKNOWN], …]; power-status: {"powered": true | false}; else null. Throws OpExecError
 * for anything else.
 */
export function oobAnswer(command: OobCommand, output: string): Json {
  const text = output.trim();
  if (command !== 'health' && command !== 'power-status') {
    if (text === '' || text === 'null') return null;
    throw new OpExecError(`it should print nothing after ${command}, but printed: ${text.slice(0, 200)}`);
  }
  let answer: Json;
  try {
    answer = JSON.parse(text) as Json;
  } catch (error) {
    throw new OpExecError(`it printed no JSON: ${(error as Error).message}`);
  }
  if (command === 'health' ? isHealth(answer) : isStatus(answer)) return answer;
  const wanted = command === 'health' ? `a list of [item, ${health.join(' | ')}]` : '{"powered": true} or {"powered": false}';
  throw new OpExecError(`it should print ${wanted}, but printed: ${text.slice(0, 200)}`);
}

export const isHealth = (answer: Json): answer is [string, string][] =>
  Array.isArray(answer) && answer.every((item) => Array.isArray(item) && item.length === 2 && typeof item[0] === 'string' && health.includes(item[1]));

const isStatus = (answer: Json): boolean =>
  typeof answer === 'object' && answer !== null && !Array.isArray(answer) && typeof (answer as { powered?: unknown }).powered === 'boolean';
