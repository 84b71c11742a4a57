import type { Rules } from '../model/constraints';

export interface BalanceOptions extends Rules {
  /** Most moves; without: no limit. */
  readonly maxMoves?: number;
  /** Good enough: below this score nothing is moved. */
  readonly minScore?: number;
  /** Below `minGainLimit` a move has to gain so much. */
  readonly minGain?: number;
  readonly minGainLimit?: number;
  /** Replacing secondaries is allowed. */
  readonly diskMoves?: boolean;
  /** Migrating and failing over is allowed. */
  readonly instanceMoves?: boolean;
  /** Only instances of nodes that are offline or drained. */
  readonly evacMode?: boolean;
  /** Nothing is migrated but off drained nodes. */
  readonly restrictedMigration?: boolean;
  /** Names; null: all. */
  readonly select?: readonly string[] | null;
  readonly exclude?: readonly string[];
}

export const BALANCE_DEFAULTS = { minScore: 1e-9, minGain: 0.01, minGainLimit: 0.1 } as const;
