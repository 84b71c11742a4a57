/** What commands get to work with: the master, and where to write. */
import type { MasterClient } from '@ganeti/master-api';
import type { Local } from './local';

export interface Cli {
  /** Connects at the first use. */
  master(): MasterClient;
  out(line: string): void;
  err(line: string): void;
  /** A line that is replaced by the next one; nothing when output is not a terminal. */
  status(line: string): void;
  /** Reads a yes or no; false when there is nobody to ask. */
  confirm(question: string): Promise<boolean>;
  /** Programs are run with this terminal (console). Answers the exit code. */
  run(program: string, args: readonly string[]): Promise<number>;
  /** Text of a file an argument names; `-` is what comes in on standard input. */
  readFile(path: string): Promise<string>;
  /** This machine. */
  readonly local: Local;
  /** For the reason trail: `gnt-instance` or `gnt instance`. */
  readonly user: string;
}

/** Exit codes, as in Ganeti. */
export const exitCodes = { ok: 0, failure: 1, notMaster: 11, unknownField: 14 } as const;

/** Ends the command with this exit code after the text has been shown. */
export class CommandFailure extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number = exitCodes.failure) {
    super(message);
    this.exitCode = exitCode;
  }
}
