/** How cluster verify reports what it finds. */
import type { VerifyErrorCode } from '@ganeti/opcodes';

export interface ReportParams {
  readonly debug_simulate_errors: boolean;
  readonly error_codes: boolean;
  readonly ignore_errors: readonly VerifyErrorCode[];
  readonly verbose: boolean;
}

export type Severity = 'ERROR' | 'WARNING' | 'NOTICE';

/** Kinds of objects as the codes' names begin. */
const objectOf = (code: VerifyErrorCode): string =>
  code.startsWith('ECLUSTER') ? 'cluster' : code.startsWith('EINSTANCE') ? 'instance' : code.startsWith('EGROUP') ? 'group' : 'node';

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
  report(bad: boolean, code: VerifyErrorCode, item: string, text: string, severity: 'ERROR' | 'WARNING' = 'ERROR'): void {
    if (!bad && !this.params.debug_simulate_errors) return;
    const actual: Severity = this.params.ignore_errors.includes(code) ? 'WARNING' : severity;
    if (actual === 'ERROR') this.good = false;
    const object = objectOf(code);
    this.log(
      this.params.error_codes
        ? `  - ${actual}:${code}:${object}:${item}:${text}`
        : `  - ${actual}: ${object}${item === '' ? '' : ` ${item}`}: ${text}`,
    );
  }

  notice(text: string): void {
    this.log(`  - NOTICE: ${text}`);
  }

  detail(text: string): void {
    if (this.params.verbose) this.log(`  - ${text}`);
  }
}
