/** How cluster verify reports what it finds. */
import { verifiedObject, type VerifyErrorCode } from '@ganeti/opcodes';

export interface ReportParams {
  readonly debug_simulate_errors: boolean;
  readonly error_codes: boolean;
  readonly ignore_errors: readonly VerifyErrorCode[];
  readonly verbose: boolean;
}

export type Severity = 'ERROR' | 'WARNING';

export class Findings {
  /** No error so far. */
  good = true;

  constructor(
    private readonly log: (message: string) => void,
    private readonly params: ReportParams,
  ) {}

  heading(text: string): void {
    this.log(`* ${text}`);
  }

  /** Reports when `bad`; `item`: name of the object, empty for the cluster. Ignored codes are warnings. */
  report(bad: boolean, code: VerifyErrorCode, item: string, text: string, severity: Severity = 'ERROR'): void {
    if (!bad && !this.params.debug_simulate_errors) return;
    const actual: Severity = this.params.ignore_errors.includes(code) ? 'WARNING' : severity;
    if (actual === 'ERROR') this.good = false;
    const object = verifiedObject(code);
    this.log(
      this.params.error_codes
        ? `  - ${actual}:${code}:${object}:${item}:${text}`
        : `  - ${actual}: ${object}${item === '' ? '' : ` ${item}`}: ${text}`,
    );
  }

  /** Reports each of these problems; a simulation reports one where there is none. */
  each(code: VerifyErrorCode, item: string, problems: readonly string[], severity: Severity = 'ERROR'): void {
    for (const problem of problems) this.report(true, code, item, problem, severity);
    if (problems.length === 0) this.report(false, code, item, 'nothing is wrong: this finding is simulated', severity);
  }

  notice(text: string): void {
    this.log(`  - NOTICE: ${text}`);
  }

  detail(text: string): void {
    if (this.params.verbose) this.log(`  - ${text}`);
  }
}
