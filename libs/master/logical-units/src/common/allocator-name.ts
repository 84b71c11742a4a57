import { OpExecError, OpPrereqError } from '@ganeti/errors';
import type { Cluster } from '@ganeti/objects';

const builtIn = 'hail';

/** The allocator an opcode means: `.` and nothing stand for the cluster's default. Throws when there is no such allocator. */
export function allocatorName(cluster: Cluster, asked: string | null): string {
  const name = asked === null || asked === '.' ? cluster.default_iallocator || builtIn : asked;
  if (name !== builtIn) {
    throw new OpExecError(`There is no instance allocator '${name}': this release has '${builtIn}' only`);
  }
  return name;
}

/** Either nodes are named or an allocator is, not both. */
export function checkOneChoice(allocator: string | null, node: string | null, what: string): void {
  if (allocator !== null && node !== null) {
    throw new OpPrereqError(`Both an allocator ('${allocator}') and a ${what} ('${node}') are given; give one of them`, 'wrong_input');
  }
}
