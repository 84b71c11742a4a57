/** The request at a place of a phase: the same for the same seed. */
import type { Operation } from '../operations';
import { seededAt, type Random } from '../random';
import type { FuzzRequest, Phase } from '../request';
import { changingRequest } from './changing';
import { mixedRequest } from './mixed';
import { refusedRequest } from './refused';

const makers: Readonly<Record<Phase, (operations: readonly Operation[], random: Random) => FuzzRequest>> = {
  refused: refusedRequest,
  mixed: mixedRequest,
  changing: changingRequest,
};

export function requestAt(phase: Phase, seed: number, index: number, operations: readonly Operation[]): FuzzRequest {
  return makers[phase](operations, seededAt(seed, index));
}
