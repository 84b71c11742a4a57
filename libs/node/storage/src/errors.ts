import { OpExecError } from '@ganeti/errors';

/** No room for a volume or its growth. Sizes in MiB. */
export class InsufficientSpace extends OpExecError {
  constructor(where: string, wanted: number, free: number, forWhat: string) {
    super(
      `Not enough space in ${where} for ${forWhat}: ${wanted} MiB wanted, ${free} MiB free; ` +
        'free some space there or choose a smaller size or another place',
    );
  }
}
