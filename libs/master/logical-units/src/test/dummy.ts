import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { testDummy } from '@ganeti/opcodes';

/** Ganeti has no LogicalUnit for it either: it stands for whatever a test of the queue puts in its place. */
export const testDummyUnit = defineLogicalUnit({
  definition: testDummy,
  locks: () => ({}),
  async check(): Promise<null> {
    throw new OpPrereqError('OP_TEST_DUMMY is for tests of the queue itself and does nothing on a cluster; use OP_TEST_JQUEUE or OP_TEST_DELAY', 'wrong_input');
  },
  run: async () => null,
});
