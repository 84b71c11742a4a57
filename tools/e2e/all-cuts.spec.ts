/**
 * Every operation, cut off in the middle of its journal: it ends as undisturbed, leaves nothing and does nothing twice. In one
 * process; `npm run crash -- --all` does the same at all places with processes that are killed.
 */
import { crashScenarios, cutOff, nodeNames, titleOf, unitWorld } from '@ganeti/testkit';
import { createLogicalUnits } from '@ganeti/master-logical-units';

/** The middle, where most is half-done. */
const some = (places: number): number[] => [Math.max(1, Math.ceil(places / 2))];

it.each(crashScenarios.map((scenario) => [titleOf(scenario), scenario] as const))('%s', async (_title, scenario) => {
  const { wrong, leaks, doubled, cuts, recoveries } = await cutOff(scenario, () => unitWorld(nodeNames), some);
  expect({ wrong, leaks, doubled }).toEqual({ wrong: [], leaks: [], doubled: [] });
  expect(recoveries).toBe(cuts);
  expect(cuts).toBeGreaterThan(0);
}, 60_000);

/** Refused always: it exists for tests of Ganeti's own queue. */
const refused = ['OP_TEST_DUMMY'];

it('leaves no operation out', () => {
  const cut = new Set(crashScenarios.map(({ opcode }) => opcode.OP_ID));
  expect([...createLogicalUnits({} as never).keys()].filter((id) => !cut.has(id))).toEqual(refused);
});
