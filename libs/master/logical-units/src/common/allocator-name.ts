import { OpPrereqError } from '@ganeti/errors';
import { BUILT_IN } from '@ganeti/master-placement';
import type { Cluster } from '@ganeti/objects';

/** The allocator an opcode means: `.` and nothing stand for the cluster's default. Whether there is one of that name is seen when it is asked. */
export function allocatorName(cluster: Cluster, asked: string | null): string {
  return asked === null || asked === '.' ? cluster.default_iallocator || BUILT_IN : asked;
}

/** Either nodes are named or an allocator is, not both. */
export function checkOneChoice(allocator: string | null, node: string | null, what: string): void {
  if (allocator !== null && node !== null) {
    throw new OpPrereqError(`Both an allocator ('${allocator}') and a ${what} ('${node}') are given; give one of them`, 'wrong_input');
  }
}
