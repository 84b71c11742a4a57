/** What users are told when an operation fails for a node. */
import type { EndedJob } from '../unit-master';

/** HooksFailure: the node was the only one whose hooks were to be run. */
const classes: ReadonlySet<string> = new Set(['OpPrereqError', 'OpExecError', 'HooksFailure']);

/** What is wrong with a job's error: another class, or it does not name the node. */
export function blameOf({ opcode, status, result }: EndedJob, node: string): string[] {
  if (status === 'success') return [];
  const [name, args] = result as [string, readonly unknown[]];
  const text = JSON.stringify(args);
  // It was never begun: the job that came first has failed, and tells why.
  if (/Job \d+, on which it depends, ended in error/.test(text)) return [];
  const problems = classes.has(name) ? [] : [`${opcode} failed with ${name}: ${text}`];
  // Users know nodes by their names, and the uuids of simulated nodes contain them.
  if (!text.replaceAll(`uuid-${node}`, '').includes(node)) problems.push(`the error of ${opcode} does not name the node: ${name} ${text}`);
  return problems;
}
