/** What goes into /var/log/ganeti/rapi-audit.log: every request that changes something, and every one that was refused. */
import type { Touched } from '../request';

export interface AuditRecord extends Touched {
  /** Absent: nobody, or somebody whose login failed. */
  readonly user?: string;
  /** Id of the token that was shown. */
  readonly token?: string;
  readonly address: string | undefined;
  readonly method: string;
  /** With the query arguments. */
  readonly url: string;
  readonly status: number;
  readonly result: 'done' | 'refused' | 'failed';
  /** What the answer says. */
  readonly error?: string;
  /** Submitted, or canceled. */
  readonly jobs?: readonly number[];
}

const refusals: ReadonlySet<number> = new Set([401, 403, 429]);

/** Reading leaves no trace here (rapi-access.log has it) unless it was refused, or is a job. */
export function isAudited(changes: boolean, status: number, touched: Touched): boolean {
  return refusals.has(status) || touched.opcodes !== undefined || changes;
}

export function resultOf(status: number): AuditRecord['result'] {
  if (refusals.has(status)) return 'refused';
  return status < 400 ? 'done' : 'failed';
}
