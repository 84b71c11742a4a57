/** What clients may ask for, but no LogicalUnit carries out yet. */
import { opcodes } from '@ganeti/opcodes';
import { createLogicalUnits } from './index';

/** Submitting one of these gives a job that fails with OpPrereqError (libs/master/jobs/src/executor.ts). A new unit takes its line away. */
const missing = `
`;

it('only these opcodes have no LogicalUnit', () => {
  const units = createLogicalUnits({} as never);
  const found = [...opcodes.keys()].filter((id) => !units.has(id));
  expect(found).toEqual(missing.trim().split('\n').filter(Boolean));
});
